package io.github.conv4j.export;

import io.github.conv4j.layers.Conv2DLayer;
import io.github.conv4j.layers.GlobalPool2DLayer;
import io.github.conv4j.layers.HandwrittenBatchNormLayer;
import io.github.conv4j.layers.HandwrittenDenseLayer;
import io.github.conv4j.layers.HandwrittenOutputLayer;
import io.github.conv4j.layers.Pool2DLayer;
import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.conf.weightnoise.IWeightNoise;
import org.deeplearning4j.nn.conf.weightnoise.WeightNoise;

/** The emitters, by exact class: a subclass may compute something else. */
final class LayerEmitters {

  private final Map<Class<? extends Layer>, LayerEmitter<Layer>> emitters = new HashMap<>();

  LayerEmitters() {
    register(Conv2DLayer.class, new ConvolutionEmitter());
    register(Pool2DLayer.class, new PoolingEmitter());
    register(GlobalPool2DLayer.class, new GlobalPoolingEmitter());
    register(DenseLayer.class, new DenseEmitter());
    register(OutputLayer.class, new OutputEmitter());
    register(
        HandwrittenDenseLayer.class,
        (scope, layer, input) -> DenseEmitter.emit(scope, layer, layer.hasBias(), input));
    register(
        HandwrittenOutputLayer.class,
        (scope, layer, input) -> DenseEmitter.emit(scope, layer, layer.hasBias(), input));
    register(BatchNormalization.class, new BatchNormalizationEmitter());
    register(
        HandwrittenBatchNormLayer.class,
        (scope, layer, input) -> new BatchNormalizationEmitter().emit(scope, layer, input));
    register(LocalResponseNormalization.class, new ResponseNormalizationEmitter());
    register(ZeroPaddingLayer.class, new ZeroPaddingEmitter());
    register(DropoutLayer.class, (scope, layer, input) -> input);
    register(
        ActivationLayer.class,
        (scope, layer, input) -> Activations.emit(scope, layer, layer.getActivationFn(), input));
    register(
        LossLayer.class,
        (scope, layer, input) -> Activations.emit(scope, layer, layer.getActivationFn(), input));
    register(FrozenLayer.class, (scope, layer, input) -> emit(scope, layer.getLayer(), input));
    register(
        FrozenLayerWithBackprop.class,
        (scope, layer, input) -> emit(scope, layer.getUnderlying(), input));
  }

  private <L extends Layer> void register(Class<L> type, LayerEmitter<L> emitter) {
    emitters.put(type, (scope, layer, input) -> emitter.emit(scope, type.cast(layer), input));
  }

  boolean covers(Layer layer) {
    return emitters.containsKey(layer.getClass());
  }

  Tensor emit(Scope scope, Layer layer, Tensor input) {
    LayerEmitter<Layer> emitter = emitters.get(layer.getClass());
    if (emitter == null) {
      throw scope.unsupported(layer, "this kind of layer is not covered");
    }
    if (layer instanceof BaseLayer base) {
      requireQuietWeights(scope, base);
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
}
