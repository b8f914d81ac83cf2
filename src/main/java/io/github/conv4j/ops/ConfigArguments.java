package io.github.conv4j.ops;

import io.github.conv4j.geometry.AxisGeometry;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.Rounding;
import io.github.conv4j.geometry.WindowGeometry;
import java.util.List;

/**
 * Geometry as the integer arguments of an op: per axis kernel, stride, dilation, padding kind,
 * padding before, padding after, rounding. The numbers are part of saved files: enum constants are
 * written by codes that do not depend on their order.
 */
final class ConfigArguments {

  /** Arguments of a whole geometry. */
  static final int GEOMETRY_LENGTH = 14;

  private static final List<Padding.Kind> KINDS =
      List.of(Padding.Kind.VALID, Padding.Kind.SAME, Padding.Kind.FULL, Padding.Kind.EXPLICIT);
  private static final List<Rounding> ROUNDINGS = List.of(Rounding.FLOOR, Rounding.CEIL);

  private ConfigArguments() {}

  static long[] write(WindowGeometry geometry, long... more) {
    long[] arguments = new long[GEOMETRY_LENGTH + more.length];
    write(geometry.height(), arguments, 0);
    write(geometry.width(), arguments, GEOMETRY_LENGTH / 2);
    System.arraycopy(more, 0, arguments, GEOMETRY_LENGTH, more.length);
    return arguments;
  }

  private static void write(AxisGeometry axis, long[] arguments, int at) {
    arguments[at] = axis.kernel();
    arguments[at + 1] = axis.stride();
    arguments[at + 2] = axis.dilation();
    arguments[at + 3] = KINDS.indexOf(axis.padding().kind());
    arguments[at + 4] = axis.padding().before();
    arguments[at + 5] = axis.padding().after();
    arguments[at + 6] = ROUNDINGS.indexOf(axis.rounding());
  }

  static WindowGeometry readGeometry(String op, long[] arguments, int expected) {
    if (arguments.length != expected) {
      throw new IllegalStateException(
          "op "
              + op
              + ": expected "
              + expected
              + " integer arguments, found "
              + arguments.length
              + "; the graph was not made by this op or is damaged");
    }
    return new WindowGeometry(axis(arguments, 0), axis(arguments, GEOMETRY_LENGTH / 2));
  }

  private static AxisGeometry axis(long[] arguments, int at) {
    return new AxisGeometry(
        Math.toIntExact(arguments[at]),
        Math.toIntExact(arguments[at + 1]),
        Math.toIntExact(arguments[at + 2]),
        new Padding(
            KINDS.get(Math.toIntExact(arguments[at + 3])),
            Math.toIntExact(arguments[at + 4]),
            Math.toIntExact(arguments[at + 5])),
        ROUNDINGS.get(Math.toIntExact(arguments[at + 6])));
  }
}
