package io.github.conv4j.emit;

import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.geometry.Window;
import io.github.conv4j.layers.Conv2DLayer;
import io.github.conv4j.layers.GlobalPool2DLayer;
import io.github.conv4j.layers.HandwrittenBatchNormLayer;
import io.github.conv4j.layers.HandwrittenDenseLayer;
import io.github.conv4j.layers.HandwrittenOutputLayer;
import io.github.conv4j.layers.Pool2DLayer;
import io.github.conv4j.onnx.Attribute;
import io.github.conv4j.ops.Pool2DConfig;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.AutoEncoder;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1D;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.Pooling1D;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling1D;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPadding1DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping1D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.misc.RepeatVector;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.conf.weightnoise.IWeightNoise;
import org.deeplearning4j.nn.conf.weightnoise.WeightNoise;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;

/** The emitters, by exact class: a subclass may compute something else. */
final class LayerEmitters {

  private final Map<Class<? extends Layer>, LayerEmitter<Layer>> emitters = new HashMap<>();

  LayerEmitters() {
    registerWindows();
    registerVectors();
    registerShapes();
    register(BatchNormalization.class, Norms::batch);
    register(HandwrittenBatchNormLayer.class, Norms::batch);
    register(LocalResponseNormalization.class, Norms::response);
    register(DropoutLayer.class, (scope, layer, input) -> input);
    register(
        ActivationLayer.class,
        (scope, layer, input) -> Activations.emit(scope, layer, layer.getActivationFn(), input));
    register(PReLULayer.class, LayerEmitters::parametricRelu);
    register(FrozenLayer.class, (scope, layer, input) -> emit(scope, layer.getLayer(), input));
    register(
        FrozenLayerWithBackprop.class,
        (scope, layer, input) -> emit(scope, layer.getUnderlying(), input));
  }

  private void registerWindows() {
    register(Conv2DLayer.class, Convolutions::ofImages);
    register(Convolution1DLayer.class, Convolutions::ofSequences);
    register(Convolution1D.class, Convolutions::ofSequences);
    register(DepthwiseConvolution2D.class, Convolutions::depthwise);
    register(SeparableConvolution2D.class, Convolutions::separable);
    register(Deconvolution2D.class, Convolutions::transposed);
    register(Pool2DLayer.class, LayerEmitters::pool);
    register(Subsampling1DLayer.class, LayerEmitters::pool);
    register(Pooling1D.class, LayerEmitters::pool);
    register(GlobalPool2DLayer.class, LayerEmitters::globalPool);
    register(GlobalPoolingLayer.class, LayerEmitters::globalPool);
  }

  private void registerVectors() {
    register(DenseLayer.class, LayerEmitters::dense);
    register(
        HandwrittenDenseLayer.class,
        (scope, layer, input) -> DenseLayers.dense(scope, layer, layer.hasBias(), input));
    register(
        OutputLayer.class,
        (scope, layer, input) -> DenseLayers.dense(scope, layer, layer.hasBias(), input));
    register(
        HandwrittenOutputLayer.class,
        (scope, layer, input) -> DenseLayers.dense(scope, layer, layer.hasBias(), input));
    register(
        CenterLossOutputLayer.class,
        (scope, layer, input) -> DenseLayers.dense(scope, layer, layer.hasBias(), input));
    register(
        AutoEncoder.class, (scope, layer, input) -> DenseLayers.dense(scope, layer, true, input));
    register(ElementWiseMultiplicationLayer.class, DenseLayers::elementWise);
    register(
        LossLayer.class,
        (scope, layer, input) -> Activations.emit(scope, layer, layer.getActivationFn(), input));
    register(CnnLossLayer.class, LayerEmitters::lossOfPixels);
    register(RnnOutputLayer.class, LayerEmitters::outputOfSteps);
    register(RnnLossLayer.class, LayerEmitters::lossOfSteps);
  }

  private void registerShapes() {
    register(ZeroPaddingLayer.class, Shapes::zeroPadding);
    register(ZeroPadding1DLayer.class, Shapes::zeroPadding);
    register(Cropping2D.class, Shapes::cropping);
    register(Cropping1D.class, Shapes::cropping);
    register(Upsampling2D.class, Shapes::upsampling);
    register(Upsampling1D.class, Shapes::upsampling);
    register(SpaceToDepthLayer.class, Shapes::spaceToDepth);
    register(RepeatVector.class, Shapes::repeatVector);
  }

  private <L extends Layer> void register(Class<L> type, LayerEmitter<L> emitter) {
    emitters.put(type, (scope, layer, input) -> emitter.emit(scope, type.cast(layer), input));
  }

  Value emit(Scope scope, Layer layer, Value input) {
    if (layer instanceof BaseLayer base) {
      requireQuietWeights(scope, base);
    }
    if (layer instanceof OnnxEmittable own) {
      return own.emitOnnx(scope, List.of(input));
    }
    LayerEmitter<Layer> emitter = emitters.get(layer.getClass());
    if (emitter == null) {
      throw scope.unsupported(layer, "this kind of layer is not covered");
    }
    return emitter.emit(scope, layer, input);
  }

  /** Noise on biases acts at inference too, in Deeplearning4j 1.0.0-M2.1. */
  private static void requireQuietWeights(Scope scope, BaseLayer layer) {
    IWeightNoise noise = layer.getWeightNoise();
    boolean quiet =
        noise == null
            || noise.getClass() == DropConnect.class && !((DropConnect) noise).isApplyToBiases()
            || noise.getClass() == WeightNoise.class && !((WeightNoise) noise).isApplyToBias();
    if (!quiet) {
      throw scope.unsupported(layer, "its weight noise acts at inference too");
    }
  }

