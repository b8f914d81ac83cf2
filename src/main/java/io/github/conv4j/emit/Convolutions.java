package io.github.conv4j.emit;

import io.github.conv4j.geometry.Axis;
import io.github.conv4j.geometry.AxisGeometry;
import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.Rounding;
import io.github.conv4j.geometry.Window;
import io.github.conv4j.layers.Conv2DLayer;
import io.github.conv4j.onnx.Attribute;
import io.github.conv4j.ops.Conv2DConfig;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.params.SeparableConvolutionParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Convolutions of every kind, with their activations. */
final class Convolutions {

  private static final String SHIFTED =
      "in Same mode the built-in layer shifts windows that are further apart than long";

  private Convolutions() {}

  /** Our own layer, which the built-in one of two dimensions is turned into. */
  static Value ofImages(Scope scope, Conv2DLayer layer, Value input) {
    requireImages(scope, layer, input);
    // Checks what Strict mode asks for.
    layer.getOutputType(
        scope.index(),
        InputType.convolutional(input.shape().get(1), input.shape().get(2), input.channels()));
    Conv2DConfig config = layer.opConfig(false);
    Window window = config.geometry().resolve(input.shape().get(1), input.shape().get(2));
    INDArray weights = scope.parameters().get("W");
    String w =
        config.orientation() == Orientation.CONVOLUTION
            ? scope.parameter("W", turned(weights))
            : scope.parameter("W");
    WindowAxes axes = WindowAxes.of(window.height(), window.width());
    return activated(scope, layer, convolve(scope, axes, w, bias(scope, layer), layer, input, 1));
  }

  /** Kernels turned round, so that cross-correlation is convolution. */
  private static INDArray turned(INDArray weights) {
    long filters = weights.size(0) * weights.size(1);
    INDArray kernels = weights.dup('c').reshape(filters, weights.size(2) * weights.size(3));
    INDArray turned = Nd4j.create(weights.dataType(), kernels.shape());
    for (long i = 0; i < filters; i++) {
      turned.putRow(i, Nd4j.reverse(kernels.getRow(i).dup()));
    }
    return turned.reshape(weights.shape());
  }

  private static void requireImages(Scope scope, ConvolutionLayer layer, Value input) {
    scope.requireChannelsFirst(layer, layer.getCnn2dDataFormat());
    scope.requireImages(input);
    scope.requireChannels(input, layer.getNIn());
  }

  private static Value activated(Scope scope, ConvolutionLayer layer, Value y) {
    return Activations.emit(scope, layer, layer.getActivationFn(), y);
  }

  private static String bias(Scope scope, ConvolutionLayer layer) {
    if (!layer.hasBias()) {
      return "";
    }
    INDArray bias = scope.parameters().get("b");
    return scope.parameter("b", bias.reshape(bias.length()));
  }

  private static Value convolve(
      Scope scope,
      WindowAxes axes,
      String weights,
      String bias,
      ConvolutionLayer layer,
      Value input,
      int groups) {
    return convolve(scope, axes, weights, bias, layer.getNOut(), input, groups);
  }

  private static Value convolve(
      Scope scope,
      WindowAxes axes,
      String weights,
      String bias,
      long filters,
      Value input,
      int groups) {
    List<String> inputs = new ArrayList<>(List.of(input.name(), weights));
    if (!bias.isEmpty()) {
      inputs.add(bias);
    }
    return scope.node(
        "Conv",
        inputs,
        axes.shape(Math.toIntExact(filters)),
        axes.kernelShape(),
        axes.strides(),
        axes.dilations(),
        axes.pads(),
        Attribute.of("group", groups));
  }

