package io.github.conv4j.conformance;

import io.github.conv4j.geometry.AxisGeometry;
import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.geometry.Rounding;
import io.github.conv4j.geometry.WindowGeometry;
import io.github.conv4j.kernels.Algorithm;
import io.github.conv4j.verify.Precision;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cases as lines of text, such as {@code conv n2 ic3 ih7 iw5 oc4 kh3 kw2 sh2 sw1 ph1:0 pw=same}.
 *
 * <p>First word: conv (cross-correlation), flip (true convolution), max, avg (padding excluded from
 * the divisor), avginc (included), sum, or norm with its exponent as in norm2. Then, in any order,
 * a letter code and a number each: n images, ic and oc channels, ih and iw input size, kh and kw
 * kernel, sh and sw stride (1), dh and dw dilation (1), ph and pw padding (0; {@code ph1} both
 * sides, {@code ph1:2} before and after, {@code ph=same}, {@code ph=full}). Then words: ceil,
 * nobias, relu, the algorithm (auto), such as direct or winograd-2, float (default) or double, and
 * the numbers: int (default), normal, uniform, mixed, distinct; seedN (0). Values in parentheses
 * are defaults and left out when written.
 */
public final class CaseLine {

  private static final Pattern NUMBER = Pattern.compile("([a-z]+)(\\d+)(?::(\\d+))?");
  private static final List<String> SIZES =
      List.of("n", "ic", "ih", "iw", "oc", "kh", "kw", "sh", "sw", "dh", "dw", "seed");

  private CaseLine() {}

  /**
   * Writes a case.
   *
   * @param problem the case
   * @return its line
   */
  public static String write(Problem problem) {
    StringBuilder line = new StringBuilder(verb(problem.operation()));
    line.append(" n").append(problem.batch());
    line.append(" ic").append(problem.channels());
    line.append(" ih").append(problem.height());
    line.append(" iw").append(problem.width());
    if (problem.operation().isConvolution()) {
      line.append(" oc").append(problem.filters());
    }
    AxisGeometry h = problem.geometry().height();
    AxisGeometry w = problem.geometry().width();
    line.append(" kh").append(h.kernel()).append(" kw").append(w.kernel());
    pair(line, "s", h.stride(), w.stride());
    pair(line, "d", h.dilation(), w.dilation());
    padding(line, "ph", h.padding());
    padding(line, "pw", w.padding());
    if (h.rounding() == Rounding.CEIL || w.rounding() == Rounding.CEIL) {
      line.append(" ceil");
    }
    if (problem.operation().isConvolution() && !problem.operation().bias()) {
      line.append(" nobias");
    }
    if (problem.operation().rectified()) {
      line.append(" relu");
    }
    if (problem.operation().algorithm() != Algorithm.AUTO) {
      line.append(' ').append(problem.operation().algorithm().label());
    }
    if (problem.precision() == Precision.DOUBLE) {
      line.append(" double");
    }
    if (problem.distribution() != Distribution.INTEGER) {
      line.append(' ').append(problem.distribution().word());
    }
    if (problem.seed() != 0) {
      line.append(" seed").append(problem.seed());
    }
    return line.toString();
  }

  private static String verb(Operation operation) {
    if (operation.isConvolution()) {
      return operation.orientation() == Orientation.CONVOLUTION ? "flip" : "conv";
    }
    return switch (operation.pool()) {
      case MAX -> "max";
      case AVERAGE_EXCLUDING_PADDING -> "avg";
      case AVERAGE_INCLUDING_PADDING -> "avginc";
      case SUM -> "sum";
      case P_NORM ->
          operation.p() == Math.rint(operation.p())
              ? "norm" + (long) operation.p()
              : String.format(Locale.ROOT, "norm%s", operation.p());
    };
  }

  private static void pair(StringBuilder line, String code, int h, int w) {
    if (h != 1) {
      line.append(' ').append(code).append('h').append(h);
    }
    if (w != 1) {
      line.append(' ').append(code).append('w').append(w);
    }
  }

  private static void padding(StringBuilder line, String code, Padding padding) {
    switch (padding.kind()) {
      case VALID -> {
        // The default.
      }
      case SAME -> line.append(' ').append(code).append("=same");
      case FULL -> line.append(' ').append(code).append("=full");
      case EXPLICIT -> {
        line.append(' ').append(code).append(padding.before());
        if (padding.before() != padding.after()) {
          line.append(':').append(padding.after());
        }
      }
    }
  }