  private static Value dense(Scope scope, DenseLayer layer, Value input) {
    if (layer.hasLayerNorm()) {
      throw scope.unsupported(layer, "layer normalisation is not covered");
    }
    return DenseLayers.dense(scope, layer, layer.hasBias(), input);
  }

  /** Our own layer, which the built-in one is turned into. */
  private static Value pool(Scope scope, Pool2DLayer layer, Value input) {
    scope.requireChannelsFirst(layer, layer.getCnn2dDataFormat());
    scope.requireImages(input);
    int height = input.shape().get(1);
    int width = input.shape().get(2);
    // Checks what Strict mode asks for.
    layer.getOutputType(scope.index(), InputType.convolutional(height, width, input.channels()));
    Pool2DConfig config = layer.opConfig();
    Window window = config.resolve(height, width);
    WindowAxes axes = WindowAxes.of(window.height(), window.width());
    return Poolings.pool(scope, axes, config.kind(), config.p(), input);
  }

  private static Value pool(Scope scope, Subsampling1DLayer layer, Value input) {
    scope.requireSequences(input);
    if (layer.getDilation()[0] != 1) {
      throw scope.unsupported(
          layer, "the built-in layer ignores the dilation of pooling with oneDNN natives");
    }
    WindowAxes axes =
        WindowAxes.of(
            Convolutions.axis(
                scope,
                layer,
                layer.getConvolutionMode(),
                layer.getKernelSize()[0],
                layer.getStride()[0],
                1,
                layer.getPadding()[0],
                input.shape().get(1)));
    PoolKind kind =
        kind(scope, layer, layer.getPoolingType(), layer.isAvgPoolIncludePadInDivisor());
    return Poolings.pool(scope, axes, kind, layer.getPnorm(), input);
  }

  private static PoolKind kind(
      Scope scope, SubsamplingLayer layer, PoolingType type, boolean includePadding) {
    return switch (type) {
      case MAX -> PoolKind.MAX;
      case AVG ->
          includePadding ? PoolKind.AVERAGE_INCLUDING_PADDING : PoolKind.AVERAGE_EXCLUDING_PADDING;
      case PNORM -> PoolKind.P_NORM;
      default -> throw scope.unsupported(layer, "the built-in layer does not run this pooling");
    };
  }

  private static Value globalPool(Scope scope, GlobalPool2DLayer layer, Value input) {
    requirePositions(scope, layer, layer.getPoolingDimensions(), input);
    Pool2DConfig config = layer.opConfig();
    return Poolings.global(scope, config.kind(), config.p(), layer.isCollapseDimensions(), input);
  }

  private static Value globalPool(Scope scope, GlobalPoolingLayer layer, Value input) {
    requirePositions(scope, layer, layer.getPoolingDimensions(), input);
    PoolKind kind =
        switch (layer.getPoolingType()) {
          case MAX -> PoolKind.MAX;
          case AVG -> PoolKind.AVERAGE_EXCLUDING_PADDING;
          case SUM -> PoolKind.SUM;
          case PNORM -> PoolKind.P_NORM;
        };
    return Poolings.global(scope, kind, layer.getPnorm(), layer.isCollapseDimensions(), input);
  }

  /** Dimensions are the ones behind the channels, or not given. */
  private static void requirePositions(Scope scope, Layer layer, int[] dimensions, Value input) {
    if (input.isVectors()) {
      throw scope.mismatch("images [N, C, H, W] or sequences [N, C, T]", input);
    }
    int[] behindChannels = IntStream.range(2, input.shape().size() + 1).toArray();
    if (dimensions != null && !Arrays.equals(dimensions, behindChannels)) {
      throw scope.unsupported(
          layer,
          "expected pooling over dimensions "
              + Arrays.toString(behindChannels)
              + ", found "
              + Arrays.toString(dimensions));
    }
  }

  /** Each pixel's channels are a vector. */
  private static Value lossOfPixels(Scope scope, CnnLossLayer layer, Value input) {
    scope.requireChannelsFirst(layer, layer.getFormat());
    scope.requireImages(input);
    return ofChannels(scope, layer, layer.getActivationFn(), input);
  }

  /** Each step's channels are a vector. */
  private static Value lossOfSteps(Scope scope, RnnLossLayer layer, Value input) {
    Convolutions.requireChannelsFirst(scope, layer, layer.getRnnDataFormat());
    scope.requireSequences(input);
    return ofChannels(scope, layer, layer.getActivationFn(), input);
  }

  /** A dense layer of each step: a convolution with kernels of length 1. */
  private static Value outputOfSteps(Scope scope, RnnOutputLayer layer, Value input) {
    Value y = Convolutions.ofSteps(scope, layer, input);
    return ofChannels(scope, layer, layer.getActivationFn(), y);
  }

  private static Value ofChannels(Scope scope, Layer layer, IActivation activation, Value x) {
    return activation.getClass() == ActivationSoftmax.class
        ? scope.unary("Softmax", x, Attribute.of("axis", 1))
        : Activations.emit(scope, layer, activation, x);
  }

  /** x where it is positive, else alpha · x, alpha for each element or shared along axes. */
  private static Value parametricRelu(Scope scope, PReLULayer layer, Value input) {
    return scope.binary("PRelu", input, scope.parameter("W"));
  }
}
