package io.github.conv4j.ops;

import io.github.conv4j.kernels.DoubleLanes;
import io.github.conv4j.kernels.FloatLanes;
import io.github.conv4j.kernels.Lanes;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/** Arrays as kernels take them: checked, dense and row by row. */
final class DenseArrays {

  private DenseArrays() {}

  /** The array itself if it is dense and in 'c' order, else such a copy. */
  static INDArray of(INDArray array) {
    return isDense(array) ? array : array.dup('c');
  }

  /** Whether elements lie one after another in 'c' order; axes of length 1 may have any stride. */
  static boolean isDense(INDArray array) {
    long expected = 1;
    for (int axis = array.rank() - 1; axis >= 0; axis--) {
      if (array.size(axis) != 1 && array.stride(axis) != expected) {
        return false;
      }
      expected *= array.size(axis);
    }
    return true;
  }

  /** The matrix itself if it is dense in either order, else a copy in 'c' order. */
  static INDArray ofMatrix(INDArray matrix) {
    return isDense(matrix) || isColumnMajor(matrix) ? matrix : matrix.dup('c');
  }

  /** Whether a matrix lies dense and column by column; one that lies in both orders does not. */
  static boolean isColumnMajor(INDArray matrix) {
    return !isDense(matrix)
        && matrix.rank() == 2
        && matrix.stride(0) == 1
        && matrix.stride(1) == matrix.size(0);
  }

  /** Address of a dense array; {@link #keepAlive} the array until the address is out of use. */
  static Pointer pointer(INDArray array) {
    return array.data().addressPointer();
  }

  /** Kernels' element type of arrays that all have the same, floating point type. */
  static Lanes<?> lanes(String op, List<INDArray> arrays) {
    DataType type = arrays.get(0).dataType();
    for (INDArray array : arrays) {
      if (array.dataType() != type) {
        throw new IllegalArgumentException(
            op
                + ": expected all inputs of one type, found "
                + type
                + " and "
                + array.dataType()
                + "; cast them first");
      }
    }
    if (type == DataType.FLOAT) {
      return FloatLanes.INSTANCE;
    }
    if (type == DataType.DOUBLE) {
      return DoubleLanes.INSTANCE;
    }
    throw new IllegalArgumentException(
        op
            + ": expected FLOAT or DOUBLE, found "
            + type
            + "; cast the inputs, or use the composed variant (Execution.COMPOSED)");
  }

  static void requireRank4(String op, String what, String axes, INDArray array) {
    if (array.rank() != 4) {
      throw new IllegalArgumentException(
          op
              + ": expected "
              + what
              + " of rank 4 "
              + axes
              + ", found shape "
              + Arrays.toString(array.shape()));
    }
  }

  static void requireChannels(String op, INDArray x) {
    if (x.size(1) < 1) {
      throw new IllegalArgumentException(
          op + ": expected one channel or more, found shape " + Arrays.toString(x.shape()));
    }
  }

  static int size(INDArray array, int dimension) {
    return Math.toIntExact(array.size(dimension));
  }

  static LongShapeDescriptor shape(DataType type, long... shape) {
    return LongShapeDescriptor.fromShape(shape, type);
  }

  /**
   * Keeps arrays from being freed before this call: ND4J frees memory as soon as the garbage
   * collector finds no use of the array, and a bare address is none.
   */
  static void keepAlive(Iterable<INDArray> arrays) {
    arrays.forEach(Reference::reachabilityFence);
  }

  /** Checks arrays that are to be written to. */
  static void requireOutputs(
      String op, List<LongShapeDescriptor> expected, List<INDArray> outputs) {
    boolean same = expected.size() == outputs.size();
    for (int i = 0; same && i < expected.size(); i++) {
      INDArray output = outputs.get(i);
      same =
          output.dataType() == expected.get(i).dataType()
              && Arrays.equals(output.shape(), expected.get(i).getShape());
    }
    if (!same) {
      throw new IllegalArgumentException(
          op
              + ": expected outputs "
              + expected.stream().map(e -> e.dataType() + Arrays.toString(e.getShape())).toList()
              + ", found "
              + outputs.stream().map(o -> o.dataType() + Arrays.toString(o.shape())).toList());
    }
  }

  /** Sets all elements to 0; ND4J's own way takes 0.2 ms to begin. */
  static void clear(INDArray array) {
    if (isDense(array) && !array.isEmpty()) {
      Pointer.memset(pointer(array), 0, array.length() * array.dataType().width());
      Reference.reachabilityFence(array);
    } else {
      array.assign(0);
    }
  }

  /** Copies a result to where ND4J wants it, unless it was computed there. */
  static void deliver(INDArray result, INDArray output) {
    if (result != output) {
      output.assign(result);
    }
  }

  /** Memory to compute an output in: the output itself if it is dense. */
  static INDArray target(INDArray output) {
    return isDense(output)
        ? output
        : Nd4j.createUninitialized(output.dataType(), output.shape(), 'c');
  }

  /** Memory to compute a matrix in: the output itself if it is dense in either order. */
  static INDArray targetMatrix(INDArray output) {
    return isColumnMajor(output) ? output : target(output);
  }
}
