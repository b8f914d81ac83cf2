package io.github.conv4j.conformance;

import io.github.conv4j.geometry.Axis;
import io.github.conv4j.geometry.AxisGeometry;
import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.result.CaseSummary;
import io.github.conv4j.result.Deviation;
import io.github.conv4j.verify.Tolerances.Gate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Sorts what went wrong with an implementation that is not ours by kind. */
final class Deviations {

  private static final int MOST_EXAMPLES = 3;
  private static final String THREW = "threw ";

  /** No result of the cases is as large; where one is, something was never written or left out. */
  private static final double HUGE = 1e30;

  /** What went wrong, the gravest first. */
  private enum Kind {
    CRASH("takes the Java process down", "The process ended, with everything that ran in it."),
    DAMAGE(
        "A case damages memory that a later one uses",
        "The process crashed or hung at a case that is harmless in a fresh process, so that an"
            + " earlier one must have written where it should not. The lines are those of the"
            + " victims."),
    HANG("does not return", "The call did not return."),
    PADDING_THROWS(
        "throws where a window covers padding only",
        "The geometry is valid, and the reference defines the result: nothing but padding gives 0."),
    NEGATIVE_SAME(
        "throws in Same mode where the stride exceeds the kernel",
        "Same padding would be negative there; TensorFlow and the reference take 0."),
    DILATION_THROWS(
        "throws with padding and dilation",
        "No window covers padding only, but one would if there were no dilation."),
    THROWS(
        "throws on a valid case", "The geometry is valid, and the reference defines the result."),
    UNFIT(
        "computes windows that do not fit",
        "The kernel is larger than the padded input; the convolution layer refuses such cases."),
    HUGE_PADDING(
        "returns the lowest number or infinity where a window covers padding only",
        "The result of no element at all leaks out; the reference gives 0."),
    ZERO_NORM(
        "returns a gradient that is no finite number where a window holds zeros only",
        "The derivative is computed as infinity times zero; the reference gives 0."),
    DILATION(
        "is wrong with dilation", "The same layer without dilation is right on the other cases."),
    PADDING("is wrong where a window covers padding only", "The reference gives 0 there."),
    ROUNDING(
        "is less exact than good code",
        "Within what rounding can cause in the worst case, and beyond what it causes usually."),
    SPECIAL(
        "is wrong", "A hand-written case at the edge of what is defined; the reference pins it."),
    WRONG("is wrong", "The result is outside of what rounding can explain.");

    private final String title;
    private final String sentence;

    Kind(String title, String sentence) {
      this.title = title;
      this.sentence = sentence;
    }
  }

  private record Key(Kind kind, String operation) {}

  private static final class Found {
    private final List<String> examples = new ArrayList<>();
    private String message;
    private long cases;
  }

  private final String subject;
  private final Map<Key, Found> found = new LinkedHashMap<>();

  Deviations(String subject) {
    this.subject = subject;
  }

  void add(Examined examined) {
    if (examined.outcome() != CaseSummary.Outcome.FAILED || examined.problem() == null) {
      return;
    }
    Kind kind = kind(examined);
    Found one = found.computeIfAbsent(key(kind, examined), absent -> new Found());
    one.cases++;
    if (one.message == null) {
      one.message = examined.message();
    }
    if (one.examples.size() < MOST_EXAMPLES) {
      one.examples.add(examined.name());
    }
  }

  List<Deviation> list() {
    return found.entrySet().stream()
        .sorted(Comparator.comparing((Map.Entry<Key, Found> e) -> e.getKey().kind()))
        .map(
            e ->
                new Deviation(
                    subject,
                    upper(e.getKey().operation() + e.getKey().kind().title),
                    e.getKey().kind().sentence,
                    e.getValue().cases,
                    e.getValue().examples,
                    e.getValue().message))
        .toList();
  }

