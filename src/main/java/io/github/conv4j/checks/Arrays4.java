package io.github.conv4j.checks;

import io.github.conv4j.reference.Tensor4;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** ND4J arrays as what the reference loops and the comparator take. */
final class Arrays4 {

  private Arrays4() {}

  /** Values row by row, in double precision. */
  static double[] values(INDArray array) {
    return array.castTo(DataType.DOUBLE).dup('c').data().asDouble();
  }

  /** A tensor of an array of rank 4, or of rank 2 as [N, C, 1, 1]. */
  static Tensor4 tensor(INDArray array) {
    boolean images = array.rank() == 4;
    return new Tensor4(
        values(array),
        Math.toIntExact(array.size(0)),
        Math.toIntExact(array.size(1)),
        images ? Math.toIntExact(array.size(2)) : 1,
        images ? Math.toIntExact(array.size(3)) : 1);
  }
}
