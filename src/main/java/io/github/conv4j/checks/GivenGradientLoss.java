package io.github.conv4j.checks;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * L = Σ z · labels, whose gradient with respect to the pre-activation z is the labels themselves:
 * lets an output layer be given a gradient as any other layer is. For layers without activation.
 */
@SuppressWarnings("serial")
final class GivenGradientLoss implements ILossFunction {

  @Override
  public double computeScore(
      INDArray labels, INDArray z, IActivation activation, INDArray mask, boolean average) {
    return computeScoreArray(labels, z, activation, mask).sumNumber().doubleValue();
  }

  @Override
  public INDArray computeScoreArray(
      INDArray labels, INDArray z, IActivation activation, INDArray mask) {
    return labels.mul(z).sum(1);
  }

  @Override
  public INDArray computeGradient(
      INDArray labels, INDArray z, IActivation activation, INDArray mask) {
    return labels.dup('c');
  }

  @Override
  public Pair<Double, INDArray> computeGradientAndScore(
      INDArray labels, INDArray z, IActivation activation, INDArray mask, boolean average) {
    return new Pair<>(
        computeScore(labels, z, activation, mask, average),
        computeGradient(labels, z, activation, mask));
  }

  @Override
  public String name() {
    return getClass().getSimpleName();
  }
}
