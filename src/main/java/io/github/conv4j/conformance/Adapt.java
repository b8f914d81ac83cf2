package io.github.conv4j.conformance;

import io.github.conv4j.geometry.Axis;
import io.github.conv4j.geometry.AxisGeometry;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.geometry.WindowGeometry;
import io.github.conv4j.kernels.Algorithm;
import java.util.List;

/** Turns any problem into one that a property speaks about. Each leaves such a problem alone. */
final class Adapt {

  private Adapt() {}

  static Problem bias(Problem p, boolean bias) {
    return Edit.operation(p, p.operation().withBias(bias));
  }

  static Problem noBias(Problem p) {
    return p.operation().isConvolution() ? bias(p, false) : p;
  }

  /** By an algorithm, with a geometry that it computes. */
  static Problem computable(Problem p, Algorithm algorithm) {
    if (!algorithm.mixesMagnitudes()) {
      return p.by(algorithm);
    }
    Problem plain = dilation1(stride1(p));
    boolean any = algorithm.lacks(1, 1, false, false).isEmpty();
    return (any ? plain : Edit.axes(plain, a -> Edit.kernel(a, 3))).by(algorithm);
  }

  /** One channel, one filter, no bias. */
  static Problem single(Problem p) {
    return Edit.channels(noBias(p), 1, 1);
  }

  static Problem floor(Problem p) {
    return Edit.axes(p, Edit::floor);
  }

  static Problem valid(Problem p) {
    return Edit.axes(floor(p), a -> Edit.padding(a, Padding.VALID));
  }

  static Problem stride1(Problem p) {
    return Edit.axes(p, a -> Edit.stride(a, 1));
  }

  static Problem dilation1(Problem p) {
    return Edit.axes(p, a -> Edit.dilation(a, 1));
  }

  /** Padding that does not depend on the input size or the stride. */
  static Problem fixedPadding(Problem p) {
    return Edit.axes(
        floor(p),
        a -> a.padding().kind() == Padding.Kind.SAME ? Edit.padding(a, Padding.explicit(1)) : a);
  }

  /** Symmetric padding, and no input left over at the end. */
  static Problem mirrored(Problem p) {
    Problem symmetric =
        Edit.axes(
            fixedPadding(p),
            a ->
                a.padding().kind() == Padding.Kind.EXPLICIT
                    ? Edit.padding(a, Padding.explicit(a.padding().before()))
                    : a);
    return Edit.geometry(
        symmetric,
        new WindowGeometry(
            withoutRemainder(symmetric.geometry().height(), p.height()),
            withoutRemainder(symmetric.geometry().width(), p.width())));
  }

  private static AxisGeometry withoutRemainder(AxisGeometry a, int input) {
    int padding =
        a.padding().kind() == Padding.Kind.FULL ? a.effectiveKernel() - 1 : a.padding().before();
    return (input + 2 * padding - a.effectiveKernel()) % a.stride() == 0 ? a : Edit.stride(a, 1);
  }

  /** SAME on both axes, with windows that end where the padded input ends. */
  static Problem same(Problem p) {
    Problem same = Edit.axes(floor(p), a -> Edit.padding(a, Padding.SAME));
    return Edit.geometry(
        same,
        new WindowGeometry(
            aligned(same.geometry().height(), p.height()),
            aligned(same.geometry().width(), p.width())));
  }

  private static AxisGeometry aligned(AxisGeometry a, int input) {
    Axis axis = a.resolve(input);
    int end = (axis.output() - 1) * a.stride() + a.effectiveKernel();
    return end == input + axis.before() + axis.after() ? a : Edit.stride(a, 1);
  }

  /** An input at least this much longer than the window, on both axes. */
  static Problem room(Problem p, int windows) {
    AxisGeometry h = p.geometry().height();
    AxisGeometry w = p.geometry().width();
    return Edit.size(
        p,
        Math.max(p.height(), h.effectiveKernel() + windows * h.stride()),
        Math.max(p.width(), w.effectiveKernel() + windows * w.stride()));
  }

  static Problem normal(Problem p) {
    return Edit.distribution(p, Distribution.NORMAL);
  }

  static Problem kind(Problem p, PoolKind kind) {
    double exponent = p.operation().p() >= 1 ? p.operation().p() : 2;
    Operation operation = Operation.pooling(kind, kind == PoolKind.P_NORM ? exponent : 0);
    return Edit.distribution(
        Edit.operation(p, operation),
        kind == PoolKind.MAX ? Distribution.DISTINCT : Distribution.INTEGER);
  }

  /** Leaves these kinds alone, turns others into the first. */
  static Problem oneOf(Problem p, PoolKind... kinds) {
    return !p.operation().isConvolution() && !List.of(kinds).contains(p.operation().pool())
        ? kind(p, kinds[0])
        : p;
  }
}
