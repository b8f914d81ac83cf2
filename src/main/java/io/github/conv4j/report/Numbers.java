package io.github.conv4j.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as people read them: three significant digits, thousands separators, units. */
final class Numbers {

  private static final int DIGITS = 3;

  /** A multiplication sign between spaces that do not break. */
  private static final String TIMES = "\u00A0×\u00A0";

  private static final String MINUS = "−";
  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

  private Numbers() {}

  /**
   * A number with three significant digits; whole numbers below a million keep all theirs; very
   * small and very large ones are shown with a power of ten.
   *
   * @param value any value
   * @return text such as 0.0312, 12,345 or 3.1 × 10⁻⁷; "not a number" and ∞ for what is not finite
   */
  static String people(double value) {
    return people(value, DIGITS);
  }

  /**
   * A number with two significant digits, for sentences.
   *
   * @param value any value
   * @return text such as 3.1
   */
  static String twoDigits(double value) {
    return people(value, 2);
  }

  private static String people(double value, int digits) {
    if (Double.isNaN(value)) {
      return "not a number";
    }
    if (value < 0) {
      return MINUS + people(-value, digits);
    }
    if (Double.isInfinite(value)) {
      return "∞";
    }
    if (value == 0) {
      return "0";
    }
    if (value < 1e6 && value == Math.rint(value)) {
      return whole((long) value);
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits));
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent < -3 || exponent >= 6) {
      return rounded.movePointLeft(exponent).setScale(digits - 1, RoundingMode.HALF_EVEN)
          + TIMES
          + powerOfTen(exponent);
    }
    return String.format(Locale.ROOT, "%,." + Math.max(0, digits - 1 - exponent) + "f", rounded);
  }

  /**
   * Two numbers that are to be compared: as many digits as it takes to tell them apart.
   *
   * @param value number to show
   * @param other number shown beside it
   * @return text of the value
   */
  static String apartFrom(double value, double other) {
    int digits = DIGITS;
    if (Double.isFinite(value) && Double.isFinite(other)) {
      while (value != other && digits < 17 && rounded(value, digits) == rounded(other, digits)) {
        digits++;
      }
    }
    return people(value, digits);
  }

  private static double rounded(double value, int digits) {
    return new BigDecimal(value).round(new MathContext(digits)).doubleValue();
  }

  /**
   * A number that somebody chose, such as a bound, without the zeros that claim precision.
   *
   * @param number a number as written by this class
   * @return text such as 0.005 for 0.00500 and 10⁻⁵ for 1.00 × 10⁻⁵
   */
  static String withoutTrailingZeros(String number) {
    String[] parts = number.split(TIMES, 2);
    String mantissa = parts[0].contains(".") ? parts[0].replaceFirst("\\.?0+$", "") : parts[0];
    if (parts.length == 1) {
      return mantissa;
    }
    return mantissa.equals("1") ? parts[1] : mantissa + TIMES + parts[1];
  }

  /**
   * A whole number with thousands separators.
   *
   * @param value value
   * @return text such as 431,080
   */
  static String whole(long value) {
    return String.format(Locale.ROOT, "%,d", value).replace("-", MINUS);
  }

  /**
   * A share as a percentage with two decimals, the resolution of 10,000 test images.
   *
   * @param share 0 to 1
   * @return text such as 98.92%
   */
  static String percent(double share) {
    if (!Double.isFinite(share)) {
      return "not measured";
    }
    return String.format(Locale.ROOT, "%.2f%%", share * 100);
  }

  /**
   * A ratio of speeds.
   *
   * @param ratio ratio
   * @return text such as 3.11×
   */
  static String times(double ratio) {
    return Double.isFinite(ratio) ? people(ratio) + "×" : "not measured";
  }

  /**
   * A rate of images.
   *
   * @param imagesPerSecond rate
   * @return text such as 4,560 images/s
   */
  static String rate(double imagesPerSecond) {
    String number = perSecond(imagesPerSecond);
    return Double.isFinite(imagesPerSecond) ? number + " images/s" : number;
  }

  /**
   * A rate without its unit, never more exact than it can be measured.
   *
   * @param rate rate
   * @return text such as 4,560
   */
  static String perSecond(double rate) {
    return Double.isFinite(rate) ? people(rounded(rate, DIGITS)) : "not measured";
  }

  /**
   * An amount of memory.
   *
   * @param mebibytes amount in MiB
   * @return text such as 812 MiB or 1.24 GiB
   */
  static String memory(double mebibytes) {
    if (!Double.isFinite(mebibytes)) {
      return "not measured";
    }
    return mebibytes < 1024
        ? people(rounded(mebibytes, DIGITS)) + " MiB"
        : people(rounded(mebibytes / 1024, DIGITS)) + " GiB";
  }

  /**
   * A file size.
   *
   * @param bytes size
   * @return text such as 512 bytes, 1.72 KiB or 3.4 MiB
   */
  static String size(long bytes) {
    if (bytes < 1024) {
      return whole(bytes) + " bytes";
    }
    return bytes < 1024 * 1024 ? people(bytes / 1024.0) + " KiB" : memory(bytes / 1048576.0);
  }

  /**
   * A duration.
   *
   * @param seconds seconds
   * @return text such as 41.2 s, 2 min 31 s or 1 h 4 min
   */
  static String duration(double seconds) {
    if (!Double.isFinite(seconds)) {
      return "not measured";
    }
    if (rounded(seconds, DIGITS) < 60) {
      return people(seconds) + " s";
    }
    long rounded = Math.round(seconds);
    return rounded < 3600
        ? rounded / 60 + " min " + rounded % 60 + " s"
        : whole(rounded / 3600) + " h " + rounded % 3600 / 60 + " min";
  }

  /**
   * A power of ten with its exponent raised.
   *
   * @param exponent exponent
   * @return text such as 10⁻⁷
   */
  static String powerOfTen(int exponent) {
    StringBuilder text = new StringBuilder(exponent < 0 ? "10⁻" : "10");
    for (char digit : Integer.toString(Math.abs(exponent)).toCharArray()) {
      text.append(SUPERSCRIPTS.charAt(digit - '0'));
    }
    return text.toString();
  }

  /**
   * A coordinate or percentage for SVG: two decimals at most, no exponent, a point as separator.
   *
   * @param value finite value
   * @return text such as 12.5
   */
  static String coordinate(double value) {
    BigDecimal rounded = BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_UP);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  /**
   * A share of a drawing's width or height.
   *
   * @param fraction 0 to 1
   * @return text such as 12.5%
   */
  static String share(double fraction) {
    return coordinate(fraction * 100) + "%";
  }
}
