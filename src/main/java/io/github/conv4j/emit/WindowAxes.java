package io.github.conv4j.emit;

import io.github.conv4j.geometry.Axis;
import io.github.conv4j.onnx.Attribute;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The axes of a window, one or two, as ONNX operators take them: kernel, strides, dilations and
 * pads in numbers.
 *
 * @param axes sequences have one, images two
 */
record WindowAxes(List<Axis> axes) {

  static WindowAxes of(Axis... axes) {
    return new WindowAxes(List.of(axes));
  }

  private LongStream each(ToIntFunction<Axis> size) {
    return axes.stream().mapToLong(size::applyAsInt);
  }

  long[] kernel() {
    return each(Axis::kernel).toArray();
  }

  int kernelSize() {
    return axes.stream().mapToInt(Axis::kernel).reduce(1, Math::multiplyExact);
  }

  boolean isDilated() {
    return each(Axis::dilation).anyMatch(d -> d > 1);
  }

  Attribute kernelShape() {
    return Attribute.ints("kernel_shape", kernel());
  }

  Attribute strides() {
    return Attribute.ints("strides", each(Axis::stride).toArray());
  }

  Attribute dilations() {
    return Attribute.ints("dilations", each(Axis::dilation).toArray());
  }

  Attribute pads() {
    return Attribute.ints("pads", padding());
  }

  /** Sizes before the first elements of all axes, then those after the last. */
  long[] padding() {
    return LongStream.concat(each(Axis::before), each(WindowAxes::after)).toArray();
  }

  boolean isPadded() {
    return LongStream.of(padding()).anyMatch(size -> size > 0);
  }

  /** As configured, or what makes the number of windows right when rounded down. */
  private static int after(Axis axis) {
    int reach = (axis.kernel() - 1) * axis.dilation() + 1;
    int windows = (axis.input() + axis.before() + axis.after() - reach) / axis.stride() + 1;
    boolean fits = axis.input() + axis.before() + axis.after() >= reach;
    return fits && windows == axis.output()
        ? axis.after()
        : Math.max(0, axis.start(axis.output() - 1) + reach - axis.input());
  }

  /** Whether ONNX Runtime takes the padding for pooling: less than the kernel on each side. */
  boolean poolsWithItsPadding() {
    return axes.stream()
        .allMatch(axis -> axis.before() < axis.kernel() && after(axis) < axis.kernel());
  }

  /** Shape of a result of so many channels, without the batch. */
  List<Integer> shape(int channels) {
    List<Integer> shape = new ArrayList<>(List.of(channels));
    axes.forEach(axis -> shape.add(axis.output()));
    return shape;
  }

  /** The same windows over an input that has its padding already. */
  WindowAxes afterPadding() {
    return new WindowAxes(
        axes.stream()
            .map(
                axis ->
                    new Axis(
                        axis.input() + axis.before() + after(axis),
                        axis.output(),
                        axis.kernel(),
                        axis.stride(),
                        axis.dilation(),
                        0,
                        0))
            .toList());
  }

  /** For every window, row by row, the product of a count on each axis. */
  double[] counts(CountOnAxis count) {
    double[] counts = {1};
    for (Axis axis : axes) {
      double[] before = counts;
      IntUnaryOperator onAxis = o -> count.at(axis, o);
      counts =
          IntStream.range(0, before.length * axis.output())
              .mapToDouble(i -> before[i / axis.output()] * onAxis.applyAsInt(i % axis.output()))
              .toArray();
    }
    return counts;
  }

  /** Counts elements of a window along one axis. */
  interface CountOnAxis {
    int at(Axis axis, int output);
  }
}
