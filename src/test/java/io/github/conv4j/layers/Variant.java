package io.github.conv4j.layers;

import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The same layer in three implementations. */
enum Variant {
  BUILTIN,
  HANDWRITTEN,
  COMPOSED;

  /** A pooling layer's settings; null for what the network or the builder decides. */
  record Pool(
      PoolingType type,
      int[] kernel,
      int[] stride,
      int[] padding,
      int[] dilation,
      ConvolutionMode mode,
      boolean includePadding,
      int pnorm,
      CNN2DFormat format) {

    static Pool of(PoolingType type, int kernel, int stride) {
      return new Pool(
          type,
          new int[] {kernel, kernel},
          new int[] {stride, stride},
          new int[] {0, 0},
          new int[] {1, 1},
          null,
          false,
          2,
          CNN2DFormat.NCHW);
    }

    Pool padded(int height, int width, boolean includePadding) {
      int[] padding = {height, width};
      return new Pool(type, kernel, stride, padding, dilation, mode, includePadding, pnorm, format);
    }

    Pool mode(ConvolutionMode mode) {
      return new Pool(type, kernel, stride, padding, dilation, mode, includePadding, pnorm, format);
    }

    Pool format(CNN2DFormat format) {
      return new Pool(type, kernel, stride, padding, dilation, mode, includePadding, pnorm, format);
    }

    Pool pnorm(int pnorm) {
      return new Pool(type, kernel, stride, padding, dilation, mode, includePadding, pnorm, format);
    }
  }

  private Execution execution() {
    return this == COMPOSED ? Execution.COMPOSED : Execution.HANDWRITTEN;
  }

  ConvolutionLayer conv(
      int kernel, int filters, Consumer<ConvolutionLayer.BaseConvBuilder<?>> settings) {
    ConvolutionLayer.BaseConvBuilder<?> builder =
        this == BUILTIN
            ? new ConvolutionLayer.Builder(kernel, kernel)
            : new Conv2DLayer.Builder(kernel, kernel).execution(execution());
    builder.nOut(filters);
    settings.accept(builder);
    return builder.build();
  }

  ConvolutionLayer conv(int kernel, int filters) {
    return conv(kernel, filters, builder -> {});
  }

  ConvolutionLayer conv(int kernel, int filters, CNN2DFormat format) {
    ConvolutionLayer layer = conv(kernel, filters);
    layer.setCnn2dDataFormat(format);
    return layer;
  }

  Layer pool(Pool pool) {
    if (this == BUILTIN) {
      SubsamplingLayer.Builder builder =
          new SubsamplingLayer.Builder(pool.type())
              .kernelSize(pool.kernel())
              .stride(pool.stride())
              .padding(pool.padding())
              .dilation(pool.dilation())
              .avgPoolIncludePadInDivisor(pool.includePadding())
              .pnorm(pool.pnorm())
              .dataFormat(pool.format());
      return (pool.mode() == null ? builder : builder.convolutionMode(pool.mode())).build();
    }
    Pool2DLayer.Builder builder =
        new Pool2DLayer.Builder(pool.type())
            .execution(execution())
            .kernelSize(pool.kernel())
            .stride(pool.stride())
            .padding(pool.padding())
            .dilation(pool.dilation())
            .avgPoolIncludePadInDivisor(pool.includePadding())
            .pnorm(pool.pnorm())
            .dataFormat(pool.format());
    return (pool.mode() == null ? builder : builder.convolutionMode(pool.mode())).build();
  }

  Layer pool(PoolingType type, int kernel, int stride) {
    return pool(Pool.of(type, kernel, stride));
  }

  DenseLayer dense(int outputs, Consumer<DenseLayer.Builder> settings) {
    DenseLayer.Builder builder =
        this == BUILTIN
            ? new DenseLayer.Builder()
            : new HandwrittenDenseLayer.Builder().execution(execution());
    builder.nOut(outputs);
    settings.accept(builder);
    return builder.build();
  }

  OutputLayer output(LossFunction loss, int outputs, Consumer<OutputLayer.Builder> settings) {
    OutputLayer.Builder builder =
        this == BUILTIN
            ? new OutputLayer.Builder(loss)
            : new HandwrittenOutputLayer.Builder(loss).execution(execution());
    builder.nOut(outputs);
    settings.accept(builder);
    return builder.build();
  }

  Layer globalPool(PoolingType type, boolean collapse, int pnorm) {
    if (this == BUILTIN) {
      return new GlobalPoolingLayer.Builder(type).collapseDimensions(collapse).pnorm(pnorm).build();
    }
    GlobalPool2DLayer layer = new GlobalPool2DLayer(type);
    layer.setCollapseDimensions(collapse);
    layer.setPnorm(pnorm);
    layer.setExecution(execution());
    return layer;
  }
}
