package io.github.conv4j.conformance;

import io.github.conv4j.reference.Tensor4;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Puts operands into arrays of a layout, with guard values around views. An implementation that
 * reads beyond its operands computes with a guard value and shows; one that writes there is found
 * out by {@link #requireIntact}.
 */
final class Placement {

  /** Wins every maximum and spoils every sum; no result is equal to it. */
  private static final double GUARD = 0x1p100;

  private static final int GUARDS = 32;

  private final DataType type;
  private final Layout layout;
  private final List<INDArray> surroundings = new ArrayList<>();
  private final List<INDArray> before = new ArrayList<>();

  Placement(DataType type, Layout layout) {
    this.type = type;
    this.layout = layout;
  }

  INDArray place(Tensor4 tensor) {
    long[] shape = {tensor.n(), tensor.c(), tensor.h(), tensor.w()};
    if (tensor.n() == 0) {
      return Nd4j.create(type, shape);
    }
    INDArray dense = Nd4j.createFromArray(tensor.values()).castTo(type).reshape(shape);
    return switch (layout) {
      case DENSE -> dense;
      case FIRST_AXIS_FASTEST -> dense.dup('f');
      case EVERY_SECOND -> {
        INDArray larger =
            Nd4j.valueArrayOf(
                new long[] {shape[0], shape[1], 2 * shape[2], 2 * shape[3]}, GUARD, type);
        INDArray view =
            larger.get(
                NDArrayIndex.all(),
                NDArrayIndex.all(),
                NDArrayIndex.interval(0, 2, 2 * shape[2]),
                NDArrayIndex.interval(0, 2, 2 * shape[3]));
        yield filled(larger, view.reshape(shape), dense);
      }
      case GUARDED -> {
        long length = dense.length();
        INDArray longer = Nd4j.valueArrayOf(new long[] {length + 2 * GUARDS}, GUARD, type);
        INDArray view = longer.get(NDArrayIndex.interval(GUARDS, GUARDS + length));
        yield filled(longer, view.reshape('c', shape), dense);
      }
    };
  }

  private INDArray filled(INDArray whole, INDArray view, INDArray values) {
    view.assign(values);
    surroundings.add(whole);
    before.add(whole.dup());
    return view;
  }

  /** Checks that nothing was written around the operands, nor into them. */
  void requireIntact() {
    for (int i = 0; i < surroundings.size(); i++) {
      double[] expected = before.get(i).data().asDouble();
      double[] found = surroundings.get(i).dup().data().asDouble();
      for (int j = 0; j < expected.length; j++) {
        if (Double.compare(expected[j], found[j]) != 0 && expected[j] != found[j]) {
          throw new IllegalStateException(
              "operands: expected them and the memory around them untouched, found "
                  + found[j]
                  + " in place of "
                  + expected[j]);
        }
      }
    }
  }
}
