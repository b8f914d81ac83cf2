package io.github.conv4j.conformance;

import io.github.conv4j.reference.Tensor4;
import io.github.conv4j.verify.Precision;
import java.util.EnumMap;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Runs a layer of batch normalisation by itself, built-in or handwritten. */
public final class NormLayers {

  private NormLayers() {}

  /**
   * Where a layer keeps its running variance.
   *
   * @param layer its settings
   * @return key of the parameter
   */
  public static String spreadKey(BatchNormalization layer) {
    return layer.isUseLogStd()
        ? BatchNormalizationParamInitializer.GLOBAL_LOG_STD
        : BatchNormalizationParamInitializer.GLOBAL_VAR;
  }

  /**
   * A pass in training with its gradients, and one after training, from the same numbers.
   *
   * @param configuration the layer; not changed
   * @param precision type
   * @param operands the numbers; γ and β are not given to a layer that has them locked
   * @return what it computed, images as [N, C, H, W]
   */
  public static Map<NormQuantity, double[]> compute(
      BatchNormalization configuration, Precision precision, NormOperands operands) {
    DataType type = precision == Precision.FLOAT ? DataType.FLOAT : DataType.DOUBLE;
    Layer layer = layer(configuration, type);
    boolean locked = configuration.isLockGammaBeta();
    if (!locked) {
      set(layer, BatchNormalizationParamInitializer.GAMMA, operands.gamma());
      set(layer, BatchNormalizationParamInitializer.BETA, operands.beta());
    }
    set(layer, BatchNormalizationParamInitializer.GLOBAL_MEAN, operands.mean());
    set(layer, spreadKey(configuration), operands.spread());
    boolean channelsLast = configuration.getCnn2DFormat() == CNN2DFormat.NHWC;
    Form form = new Form(operands.vectors(), channelsLast, type);
    LayerWorkspaceMgr workspaces = LayerWorkspaceMgr.noWorkspaces();

    Map<NormQuantity, double[]> computed = new EnumMap<>(NormQuantity.class);
    computed.put(
        NormQuantity.OUTPUT,
        form.values(layer.activate(form.array(operands.x()), true, workspaces)));
    Pair<Gradient, INDArray> gradients =
        layer.backpropGradient(form.array(operands.dy()), workspaces);
    computed.put(NormQuantity.INPUT_GRADIENT, form.values(gradients.getSecond()));
    Map<String, INDArray> byKey = gradients.getFirst().gradientForVariable();
    if (!locked) {
      computed.put(
          NormQuantity.GAMMA_GRADIENT, values(byKey.get(BatchNormalizationParamInitializer.GAMMA)));
      computed.put(
          NormQuantity.BETA_GRADIENT, values(byKey.get(BatchNormalizationParamInitializer.BETA)));
    }
    computed.put(
        NormQuantity.MEAN_CHANGE,
        values(byKey.get(BatchNormalizationParamInitializer.GLOBAL_MEAN)));
    computed.put(NormQuantity.VARIANCE_CHANGE, values(byKey.get(spreadKey(configuration))));
    computed.put(
        NormQuantity.INFERENCE,
        form.values(layer.activate(form.array(operands.x()), false, workspaces)));
    return computed;
  }

  private static Layer layer(BatchNormalization layer, DataType type) {
    NeuralNetConfiguration configuration = new NeuralNetConfiguration();
    configuration.setLayer(layer.clone());
    long count = layer.initializer().numParams(configuration);
    Layer made =
        configuration
            .getLayer()
            .instantiate(configuration, null, 0, Nd4j.create(type, 1, count), true, type);
    made.setBackpropGradientsViewArray(Nd4j.create(type, 1, count));
    return made;
  }

  private static void set(Layer layer, String key, double[] values) {
    INDArray parameter = layer.getParam(key);
    parameter.assign(Nd4j.createFromArray(values).reshape(parameter.shape()));
  }

  private static double[] values(INDArray array) {
    return array.castTo(DataType.DOUBLE).dup('c').data().asDouble();
  }

  /** How the layer gets images. */
  private record Form(boolean vectors, boolean channelsLast, DataType type) {

    INDArray array(Tensor4 tensor) {
      INDArray images =
          Nd4j.createFromArray(tensor.values())
              .castTo(type)
              .reshape(tensor.n(), tensor.c(), tensor.h(), tensor.w());
      if (vectors) {
        return images.reshape(tensor.n(), tensor.c());
      }
      return channelsLast ? images.permute(0, 2, 3, 1).dup('c') : images;
    }

    double[] values(INDArray array) {
      return NormLayers.values(channelsLast && !vectors ? array.permute(0, 3, 1, 2) : array);
    }
  }
}
