package io.github.conv4j.ops;

import io.github.conv4j.kernels.AdamKernel;
import io.github.conv4j.kernels.Lanes;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;

/**
 * One step of Adam on arrays, see {@link AdamKernel}; ND4J's native op makes several passes over
 * them.
 */
public final class AdamStep {

  private AdamStep() {}

  /**
   * Takes a step if the arrays lie in memory as the kernel needs it.
   *
   * @param gradient gradient; becomes what is to be subtracted from the parameters
   * @param mean Adam's m, updated
   * @param square Adam's v, updated
   * @param rate learning rate
   * @param beta1 decay of m
   * @param beta2 decay of v
   * @param epsilon ε
   * @param iteration steps taken before
   * @return whether it was taken; nothing has changed otherwise
   */
  public static boolean take(
      INDArray gradient,
      INDArray mean,
      INDArray square,
      double rate,
      double beta1,
      double beta2,
      double epsilon,
      int iteration) {
    List<INDArray> arrays = List.of(gradient, mean, square);
    for (INDArray array : arrays) {
      if (array.length() != gradient.length()
          || array.dataType() != gradient.dataType()
          || !array.isVector()
          || !Shape.hasDefaultStridesForShape(array)) {
        return false;
      }
    }
    step(DenseArrays.lanes("adam", arrays), arrays, rate, beta1, beta2, epsilon, iteration);
    DenseArrays.keepAlive(arrays);
    return true;
  }

  private static <A> void step(
      Lanes<A> lanes,
      List<INDArray> arrays,
      double rate,
      double beta1,
      double beta2,
      double epsilon,
      int iteration) {
    new AdamKernel<>(lanes)
        .step(
            arrays.get(0).length(),
            DenseArrays.pointer(arrays.get(0)),
            DenseArrays.pointer(arrays.get(1)),
            DenseArrays.pointer(arrays.get(2)),
            rate,
            beta1,
            beta2,
            epsilon,
            iteration);
  }
}
