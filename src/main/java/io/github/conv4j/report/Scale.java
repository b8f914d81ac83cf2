package io.github.conv4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An axis: where a value lies between two ends, and at which values a tick is drawn.
 *
 * @param low value at fraction 0
 * @param high value at fraction 1, above low
 * @param logarithmic whether equal ratios, not equal differences, take equal space
 * @param ticks ticks from low to high
 */
record Scale(double low, double high, boolean logarithmic, List<Tick> ticks) {

  /**
   * A labelled value.
   *
   * @param value position on the axis
   * @param label text
   */
  record Tick(double value, String label) {}

  /** Copies the ticks. */
  Scale {
    ticks = List.copyOf(ticks);
  }

  /**
   * Position of a value. What lies outside is drawn at the nearer end; so is zero on a logarithmic
   * scale.
   *
   * @param value a number
   * @return 0 at the low end to 1 at the high end
   */
  double fraction(double value) {
    double fraction =
        logarithmic
            ? (Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low))
            : (value - low) / (high - low);
    return Math.min(1, Math.max(0, fraction));
  }

  /**
   * A linear scale that ends exactly at the values given.
   *
   * @param min low end
   * @param max high end
   * @param intervals about how many intervals between ticks
   * @param unit text after each label, may be empty
   * @return the scale
   */
  static Scale linear(double min, double max, int intervals, String unit) {
    double low = min;
    double high = max;
    if (!(high > low)) {
      double half = Math.max(Math.abs(low) * 0.01, 1e-9);
      low -= half;
      high += half;
    }
    return linear(low, high, step(high - low, intervals), unit);
  }

  /**
   * A linear scale that is widened to whole ticks.
   *
   * @param min smallest value to show
   * @param max largest value to show
   * @param intervals about how many intervals between ticks
   * @param unit text after each label, may be empty
   * @return the scale
   */
  static Scale widened(double min, double max, int intervals, String unit) {
    Scale exact = linear(min, max, intervals, unit);
    double step = step(exact.high - exact.low, intervals);
    double low = Math.floor(exact.low / step + 1e-9) * step;
    double high = Math.ceil(exact.high / step - 1e-9) * step;
    return linear(low, high, step, unit);
  }

  private static Scale linear(double low, double high, double step, String unit) {
    int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    List<Tick> ticks = new ArrayList<>();
    long first = (long) Math.ceil(low / step - 1e-9);
    long last = (long) Math.floor(high / step + 1e-9);
    for (long i = first; i <= last; i++) {
      double value = i * step;
      String label = String.format(Locale.ROOT, "%,." + decimals + "f", Math.abs(value));
      ticks.add(new Tick(value, (i < 0 ? "−" : "") + label + unit));
    }
    return new Scale(low, high, false, ticks);
  }

  private static double step(double range, int intervals) {
    double raw = range / intervals;
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double mantissa = raw / power;
    if (mantissa <= 1) {
      return power;
    }
    if (mantissa <= 2) {
      return 2 * power;
    }
    return mantissa <= 5 ? 5 * power : 10 * power;
  }

  /**
   * A logarithmic scale, widened to the next 1, 2 or 5 times a power of ten.
   *
   * @param min smallest positive value to show
   * @param max largest value to show
   * @param intervals at most about this many intervals between ticks
   * @return the scale
   */
  static Scale logarithmic(double min, double max, int intervals) {
    // The smallest normal number keeps the powers of ten below exact enough.
    double smallest = Math.max(min, Double.MIN_NORMAL * 10);
    double low = below(smallest);
    double high = Math.min(Double.MAX_VALUE, above(Math.max(max, smallest)));
    if (!(high > low)) {
      low = below(low * 0.3);
      high = above(high * 3);
    }
    double decades = Math.log10(high) - Math.log10(low);
    List<Tick> ticks = new ArrayList<>();
    int first = (int) Math.floor(Math.log10(low) + 1e-9);
    int last = (int) Math.ceil(Math.log10(high) - 1e-9);
    int every = (int) Math.max(1, Math.ceil(decades / intervals));
    int[] mantissas = decades * 3 <= intervals * 1.5 ? new int[] {1, 2, 5} : new int[] {1};
    for (int exponent = first; exponent <= last; exponent++) {
      if (Math.floorMod(exponent, every) != 0) {
        continue;
      }
      for (int mantissa : mantissas) {
        double value = mantissa * Math.pow(10, exponent);
        if (value >= low * 0.999 && value <= high * 1.001) {
          ticks.add(new Tick(value, logLabel(mantissa, exponent)));
        }
      }
    }
    return new Scale(low, high, true, ticks);
  }

  private static String logLabel(int mantissa, int exponent) {
    if (exponent >= -3 && exponent <= 4) {
      return Numbers.withoutTrailingZeros(Numbers.people(mantissa * Math.pow(10, exponent)));
    }
    return (mantissa == 1 ? "" : mantissa + "\u00A0×\u00A0") + Numbers.powerOfTen(exponent);
  }

  private static double below(double value) {
    double power = Math.pow(10, Math.floor(Math.log10(value) + 1e-9));
    double mantissa = value / power * (1 + 1e-9);
    return (mantissa >= 5 ? 5 : mantissa >= 2 ? 2 : 1) * power;
  }

  private static double above(double value) {
    double power = Math.pow(10, Math.floor(Math.log10(value) + 1e-9));
    double mantissa = value / power * (1 - 1e-9);
    return (mantissa <= 1 ? 1 : mantissa <= 2 ? 2 : mantissa <= 5 ? 5 : 10) * power;
  }
}
