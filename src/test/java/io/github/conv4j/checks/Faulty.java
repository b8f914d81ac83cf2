package io.github.conv4j.checks;

import io.github.conv4j.layers.Conv2DLayer;
import io.github.conv4j.layers.Pool2DLayer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Handwritten layers with one mistake each. */
final class Faulty {

  private Faulty() {}

  /** A mistake. */
  public enum Fault {
    /** The weight gradient is twice as large. */
    WEIGHT_GRADIENT_DOUBLED,
    /** The gradient handed down is twice as large. */
    INPUT_GRADIENT_DOUBLED,
    /** The bias is added twice. */
    BIAS_TWICE,
    /** The bias gradient leaves out an image. */
    BIAS_GRADIENT_WITHOUT_AN_IMAGE,
    /** Rows and columns of the weight gradient are swapped. */
    WEIGHT_GRADIENT_TRANSPOSED,
    /** One output is wrong by a thousandth. */
    ONE_OUTPUT_OFF,
    /** One output is NaN. */
    ONE_OUTPUT_NAN,
    /** Of equal values, the last one gets the gradient. */
    LAST_TIE,
    /** Nothing is below zero, as if zeros padded a maximum everywhere. */
    PADDING_WINS
  }

  /** The network with a mistake in its first layer of a kind. */
  static MultiLayerNetwork network(MultiLayerNetwork twin, int layer, Fault fault) {
    String json =
        twin.getLayerWiseConfigurations()
            .toJson()
            .replace(Conv2DLayer.class.getName(), FaultyConvolution.class.getName())
            .replace(Pool2DLayer.class.getName(), FaultyPooling.class.getName());
    MultiLayerConfiguration configuration = MultiLayerConfiguration.fromJson(json);
    if (configuration.getConf(layer).getLayer() instanceof FaultyConvolution convolution) {
      convolution.fault = fault;
    } else {
      ((FaultyPooling) configuration.getConf(layer).getLayer()).fault = fault;
    }
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init(twin.params().dup(), false);
    return network;
  }

  /** A convolution that may have a mistake. */
  @SuppressWarnings("serial")
  public static final class FaultyConvolution extends Conv2DLayer {
    /** The mistake, or null. */
    public Fault fault;

    /** For JSON. */
    public FaultyConvolution() {}

    @Override
    public Layer instantiate(
        NeuralNetConfiguration conf,
        Collection<TrainingListener> listeners,
        int index,
        INDArray parameters,
        boolean initialise,
        DataType type) {
      Layer right = super.instantiate(conf, listeners, index, parameters, initialise, type);
      return fault == null ? right : wrong(right, fault);
    }
  }

  /** A pooling that may have a mistake. */
  @SuppressWarnings("serial")
  public static final class FaultyPooling extends Pool2DLayer {
    /** The mistake, or null. */
    public Fault fault;

    /** For JSON. */
    public FaultyPooling() {}

    @Override
    public Layer instantiate(
        NeuralNetConfiguration conf,
        Collection<TrainingListener> listeners,
        int index,
        INDArray parameters,
        boolean initialise,
        DataType type) {
      Layer right = super.instantiate(conf, listeners, index, parameters, initialise, type);
      return fault == null ? right : wrong(right, fault);
    }
  }

  private static Layer wrong(Layer right, Fault fault) {
    return (Layer)
        Proxy.newProxyInstance(
            Faulty.class.getClassLoader(),
            new Class<?>[] {Layer.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("backpropGradient") && fault == Fault.LAST_TIE) {
                return lastTie(right, (INDArray) arguments[0]);
              }
              try {
                Object result = method.invoke(right, arguments);
                return switch (method.getName()) {
                  case "activate" -> activation((INDArray) result, right, fault);
                  case "backpropGradient" -> gradients(result, fault);
                  default -> result;
                };
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static INDArray activation(INDArray output, Layer layer, Fault fault) {
    switch (fault) {
      case BIAS_TWICE -> output.addi(layer.getParam("b").reshape(1, output.size(1), 1, 1));
      case ONE_OUTPUT_OFF -> output.putScalar(7, output.getDouble(7) * 1.001 + 1e-3);
      case ONE_OUTPUT_NAN -> output.putScalar(7, Double.NaN);
      case PADDING_WINS -> output.assign(Transforms.max(output, 0));
      default -> {}
    }
    return output;
  }

  private static Pair<Gradient, INDArray> gradients(Object result, Fault fault) {
    @SuppressWarnings("unchecked")
    Pair<Gradient, INDArray> pair = (Pair<Gradient, INDArray>) result;
    INDArray dw = pair.getFirst().getGradientFor("W");
    switch (fault) {
      case WEIGHT_GRADIENT_DOUBLED -> dw.muli(2);
      case WEIGHT_GRADIENT_TRANSPOSED -> dw.assign(dw.permute(0, 1, 3, 2).dup('c'));
      case INPUT_GRADIENT_DOUBLED -> pair.getSecond().muli(2);
      case BIAS_GRADIENT_WITHOUT_AN_IMAGE -> pair.getFirst().getGradientFor("b").muli(0.9);
      default -> {}
    }
    return pair;
  }

  /** What was last in each window is first in the mirrored image. */
  private static Pair<Gradient, INDArray> lastTie(Layer layer, INDArray gradient) {
    INDArray input = layer.input();
    layer.activate(mirrored(input), true, LayerWorkspaceMgr.noWorkspaces());
    Pair<Gradient, INDArray> result =
        layer.backpropGradient(mirrored(gradient), LayerWorkspaceMgr.noWorkspaces());
    return new Pair<>(result.getFirst(), mirrored(result.getSecond()));
  }

  private static INDArray mirrored(INDArray images) {
    INDArray mirrored = images.dup('c');
    long rows = images.size(2);
    long columns = images.size(3);
    for (long n = 0; n < images.size(0); n++) {
      for (long c = 0; c < images.size(1); c++) {
        for (long i = 0; i < rows; i++) {
          for (long j = 0; j < columns; j++) {
            mirrored.putScalar(
                new long[] {n, c, i, j}, images.getDouble(n, c, rows - 1 - i, columns - 1 - j));
          }
        }
      }
    }
    return mirrored;
  }
}
