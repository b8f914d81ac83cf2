package io.github.conv4j.conformance;

import io.github.conv4j.result.ErrorStats;
import io.github.conv4j.result.Histogram;
import java.util.ArrayList;
import java.util.List;

/** Adds up the errors of one quantity over cases and remembers the worst. */
final class ErrorTotal {

  private long cases;
  private ErrorStats total;
  private String worst;

  void add(ErrorStats errors, String name) {
    cases++;
    if (total == null || errors.maxRatio() > total.maxRatio()) {
      worst = name;
    }
    total = total == null ? errors : sum(total, errors);
  }

  long cases() {
    return cases;
  }

  ErrorStats total() {
    return total;
  }

  String worst() {
    return worst;
  }

  private static ErrorStats sum(ErrorStats a, ErrorStats b) {
    long count = a.count() + b.count();
    return new ErrorStats(
        count,
        Math.max(a.maxAbs(), b.maxAbs()),
        rootMeanSquare(a, b, count),
        Math.max(a.maxRatio(), b.maxRatio()),
        Math.max(a.maxUlp(), b.maxUlp()),
        a.exact() + b.exact(),
        sum(a.histogram(), b.histogram()));
  }

  /** Scaled by the larger one, so that squares do not overflow. */
  private static double rootMeanSquare(ErrorStats a, ErrorStats b, long count) {
    double scale = Math.max(a.rms(), b.rms());
    if (scale == 0 || Double.isInfinite(scale)) {
      return scale;
    }
    double ofA = a.rms() / scale;
    double ofB = b.rms() / scale;
    return scale * Math.sqrt((ofA * ofA * a.count() + ofB * ofB * b.count()) / count);
  }

  private static Histogram sum(Histogram a, Histogram b) {
    List<Long> counts = new ArrayList<>(a.counts().size());
    for (int bin = 0; bin < a.counts().size(); bin++) {
      counts.add(a.counts().get(bin) + b.counts().get(bin));
    }
    return new Histogram(a.lowestExponent(), a.binsPerDecade(), a.zeros() + b.zeros(), counts);
  }
}
