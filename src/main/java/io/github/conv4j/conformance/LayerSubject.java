package io.github.conv4j.conformance;

import io.github.conv4j.kernels.Algorithm;
import io.github.conv4j.reference.Tensor4;
import io.github.conv4j.verify.Precision;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

/** A Deeplearning4j layer, run by itself as a network would run it. */
public final class LayerSubject implements Subject {

  private final LayerFactory factory;

  /**
   * Examines the layers of a factory.
   *
   * @param factory makes a layer per case
   */
  public LayerSubject(LayerFactory factory) {
    this.factory = factory;
  }

  @Override
  public String name() {
    return factory.name();
  }

  @Override
  public Optional<String> declines(Problem problem) {
    return factory.declines(problem);
  }

  @Override
  public Algorithm algorithm(Problem problem) {
    return factory.algorithm(problem);
  }

  @Override
  public Map<Quantity, double[]> compute(Problem problem, Operands operands) {
    DataType type = problem.precision() == Precision.DOUBLE ? DataType.DOUBLE : DataType.FLOAT;
    Layer layer = instantiate(problem, type);
    if (operands == null) {
      INDArray x =
          Nd4j.zeros(type, problem.batch(), problem.channels(), problem.height(), problem.width());
      layer.activate(x, false, LayerWorkspaceMgr.noWorkspaces());
      return Map.of();
    }
    ParameterKeys keys = ParameterKeys.of(layer.paramTable(), problem);
    if (operands.w() != null) {
      layer.getParam(keys.weights()).assign(new Placement(type, Layout.DENSE).place(operands.w()));
    }
    if (operands.b() != null) {
      INDArray b = layer.getParam(keys.bias());
      b.assign(Nd4j.createFromArray(operands.b()).castTo(type).reshape(b.shape()));
    }
    Placement placement = new Placement(type, operands.layout());
    INDArray x = placement.place(operands.x());
    INDArray y = layer.activate(x, true, LayerWorkspaceMgr.noWorkspaces());
    Map<Quantity, double[]> results = new EnumMap<>(Quantity.class);
    results.put(Quantity.OUTPUT, OpSubject.values(y));
    Tensor4 dy = operands.dy();
    if (!Arrays.equals(y.shape(), new long[] {dy.n(), dy.c(), dy.h(), dy.w()})) {
      return results; // without an output of the right shape there are no gradients to ask for
    }
    Pair<Gradient, INDArray> gradients =
        layer.backpropGradient(placement.place(dy), LayerWorkspaceMgr.noWorkspaces());
    results.put(Quantity.INPUT_GRADIENT, OpSubject.values(gradients.getSecond()));
    put(results, Quantity.WEIGHT_GRADIENT, gradients.getFirst(), keys.weights());
    put(results, Quantity.BIAS_GRADIENT, gradients.getFirst(), keys.bias());
    placement.requireIntact();
    return results;
  }

  private Layer instantiate(Problem problem, DataType type) {
    NeuralNetConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .dataType(type)
            .updater(new NoOp())
            .layer(factory.layer(problem))
            .build();
    long count = configuration.getLayer().initializer().numParams(configuration);
    INDArray parameters = count == 0 ? null : Nd4j.create(type, 1, count);
    Layer layer =
        configuration.getLayer().instantiate(configuration, null, 0, parameters, true, type);
    if (count > 0) {
      layer.setBackpropGradientsViewArray(Nd4j.create(type, 1, count));
    }
    return layer;
  }

  private static void put(
      Map<Quantity, double[]> results, Quantity quantity, Gradient gradients, String key) {
    INDArray gradient = key == null ? null : gradients.gradientForVariable().get(key);
    if (gradient != null) {
      results.put(quantity, OpSubject.values(gradient));
    }
  }
}