  /** The built-in layer's geometry on one axis. */
  static Axis axis(
      Scope scope,
      Object layer,
      ConvolutionMode mode,
      int kernel,
      int stride,
      int dilation,
      int padding,
      int input) {
    int reach = (kernel - 1) * dilation + 1;
    Padding pad =
        switch (mode) {
          case Same -> Padding.SAME;
          case Causal -> Padding.explicit(reach - 1, 0);
          default -> Padding.explicit(padding);
        };
    if (mode == ConvolutionMode.Same && stride - reach >= 2) {
      throw scope.unsupported(layer, SHIFTED);
    }
    Axis axis = new AxisGeometry(kernel, stride, dilation, pad, Rounding.FLOOR).resolve(input);
    if (mode == ConvolutionMode.Strict && (input + 2 * padding - reach) % stride != 0) {
      throw scope.unsupported(layer, "its windows leave a remainder, which Strict mode refuses");
    }
    return axis;
  }

  private static WindowAxes axes(Scope scope, ConvolutionLayer layer, Value input) {
    Axis[] axes = new Axis[2];
    for (int i = 0; i < axes.length; i++) {
      int reach = (layer.getKernelSize()[i] - 1) * layer.getDilation()[i] + 1;
      if (layer.getConvolutionMode() == ConvolutionMode.Same && layer.getStride()[i] > reach) {
        throw scope.unsupported(layer, SHIFTED);
      }
      axes[i] =
          axis(
              scope,
              layer,
              layer.getConvolutionMode(),
              layer.getKernelSize()[i],
              layer.getStride()[i],
              layer.getDilation()[i],
              layer.getPadding()[i],
              input.shape().get(i + 1));
    }
    return WindowAxes.of(axes);
  }

  /**
   * Weights [F, C, K, 1]; the result is [N, F, T]. ND4J's op takes weights [K, C, F], and the layer
   * gives it a view that is turned that way, but the op reads its numbers in the order they lie in:
   * trained networks have learned with that.
   */
  static Value ofSequences(Scope scope, Convolution1DLayer layer, Value input) {
    requireChannelsFirst(scope, layer, layer.getRnnDataFormat());
    scope.requireSequences(input);
    scope.requireChannels(input, layer.getNIn());
    Axis axis =
        axis(
            scope,
            layer,
            layer.getConvolutionMode(),
            layer.getKernelSize()[0],
            layer.getStride()[0],
            layer.getDilation()[0],
            layer.getPadding()[0],
            input.shape().get(1));
    String w = scope.parameter("W", asRead(scope.parameters().get("W")));
    String b = bias(scope, layer);
    return activated(scope, layer, convolve(scope, WindowAxes.of(axis), w, b, layer, input, 1));
  }

  /** x · W + b at each step; weights [C, F]. */
  static Value ofSteps(Scope scope, RnnOutputLayer layer, Value input) {
    requireChannelsFirst(scope, layer, layer.getRnnDataFormat());
    scope.requireSequences(input);
    scope.requireChannels(input, layer.getNIn());
    INDArray kernels =
        scope
            .parameters()
            .get("W")
            .transpose()
            .dup('c')
            .reshape(layer.getNOut(), layer.getNIn(), 1);
    List<String> inputs = new ArrayList<>(List.of(input.name(), scope.parameter("W", kernels)));
    if (layer.hasBias()) {
      INDArray bias = scope.parameters().get("b");
      inputs.add(scope.parameter("b", bias.reshape(bias.length())));
    }
    WindowAxes axes = WindowAxes.of(point(input.shape().get(1)));
    return scope.node(
        "Conv",
        inputs,
        axes.shape(Math.toIntExact(layer.getNOut())),
        axes.kernelShape(),
        axes.strides(),
        axes.dilations(),
        axes.pads(),
        Attribute.of("group", 1));
  }

  private static INDArray asRead(INDArray weights) {
    return weights
        .dup('c')
        .reshape(weights.size(2), weights.size(1), weights.size(0))
        .permute(2, 1, 0);
  }

  static void requireChannelsFirst(Scope scope, Object layer, RNNFormat format) {
    if (format != RNNFormat.NCW) {
      throw scope.unsupported(layer, "expected NCW layout, found " + format);
    }
  }

