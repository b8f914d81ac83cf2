package io.github.conv4j.layers;

import io.github.conv4j.ops.CrossEntropyStep;
import java.util.OptionalDouble;
import java.util.Set;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.OutputLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossNegativeLogLikelihood;

/**
 * The computing side of {@link HandwrittenOutputLayer}: matrix products and bias are ours, and in
 * training the cross entropy of softmax; other losses and activations are Deeplearning4j's.
 */
@SuppressWarnings("serial")
final class OutputImplementation extends OutputLayer {

  /** Both compute the same. */
  private static final Set<Class<?>> CROSS_ENTROPIES =
      Set.of(LossMCXENT.class, LossNegativeLogLikelihood.class);

  private final transient DenseArithmetic arithmetic;

  /**
   * The loss of the batch that backpropagation has just seen, for the score that is asked for next:
   * used once, and only for the same input.
   */
  private double loss;

  private transient INDArray lossInput;

  OutputImplementation(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
    HandwrittenOutputLayer layer = (HandwrittenOutputLayer) conf.getLayer();
    this.arithmetic = new DenseArithmetic(layer.getExecution().runsHandwritten(dataType));
  }

  @Override
  public void setInput(INDArray input, LayerWorkspaceMgr workspaceMgr) {
    super.setInput(input, workspaceMgr);
    forget();
  }

  @Override
  protected Pair<INDArray, INDArray> preOutputWithPreNorm(
      boolean training, boolean forBackprop, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(forBackprop);
    applyDropOutIfNecessary(training, workspaceMgr);
    INDArray w = getParamWithNoise(DefaultParamInitializer.WEIGHT_KEY, training, workspaceMgr);
    INDArray b = bias(training, workspaceMgr);
    INDArray x = checked(w);
    INDArray z =
        workspaceMgr.createUninitialized(
            ArrayType.ACTIVATIONS, w.dataType(), new long[] {x.size(0), w.size(1)}, 'c');
    arithmetic.forward(x, w, b, false, z);
    if (maskArray != null) {
      applyMask(z);
    }
    return new Pair<>(z, z);
  }

  private INDArray checked(INDArray w) {
    return DenseArithmetic.checked(input, w, LayerGeometry.name(layerConf().getLayerName(), index));
  }

  private INDArray bias(boolean training, LayerWorkspaceMgr workspaceMgr) {
    return hasBias()
        ? getParamWithNoise(DefaultParamInitializer.BIAS_KEY, training, workspaceMgr)
        : null;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(true);
    INDArray z = preOutput2d(true, workspaceMgr);
    INDArray labels2d = getLabels2d(workspaceMgr, ArrayType.BP_WORKING_MEM);
    ILossFunction lossFunction = layerConf().getLossFn();
    IActivation activation = layerConf().getActivationFn();
    INDArray delta = isCrossEntropyOfSoftmax() ? z.ulike() : null;
    OptionalDouble known =
        delta == null
            ? OptionalDouble.empty()
            : CrossEntropyStep.take(
                z, labels2d, ((LossMCXENT) lossFunction).getSoftmaxClipEps(), delta);
    if (known.isPresent()) {
      loss = known.getAsDouble();
    } else {
      loss = lossFunction.computeScore(labels2d, z, activation, maskArray, false);
      delta = lossFunction.computeGradient(labels2d, z, activation, maskArray);
    }
    lossInput = input;
    INDArray w = getParamWithNoise(DefaultParamInitializer.WEIGHT_KEY, true, workspaceMgr);
    INDArray b = bias(true, workspaceMgr);
    INDArray x = checked(w);
    INDArray dw = gradientViews.get(DefaultParamInitializer.WEIGHT_KEY);
    INDArray db = hasBias() ? gradientViews.get(DefaultParamInitializer.BIAS_KEY) : null;
    INDArray dx =
        workspaceMgr.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, x.shape(), 'c');
    arithmetic.backward(x, w, b, null, delta.castTo(dataType), dx, dw, db);
    gradient = new DefaultGradient();
    gradient.setGradientFor(DefaultParamInitializer.WEIGHT_KEY, dw);
    if (db != null) {
      gradient.setGradientFor(DefaultParamInitializer.BIAS_KEY, db);
    }
    // Weight noise stays until the network has computed the score, too.
    return new Pair<>(gradient, backpropDropOutIfPresent(dx));
  }

  /** Whether loss and activation are the usual ones, with nothing weighted or left out. */
  private boolean isCrossEntropyOfSoftmax() {
    ILossFunction lossFunction = layerConf().getLossFn();
    return arithmetic.isHandwritten()
        && maskArray == null
        && CROSS_ENTROPIES.contains(lossFunction.getClass())
        && ((LossMCXENT) lossFunction).getWeights() == null
        && layerConf().getActivationFn().getClass() == ActivationSoftmax.class;
  }

  /** The loss is not computed again for the score of a training step. */
  @Override
  public double computeScore(
      double fullNetRegTerm, boolean training, LayerWorkspaceMgr workspaceMgr) {
    if (!training || lossInput == null || lossInput != input || labels == null) {
      return super.computeScore(fullNetRegTerm, training, workspaceMgr);
    }
    forget();
    score = (conf().isMiniBatch() ? loss / getInputMiniBatchSize() : loss) + fullNetRegTerm;
    return score;
  }

  @Override
  public void setLabels(INDArray labels) {
    super.setLabels(labels);
    forget();
  }

  private void forget() {
    lossInput = null;
  }

  @Override
  public void clear() {
    super.clear();
    forget();
  }
}
