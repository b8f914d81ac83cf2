package io.github.conv4j.checks;

import io.github.conv4j.nets.NetworkLayer;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A layer of a network by itself: same configuration and weights, but without activation function,
 * dropout, weight noise and loss, which are Deeplearning4j's own in both twins.
 */
final class LayerUnderTest {

  private final Layer layer;

  LayerUnderTest(NetworkLayer original, DataType type) {
    NeuralNetConfiguration configuration = original.configuration().clone();
    configuration.setLayer(unwrap(configuration.getLayer()));
    org.deeplearning4j.nn.conf.layers.Layer conf = configuration.getLayer();
    conf.setIDropout(null);
    if (conf instanceof BaseLayer base) {
      base.setActivationFn(new ActivationIdentity());
      base.setWeightNoise(null);
    }
    if (conf instanceof BaseOutputLayer output) {
      output.setLossFn(new GivenGradientLoss());
    }
    long count = conf.initializer().numParams(configuration);
    INDArray parameters = count == 0 ? null : Nd4j.create(type, 1, count);
    this.layer = conf.instantiate(configuration, null, 0, parameters, false, type);
    if (count > 0) {
      layer.setBackpropGradientsViewArray(Nd4j.create(type, 1, count));
      original
          .layer()
          .paramTable()
          .forEach((key, value) -> layer.getParam(key).assign(value.castTo(type)));
    }
  }

  private static org.deeplearning4j.nn.conf.layers.Layer unwrap(
      org.deeplearning4j.nn.conf.layers.Layer layer) {
    if (layer instanceof FrozenLayer frozen) {
      return frozen.getLayer();
    }
    return layer instanceof BaseWrapperLayer wrapper ? wrapper.getUnderlying() : layer;
  }

  /** A layer's configuration without what wraps it. */
  static org.deeplearning4j.nn.conf.layers.Layer configuration(Layer layer) {
    return unwrap(layer.conf().getLayer());
  }

  org.deeplearning4j.nn.conf.layers.Layer configuration() {
    return layer.conf().getLayer();
  }

  INDArray parameter(String key) {
    return layer.paramTable().get(key);
  }

  INDArray forward(INDArray input) {
    return layer.activate(input.dup('c'), false, LayerWorkspaceMgr.noWorkspaces()).dup('c');
  }

  /** Gradients by parameter key, and with respect to the input as "input". */
  Map<String, INDArray> backward(INDArray input, INDArray outputGradient) {
    layer.activate(input.dup('c'), true, LayerWorkspaceMgr.noWorkspaces());
    if (layer instanceof IOutputLayer output) {
      output.setLabels(outputGradient.dup('c'));
    }
    Pair<Gradient, INDArray> result =
        layer.backpropGradient(outputGradient.dup('c'), LayerWorkspaceMgr.noWorkspaces());
    Map<String, INDArray> gradients = new java.util.TreeMap<>();
    result.getFirst().gradientForVariable().forEach((key, g) -> gradients.put(key, g.dup('c')));
    gradients.put("input", result.getSecond().dup('c'));
    return gradients;
  }
}