  /** Weights [KH, KW, C, M]: each channel by itself, M filters for each. */
  static Value depthwise(Scope scope, DepthwiseConvolution2D layer, Value input) {
    requireImages(scope, layer, input);
    INDArray weights = scope.parameters().get("W");
    long kernelHeight = weights.size(0);
    long kernelWidth = weights.size(1);
    long filters = weights.size(2) * weights.size(3);
    INDArray byFilter =
        weights.permute(2, 3, 0, 1).dup('c').reshape(filters, 1, kernelHeight, kernelWidth);
    Value y =
        convolve(
            scope,
            axes(scope, layer, input),
            scope.parameter("W", byFilter),
            bias(scope, layer),
            filters,
            input,
            input.channels());
    return activated(scope, layer, y);
  }

  /** Weights [M, C, KH, KW] for each channel, then [F, C·M, 1, 1] across channels. */
  static Value separable(Scope scope, SeparableConvolution2D layer, Value input) {
    requireImages(scope, layer, input);
    INDArray each =
        scope.parameters().get(SeparableConvolutionParamInitializer.DEPTH_WISE_WEIGHT_KEY);
    long filters = each.size(0) * each.size(1);
    INDArray byFilter =
        each.permute(1, 0, 2, 3).dup('c').reshape(filters, 1, each.size(2), each.size(3));
    Value between =
        convolve(
            scope,
            axes(scope, layer, input),
            scope.parameter(SeparableConvolutionParamInitializer.DEPTH_WISE_WEIGHT_KEY, byFilter),
            "",
            filters,
            input,
            input.channels());
    WindowAxes points = WindowAxes.of(point(between.shape().get(1)), point(between.shape().get(2)));
    String across = scope.parameter(SeparableConvolutionParamInitializer.POINT_WISE_WEIGHT_KEY);
    String b = bias(scope, layer);
    return activated(scope, layer, convolve(scope, points, across, b, layer, between, 1));
  }

  private static Axis point(int length) {
    return AxisGeometry.of(1, 1, Padding.VALID).resolve(length);
  }

  /** Weights [C, F, KH, KW]; the transpose of a convolution. */
  static Value transposed(Scope scope, Deconvolution2D layer, Value input) {
    requireImages(scope, layer, input);
    long[] pads = new long[4];
    List<Integer> shape = new ArrayList<>(List.of(Math.toIntExact(layer.getNOut())));
    for (int i = 0; i < 2; i++) {
      int reach = (layer.getKernelSize()[i] - 1) * layer.getDilation()[i] + 1;
      int stride = layer.getStride()[i];
      int length = input.shape().get(i + 1);
      if (layer.getConvolutionMode() == ConvolutionMode.Same) {
        int total = reach - stride;
        if (total < 0) {
          throw scope.unsupported(layer, "in Same mode its stride exceeds its kernel");
        }
        pads[i] = total / 2;
        pads[i + 2] = total - total / 2;
      } else {
        pads[i] = layer.getPadding()[i];
        pads[i + 2] = layer.getPadding()[i];
      }
      shape.add(Math.toIntExact((length - 1L) * stride + reach - pads[i] - pads[i + 2]));
    }
    List<String> inputs = new ArrayList<>(List.of(input.name(), scope.parameter("W")));
    if (layer.hasBias()) {
      inputs.add(bias(scope, layer));
    }
    Value y =
        scope.node(
            "ConvTranspose",
            inputs,
            shape,
            Attribute.ints("kernel_shape", layer.getKernelSize()[0], layer.getKernelSize()[1]),
            Attribute.ints("strides", layer.getStride()[0], layer.getStride()[1]),
            Attribute.ints("dilations", layer.getDilation()[0], layer.getDilation()[1]),
            Attribute.ints("pads", pads));
    return activated(scope, layer, y);
  }
}
