package io.github.conv4j.testing;

import io.github.conv4j.reference.Tensor4;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Seeded numbers, and the way between reference tensors and ND4J arrays. */
public enum Data {
  /** Integers from -8 to 8: sums of products are exact in every order. */
  INTEGER,
  /** N(0, 1), rounded to float so that both element types see the same numbers. */
  NORMAL;

  /** A tensor of such numbers. */
  public Tensor4 tensor(long seed, int n, int c, int h, int w) {
    Random random = new Random(seed);
    DoubleSupplier next =
        this == INTEGER ? () -> random.nextInt(17) - 8 : () -> (float) random.nextGaussian();
    Tensor4 tensor = Tensor4.zeros(n, c, h, w);
    for (int i = 0; i < tensor.values().length; i++) {
      tensor.values()[i] = next.getAsDouble();
    }
    return tensor;
  }

  /** The tensor as a dense array in 'c' order. */
  public static INDArray array(Tensor4 t, DataType type) {
    return array(t.values(), type, t.n(), t.c(), t.h(), t.w());
  }

  /** Numbers as a dense array in 'c' order. */
  public static INDArray array(double[] values, DataType type, long... shape) {
    return Nd4j.createFromArray(values).castTo(type).reshape('c', shape);
  }

  /** All elements in 'c' order. */
  public static double[] values(INDArray array) {
    return array.isEmpty() ? new double[0] : array.dup('c').data().asDouble();
  }

  /** Seeded N(0, 1) array. */
  public static INDArray normal(long seed, DataType type, long... shape) {
    Random random = new Random(seed);
    long length = 1;
    for (long size : shape) {
      length *= size;
    }
    double[] values = new double[Math.toIntExact(length)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return array(values, type, shape);
  }

  /** One-hot rows. */
  public static INDArray oneHot(long seed, DataType type, int rows, int classes) {
    Random random = new Random(seed);
    INDArray labels = Nd4j.zeros(type, rows, classes);
    for (int row = 0; row < rows; row++) {
      labels.putScalar(row, random.nextInt(classes), 1);
    }
    return labels;
  }

  /** Ways in which an array of rank 4 can lie in memory. */
  public enum Layout {
    /** Dense, 'c' order. */
    DENSE,
    /** Dense, 'f' order. */
    FORTRAN,
    /** A view whose channels lie innermost. */
    CHANNELS_LAST,
    /** A view of the middle of a larger array. */
    INTERIOR,
    /** Every second element of a larger array, on all axes. */
    STRIDED,
    /** A dense array that starts behind the first element of its buffer. */
    OFFSET;

    /** An array of this layout and the given shape, full of 99 around and inside. */
    public INDArray empty(DataType type, long... s) {
      INDArray result =
          switch (this) {
            case DENSE -> Nd4j.create(type, s, 'c');
            case FORTRAN -> Nd4j.create(type, s, 'f');
            case CHANNELS_LAST ->
                Nd4j.create(type, new long[] {s[0], s[2], s[3], s[1]}, 'c').permute(0, 3, 1, 2);
            case INTERIOR ->
                guarded(type, s[0] + 2, s[1] + 2, s[2] + 2, s[3] + 2).get(part(s, 1, 1));
            case STRIDED ->
                guarded(type, 2 * s[0], 2 * s[1], 2 * s[2], 2 * s[3]).get(part(s, 0, 2));
            case OFFSET ->
                guarded(type, s[0] + 1, s[1], s[2], s[3])
                    .get(
                        NDArrayIndex.interval(1, s[0] + 1),
                        NDArrayIndex.all(),
                        NDArrayIndex.all(),
                        NDArrayIndex.all());
          };
      return result;
    }

    private static INDArray guarded(DataType type, long... shape) {
      return Nd4j.valueArrayOf(shape, 99, type);
    }

    private static INDArrayIndex[] part(long[] shape, long from, long step) {
      INDArrayIndex[] index = new INDArrayIndex[shape.length];
      for (int i = 0; i < shape.length; i++) {
        index[i] = NDArrayIndex.interval(from, step, from + step * shape[i]);
      }
      return index;
    }

    /** The same numbers in this layout. */
    public INDArray of(INDArray array) {
      INDArray result = empty(array.dataType(), array.shape());
      result.assign(array);
      return result;
    }
  }
}