  /**
   * Reads a case.
   *
   * @param line a line as {@link #write} makes it
   * @return the case
   * @throws IllegalArgumentException if the line is no case; the message names the word
   */
  public static Problem parse(String line) {
    String[] words = line.strip().split("\\s+");
    Map<String, Integer> sizes = new LinkedHashMap<>();
    Map<String, Padding> paddings = new LinkedHashMap<>();
    boolean ceil = false;
    boolean bias = true;
    boolean rectified = false;
    Algorithm algorithm = Algorithm.AUTO;
    Precision precision = Precision.FLOAT;
    Distribution distribution = Distribution.INTEGER;
    for (String word : Arrays.copyOfRange(words, 1, words.length)) {
      Distribution named = distribution(word);
      if (named != null) {
        distribution = named;
      } else if (word.equals("ceil")) {
        ceil = true;
      } else if (word.equals("nobias")) {
        bias = false;
      } else if (word.equals("relu")) {
        rectified = true;
      } else if (algorithm(word) != null) {
        algorithm = algorithm(word);
      } else if (word.equals("double") || word.equals("float")) {
        precision = Precision.valueOf(word.toUpperCase(Locale.ROOT));
      } else {
        number(word, sizes, paddings);
      }
    }
    Operation named = operation(words[0], bias);
    Operation operation =
        new Operation(
            named.pool(), named.p(), named.orientation(), named.bias(), rectified, algorithm);
    Rounding rounding = ceil ? Rounding.CEIL : Rounding.FLOOR;
    int channels = required(sizes, "ic");
    return new Problem(
        operation,
        required(sizes, "n"),
        channels,
        required(sizes, "ih"),
        required(sizes, "iw"),
        operation.isConvolution() ? required(sizes, "oc") : channels,
        new WindowGeometry(
            axis("h", sizes, paddings, rounding), axis("w", sizes, paddings, rounding)),
        precision,
        distribution,
        sizes.getOrDefault("seed", 0));
  }

  private static Distribution distribution(String word) {
    for (Distribution distribution : Distribution.values()) {
      if (distribution.word().equals(word)) {
        return distribution;
      }
    }
    return null;
  }

  private static Algorithm algorithm(String word) {
    for (Algorithm algorithm : Algorithm.values()) {
      if (algorithm.label().equals(word)) {
        return algorithm;
      }
    }
    return null;
  }

  private static void number(
      String word, Map<String, Integer> sizes, Map<String, Padding> paddings) {
    if (word.matches("p[hw]=(same|full|valid)")) {
      paddings.put(
          word.substring(0, 2),
          new Padding(Padding.Kind.valueOf(word.substring(3).toUpperCase(Locale.ROOT)), 0, 0));
      return;
    }
    Matcher matcher = NUMBER.matcher(word);
    if (matcher.matches()) {
      int value = integer(word, matcher.group(2));
      if (matcher.group(1).matches("p[hw]")) {
        int after = matcher.group(3) == null ? value : integer(word, matcher.group(3));
        paddings.put(matcher.group(1), Padding.explicit(value, after));
        return;
      }
      if (SIZES.contains(matcher.group(1)) && matcher.group(3) == null) {
        sizes.put(matcher.group(1), value);
        return;
      }
    }
    throw new IllegalArgumentException(
        "case line: expected words such as n2 ic3 kh3 ph1:0 pw=same ceil nobias relu direct"
            + " double normal seed7, found \""
            + word
            + "\"");
  }

  private static int integer(String word, String digits) {
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "case line: expected a number below 2^31, found \"" + word + "\"", e);
    }
  }

  private static Operation operation(String verb, boolean bias) {
    switch (verb) {
      case "conv":
        return Operation.convolution(Orientation.CROSS_CORRELATION, bias);
      case "flip":
        return Operation.convolution(Orientation.CONVOLUTION, bias);
      case "max":
        return Operation.pooling(PoolKind.MAX, 0);
      case "avg":
        return Operation.pooling(PoolKind.AVERAGE_EXCLUDING_PADDING, 0);
      case "avginc":
        return Operation.pooling(PoolKind.AVERAGE_INCLUDING_PADDING, 0);
      case "sum":
        return Operation.pooling(PoolKind.SUM, 0);
      default:
        if (verb.matches("norm\\d+(\\.\\d+)?")) {
          return Operation.pooling(PoolKind.P_NORM, Double.parseDouble(verb.substring(4)));
        }
        throw new IllegalArgumentException(
            "case line: expected conv, flip, max, avg, avginc, sum or norm2 first, found \""
                + verb
                + "\"");
    }
  }

  private static AxisGeometry axis(
      String axis, Map<String, Integer> sizes, Map<String, Padding> paddings, Rounding rounding) {
    return new AxisGeometry(
        required(sizes, "k" + axis),
        sizes.getOrDefault("s" + axis, 1),
        sizes.getOrDefault("d" + axis, 1),
        paddings.getOrDefault("p" + axis, Padding.VALID),
        rounding);
  }

  private static int required(Map<String, Integer> sizes, String code) {
    Integer value = sizes.get(code);
    if (value == null) {
      throw new IllegalArgumentException(
          "case line: expected a size " + code + ", such as " + code + "3, found none");
    }
    return value;
  }
}
