package io.github.conv4j.conformance;

import io.github.conv4j.geometry.AxisGeometry;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.Rounding;
import io.github.conv4j.geometry.WindowGeometry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Makes a failing problem as small and plain as it can be while it still fails. */
final class Shrinker {

  private Shrinker() {}

  /**
   * Shrinks.
   *
   * @param failing a problem that fails
   * @param adapt what makes a problem eligible
   * @param fails whether a problem fails
   * @return a problem that fails and none of whose simplifications does
   */
  static Problem shrink(Problem failing, UnaryOperator<Problem> adapt, Predicate<Problem> fails) {
    Problem smallest = failing;
    boolean progress = true;
    while (progress) {
      progress = false;
      for (Problem candidate : simpler(smallest)) {
        Problem adapted = adapt.apply(candidate);
        if (weight(adapted) < weight(smallest)
            && RandomProblems.fits(adapted)
            && fails.test(adapted)) {
          smallest = adapted;
          progress = true;
          break;
        }
      }
    }
    return smallest;
  }

  /** Decreases with every simplification, so that shrinking ends. */
  static long weight(Problem p) {
    return 4L * (p.batch() + p.channels() + p.filters() + p.height() + p.width())
        + weight(p.geometry().height())
        + weight(p.geometry().width());
  }

  private static long weight(AxisGeometry a) {
    int padding =
        switch (a.padding().kind()) {
          case VALID -> 0;
          case EXPLICIT -> 1 + a.padding().before() + a.padding().after();
          case SAME, FULL -> 2 * a.effectiveKernel();
        };
    return 4L * a.kernel()
        + 2L * (a.stride() + a.dilation())
        + padding
        + (a.rounding() == Rounding.CEIL ? 1 : 0);
  }

  private static List<Problem> simpler(Problem p) {
    List<Problem> candidates = new ArrayList<>();
    for (UnaryOperator<Integer> less :
        List.<UnaryOperator<Integer>>of(n -> 1, n -> (n + 1) / 2, n -> Math.max(1, n - 1))) {
      candidates.add(Edit.batch(p, less.apply(p.batch())));
      int channels = less.apply(p.channels());
      boolean convolution = p.operation().isConvolution();
      candidates.add(Edit.channels(p, channels, convolution ? p.filters() : channels));
      if (convolution) {
        candidates.add(Edit.channels(p, p.channels(), less.apply(p.filters())));
        candidates.add(Edit.channels(p, channels, less.apply(p.filters())));
      }
      candidates.add(Edit.size(p, less.apply(p.height()), p.width()));
      candidates.add(Edit.size(p, p.height(), less.apply(p.width())));
      candidates.add(Edit.size(p, less.apply(p.height()), less.apply(p.width())));
      addAxes(candidates, p, a -> Edit.kernel(a, less.apply(a.kernel())));
    }
    addAxes(candidates, p, a -> Edit.padding(a, Padding.VALID));
    addAxes(
        candidates,
        p,
        a ->
            a.padding().kind() == Padding.Kind.EXPLICIT
                ? Edit.padding(
                    a, Padding.explicit(a.padding().before() / 2, a.padding().after() / 2))
                : a);
    addAxes(candidates, p, a -> Edit.dilation(a, 1));
    addAxes(candidates, p, a -> Edit.stride(a, 1));
    addAxes(candidates, p, Edit::floor);
    return candidates;
  }

  private static void addAxes(
      List<Problem> candidates, Problem p, UnaryOperator<AxisGeometry> change) {
    AxisGeometry height = p.geometry().height();
    AxisGeometry width = p.geometry().width();
    candidates.add(Edit.axes(p, change));
    candidates.add(Edit.geometry(p, new WindowGeometry(change.apply(height), width)));
    candidates.add(Edit.geometry(p, new WindowGeometry(height, change.apply(width))));
  }
}
