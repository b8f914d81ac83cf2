package io.github.conv4j.conformance;

import io.github.conv4j.geometry.AxisGeometry;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.Rounding;
import io.github.conv4j.geometry.WindowGeometry;
import java.util.function.UnaryOperator;

/** Copies of a problem that differ in one thing. */
final class Edit {

  private Edit() {}

  static Problem operation(Problem p, Operation operation) {
    int filters = operation.isConvolution() ? p.filters() : p.channels();
    return copy(
        p, operation, p.batch(), p.channels(), p.height(), p.width(), filters, p.geometry());
  }

  static Problem batch(Problem p, int batch) {
    return copy(
        p, p.operation(), batch, p.channels(), p.height(), p.width(), p.filters(), p.geometry());
  }

  static Problem channels(Problem p, int channels, int filters) {
    return copy(
        p, p.operation(), p.batch(), channels, p.height(), p.width(), filters, p.geometry());
  }

  static Problem size(Problem p, int height, int width) {
    return copy(
        p, p.operation(), p.batch(), p.channels(), height, width, p.filters(), p.geometry());
  }

  static Problem geometry(Problem p, WindowGeometry geometry) {
    return copy(
        p, p.operation(), p.batch(), p.channels(), p.height(), p.width(), p.filters(), geometry);
  }

  /** The same change on both axes. */
  static Problem axes(Problem p, UnaryOperator<AxisGeometry> change) {
    return geometry(
        p,
        new WindowGeometry(
            change.apply(p.geometry().height()), change.apply(p.geometry().width())));
  }

  static Problem seed(Problem p, long seed) {
    return new Problem(
        p.operation(),
        p.batch(),
        p.channels(),
        p.height(),
        p.width(),
        p.filters(),
        p.geometry(),
        p.precision(),
        p.distribution(),
        seed);
  }

  static Problem distribution(Problem p, Distribution distribution) {
    return new Problem(
        p.operation(),
        p.batch(),
        p.channels(),
        p.height(),
        p.width(),
        p.filters(),
        p.geometry(),
        p.precision(),
        distribution,
        p.seed());
  }

  private static Problem copy(
      Problem p,
      Operation operation,
      int batch,
      int channels,
      int height,
      int width,
      int filters,
      WindowGeometry geometry) {
    return new Problem(
        operation,
        batch,
        channels,
        height,
        width,
        filters,
        geometry,
        p.precision(),
        p.distribution(),
        p.seed());
  }

  static AxisGeometry kernel(AxisGeometry a, int kernel) {
    return new AxisGeometry(kernel, a.stride(), a.dilation(), a.padding(), a.rounding());
  }

  static AxisGeometry stride(AxisGeometry a, int stride) {
    return new AxisGeometry(a.kernel(), stride, a.dilation(), a.padding(), a.rounding());
  }

  static AxisGeometry dilation(AxisGeometry a, int dilation) {
    return new AxisGeometry(a.kernel(), a.stride(), dilation, a.padding(), a.rounding());
  }

  static AxisGeometry padding(AxisGeometry a, Padding padding) {
    return new AxisGeometry(a.kernel(), a.stride(), a.dilation(), padding, a.rounding());
  }

  static AxisGeometry floor(AxisGeometry a) {
    return new AxisGeometry(a.kernel(), a.stride(), a.dilation(), a.padding(), Rounding.FLOOR);
  }
}
