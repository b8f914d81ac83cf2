package io.github.conv4j.conformance;

import io.github.conv4j.reference.Tensor4;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Arrays of a layout for operands and results, with guard values around views. An implementation
 * that reads beyond its operands computes with a guard value and shows; one that writes there, or
 * beyond its results, is found out by {@link #requireIntact}.
 */
final class Placement {

  /** Wins every maximum and spoils every sum; no result is equal to it. */
  private static final double GUARD = 0x1p100;

  private static final long GUARDS = 32;

  private final DataType type;
  private final Layout layout;

  /** Whole arrays that inputs are views of, and copies of these. */
  private final Map<INDArray, INDArray> inputs = new IdentityHashMap<>();

  /** Whole arrays that outputs are views of, and the views. */
  private final Map<INDArray, INDArray> outputs = new IdentityHashMap<>();

  Placement(DataType type, Layout layout) {
    this.type = type;
    this.layout = layout;
  }

  boolean isDense() {
    return layout == Layout.DENSE;
  }

  INDArray place(Tensor4 tensor) {
    long[] shape = {tensor.n(), tensor.c(), tensor.h(), tensor.w()};
    if (tensor.n() == 0) {
      return Nd4j.create(type, shape);
    }
    INDArray dense = Nd4j.createFromArray(tensor.values()).castTo(type).reshape(shape);
    if (layout == Layout.DENSE) {
      return dense;
    }
    INDArray whole = surroundings(shape);
    INDArray view = view(whole, shape).assign(dense);
    inputs.put(whole, whole.dup());
    return view;
  }

  /** An array of the layout for an implementation to write to. */
  INDArray target(long... shape) {
    INDArray whole = surroundings(shape);
    INDArray view = view(whole, shape);
    outputs.put(whole, view);
    return view;
  }

  private INDArray surroundings(long[] shape) {
    long[] larger =
        switch (layout) {
          case DENSE, FIRST_AXIS_FASTEST -> shape;
          case EVERY_SECOND -> Arrays.stream(shape).map(size -> 2 * size).toArray();
          case GUARDED ->
              new long[] {2 * GUARDS + Arrays.stream(shape).reduce(1, Math::multiplyExact)};
        };
    INDArray whole = Nd4j.valueArrayOf(larger, GUARD, type);
    return layout == Layout.FIRST_AXIS_FASTEST ? whole.dup('f') : whole;
  }

  private INDArray view(INDArray whole, long[] shape) {
    return switch (layout) {
      case DENSE, FIRST_AXIS_FASTEST -> whole;
      case EVERY_SECOND ->
          whole.get(
              Arrays.stream(shape)
                  .mapToObj(size -> NDArrayIndex.interval(0, 2, 2 * size))
                  .toArray(INDArrayIndex[]::new));
      case GUARDED ->
          whole.get(NDArrayIndex.interval(GUARDS, whole.length() - GUARDS)).reshape('c', shape);
    };
  }

  /**
   * Checks that nothing was written into inputs, around them, or around outputs, whose values are
   * lost.
   */
  void requireIntact() {
    inputs.forEach((whole, before) -> requireSame(before, whole));
    outputs.forEach(
        (whole, view) -> {
          view.assign(GUARD);
          requireSame(Nd4j.valueArrayOf(whole.shape(), GUARD, type), whole);
        });
  }

  private static void requireSame(INDArray before, INDArray after) {
    double[] expected = OpSubject.values(before);
    double[] found = OpSubject.values(after);
    for (int i = 0; i < expected.length; i++) {
      if (Double.compare(expected[i], found[i]) != 0) {
        throw new IllegalStateException(
            "memory around operands and results: expected it untouched, found "
                + found[i]
                + " in place of "
                + expected[i]);
      }
    }
  }
}
