package io.github.conv4j.layers;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The computing side of {@link HandwrittenDenseLayer}. */
@SuppressWarnings("serial")
final class DenseImplementation extends BaseLayer<HandwrittenDenseLayer> {

  private static final ActivationReLU PLAIN_RELU = new ActivationReLU();

  private final transient DenseArithmetic arithmetic;

  /**
   * What backpropagation needs of the last training pass, with the input it belongs to: the
   * pre-activation, or the output where the op includes the activation. It lives in the workspace
   * of the activations.
   */
  private transient INDArray kept;

  private transient INDArray keptInput;

  DenseImplementation(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
    this.arithmetic = new DenseArithmetic(layerConf().getExecution().runsHandwritten(dataType));
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }

  @Override
  public boolean hasBias() {
    return layerConf().hasBias();
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(false);
    forget();
    applyDropOutIfNecessary(training, workspaceMgr);
    INDArray z = preOutput(training, workspaceMgr);
    IActivation activation = layerConf().getActivationFn();
    INDArray result = z;
    if (!(activation instanceof ActivationIdentity)) {
      if (training) {
        // Not the array that is passed on: the next layer's dropout may work in place.
        kept = z;
        keptInput = input;
        result = workspaceMgr.dup(ArrayType.ACTIVATIONS, z, 'c');
      }
      result = isRectified() ? result : activation.getActivation(result, training);
    }
    if (maskArray != null) {
      applyMask(result);
    }
    return result;
  }

  /** Whether the op includes the activation: a plain ReLU, of unmasked input. */
  private boolean isRectified() {
    return arithmetic.mayRectify()
        && maskArray == null
        && PLAIN_RELU.equals(layerConf().getActivationFn());
  }

  /** x · W + b, with the activation if {@link #isRectified}. */
  @Override
  protected INDArray preOutput(boolean training, LayerWorkspaceMgr workspaceMgr) {
    INDArray w = getParamWithNoise(DefaultParamInitializer.WEIGHT_KEY, training, workspaceMgr);
    INDArray b = bias(training, workspaceMgr);
    INDArray x = DenseArithmetic.checked(input, w, name());
    INDArray z =
        workspaceMgr.createUninitialized(
            ArrayType.ACTIVATIONS, w.dataType(), new long[] {x.size(0), w.size(1)}, 'c');
    arithmetic.forward(x, w, b, isRectified(), z);
    if (maskArray != null) {
      applyMask(z);
    }
    return z;
  }

  private INDArray bias(boolean training, LayerWorkspaceMgr workspaceMgr) {
    return hasBias()
        ? getParamWithNoise(DefaultParamInitializer.BIAS_KEY, training, workspaceMgr)
        : null;
  }

  private String name() {
    return LayerGeometry.name(layerConf().getLayerName(), index);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(true);
    INDArray w = getParamWithNoise(DefaultParamInitializer.WEIGHT_KEY, true, workspaceMgr);
    INDArray b = bias(true, workspaceMgr);
    INDArray x = DenseArithmetic.checked(input, w, name());
    boolean rectified = isRectified();
    INDArray y = rectified ? takeKept(workspaceMgr) : null;
    INDArray delta = rectified ? epsilon.castTo(dataType) : delta(epsilon, workspaceMgr);
    INDArray dw = gradientViews.get(DefaultParamInitializer.WEIGHT_KEY);
    INDArray db = hasBias() ? gradientViews.get(DefaultParamInitializer.BIAS_KEY) : null;
    INDArray dx =
        workspaceMgr.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, x.shape(), 'c');
    arithmetic.backward(x, w, b, y, delta, dx, dw, db);
    Gradient gradients = new DefaultGradient();
    if (db != null) {
      gradients.setGradientFor(DefaultParamInitializer.BIAS_KEY, db);
    }
    gradients.setGradientFor(DefaultParamInitializer.WEIGHT_KEY, dw);
    weightNoiseParams.clear();
    return new Pair<>(gradients, backpropDropOutIfPresent(dx));
  }

  /** Gradient with respect to the pre-activation. */
  private INDArray delta(INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    INDArray gradient = epsilon.castTo(dataType);
    IActivation activation = layerConf().getActivationFn();
    INDArray delta =
        activation instanceof ActivationIdentity
            ? gradient
            // RReLU gives FLOAT in DOUBLE networks.
            : activation.backprop(takeKept(workspaceMgr), gradient).getFirst().castTo(dataType);
    if (maskArray != null) {
      applyMask(delta);
    }
    return delta;
  }

  /** Activations may work in place: the array is spent afterwards. */
  private INDArray takeKept(LayerWorkspaceMgr workspaceMgr) {
    INDArray taken = kept != null && keptInput == input ? kept : preOutput(true, workspaceMgr);
    forget();
    return taken;
  }

  private void forget() {
    kept = null;
    keptInput = null;
  }

  @Override
  public void clear() {
    super.clear();
    forget();
  }
}
