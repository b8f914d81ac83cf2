package io.github.conv4j.ops;

import io.github.conv4j.kernels.CrossEntropyKernel;
import io.github.conv4j.kernels.Lanes;
import java.util.List;
import java.util.OptionalDouble;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Loss and gradient of softmax with cross entropy on arrays, see {@link CrossEntropyKernel};
 * Deeplearning4j's loss function computes the softmax twice and calls native code a dozen times.
 */
public final class CrossEntropyStep {

  private CrossEntropyStep() {}

  /**
   * Computes both if the arrays lie in memory as the kernel needs it.
   *
   * @param z what the softmax is applied to, [N, O], FLOAT or DOUBLE
   * @param labels labels, [N, O]
   * @param least the loss takes probabilities for no less than this, and for no more than 1 minus
   *     this; 0 to take them as they are
   * @param gradient gradient with respect to z, overwritten
   * @return the loss of all examples, or nothing if it was not computed
   */
  public static OptionalDouble take(INDArray z, INDArray labels, double least, INDArray gradient) {
    List<INDArray> arrays = List.of(z, labels, gradient);
    for (INDArray array : arrays) {
      if (array.rank() != 2
          || array.isEmpty()
          || array.dataType() != z.dataType()
          || !array.equalShapes(z)
          || !DenseArrays.isDense(array)) {
        return OptionalDouble.empty();
      }
    }
    double loss = run(DenseArrays.lanes("cross entropy", arrays), z, labels, least, gradient);
    DenseArrays.keepAlive(arrays);
    return OptionalDouble.of(loss);
  }

  private static <A> double run(
      Lanes<A> lanes, INDArray z, INDArray labels, double least, INDArray gradient) {
    return new CrossEntropyKernel<>(lanes)
        .run(
            DenseArrays.size(z, 0),
            DenseArrays.size(z, 1),
            DenseArrays.pointer(z),
            DenseArrays.pointer(labels),
            least,
            DenseArrays.pointer(gradient));
  }
}