  private static Key key(Kind kind, Examined examined) {
    return switch (kind) {
      case DAMAGE -> new Key(kind, "");
      case SPECIAL ->
          new Key(kind, probe(examined.name()) + ": " + words(examined.problem()) + " ");
      default -> new Key(kind, words(examined.problem()) + " ");
    };
  }

  private static boolean isHuge(Examined examined, Quantity quantity) {
    return examined.results().stream()
        .filter(result -> result.quantity() == quantity && result.errors() != null)
        .anyMatch(result -> !(result.errors().maxAbs() < HUGE));
  }

  /** What a hand-written case probes. */
  private static String probe(String name) {
    return name.substring(name.indexOf(": ") + 2);
  }

  private static String upper(String title) {
    return title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1);
  }

  private static Kind kind(Examined examined) {
    Problem problem = examined.problem();
    String message = examined.message();
    if (message.startsWith(ProbedSubject.CRASHED)) {
      return Kind.CRASH;
    }
    if (message.startsWith(ProbedSubject.DAMAGED)) {
      return Kind.DAMAGE;
    }
    if (message.startsWith(ProbedSubject.HUNG)) {
      return Kind.HANG;
    }
    if (!fits(problem)) {
      return Kind.UNFIT;
    }
    boolean padding = hasWindowOfPaddingOnly(problem);
    boolean special = !examined.name().equals(problem.toString());
    if (message.contains(THREW)) {
      if (message.contains("Invalid padding values")) {
        return Kind.NEGATIVE_SAME;
      }
      if (padding) {
        return Kind.PADDING_THROWS;
      }
      if (isDilatedPooling(problem)) {
        return Kind.DILATION_THROWS;
      }
      return special ? Kind.SPECIAL : Kind.THROWS;
    }
    boolean huge = isHuge(examined, Quantity.OUTPUT);
    boolean hugeGradient = isHuge(examined, Quantity.INPUT_GRADIENT);
    if (hugeGradient && !huge && problem.operation().pool() == PoolKind.P_NORM) {
      return Kind.ZERO_NORM;
    }
    if (huge && padding) {
      return Kind.HUGE_PADDING;
    }
    if (isDilatedPooling(problem)) {
      return Kind.DILATION;
    }
    if (padding && !problem.operation().isConvolution()) {
      return Kind.PADDING;
    }
    if (special) {
      return Kind.SPECIAL;
    }
    boolean quality =
        examined.results().stream()
            .filter(r -> r.outcome() == CaseResult.Outcome.FAILED)
            .allMatch(r -> r.gate() == Gate.QUALITY);
    return quality ? Kind.ROUNDING : Kind.WRONG;
  }

  private static boolean fits(Problem problem) {
    try {
      problem.window();
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Whether at least one window covers nothing but padding.
   *
   * @param problem a case that fits
   * @return true if so
   */
  static boolean hasWindowOfPaddingOnly(Problem problem) {
    return hasWindowOfPaddingOnly(problem.window().height())
        || hasWindowOfPaddingOnly(problem.window().width());
  }

  private static boolean hasWindowOfPaddingOnly(Axis axis) {
    for (int o = 0; o < axis.output(); o++) {
      if (axis.countInside(o) == 0) {
        return true;
      }
    }
    return false;
  }

  private static boolean isDilatedPooling(Problem problem) {
    return !problem.operation().isConvolution()
        && (isDilated(problem.geometry().height()) || isDilated(problem.geometry().width()));
  }

  private static boolean isDilated(AxisGeometry axis) {
    return axis.kernel() > 1 && axis.dilation() > 1;
  }

  private static String words(Problem problem) {
    if (problem.operation().isConvolution()) {
      return "Convolution";
    }
    return switch (problem.operation().pool()) {
      case MAX -> "Max pooling";
      case AVERAGE_EXCLUDING_PADDING -> "Average pooling (padding excluded)";
      case AVERAGE_INCLUDING_PADDING -> "Average pooling (padding included)";
      case SUM -> "Sum pooling";
      case P_NORM -> "P-norm pooling";
    };
  }
}
