package io.github.conv4j.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.conv4j.reference.Tensor4;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a probe and the process that started it say to each other, one line of JSON each. Arrays are
 * the bytes of their doubles in Base64, so that NaN and infinity survive.
 */
final class ProbeMessage {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A case to compute.
   *
   * @param line the case
   * @param x input; null, as all others, if the case has to be refused
   * @param w weights or null
   * @param b bias or null
   * @param dy gradient of the output
   * @param layout how the arrays lie in memory
   * @param conduct name of a check of conduct to run instead, or null
   * @param iterations length of that check, if it has one
   */
  record Request(
      String line,
      String x,
      String w,
      String b,
      String dy,
      Layout layout,
      String conduct,
      int iterations) {

    static Request of(Problem problem, String conduct, int iterations) {
      return new Request(problem.toString(), null, null, null, null, null, conduct, iterations);
    }

    static Request of(Problem problem, Operands operands) {
      if (operands == null) {
        return new Request(problem.toString(), null, null, null, null, null, null, 0);
      }
      return new Request(
          problem.toString(),
          encode(operands.x().values()),
          operands.w() == null ? null : encode(operands.w().values()),
          operands.b() == null ? null : encode(operands.b()),
          encode(operands.dy().values()),
          operands.layout(),
          null,
          0);
    }

    Operands operands(Problem problem) {
      if (x == null) {
        return null;
      }
      int n = problem.batch();
      int kernelHeight = problem.geometry().height().kernel();
      int kernelWidth = problem.geometry().width().kernel();
      int outputHeight = problem.window().height().output();
      int outputWidth = problem.window().width().output();
      return new Operands(
          tensor(x, n, problem.channels(), problem.height(), problem.width()),
          w == null
              ? null
              : tensor(w, problem.filters(), problem.channels(), kernelHeight, kernelWidth),
          b == null ? null : decode(b),
          tensor(dy, n, problem.filters(), outputHeight, outputWidth),
          layout);
    }
  }

  /**
   * What came of it.
   *
   * @param refusal what was thrown, or null
   * @param values results by name of their quantity, or null
   * @param outcome what came of a check of conduct, or null
   * @param message what that check says, or null
   */
  record Reply(
      String refusal, Map<Quantity, String> values, CaseResult.Outcome outcome, String message) {

    static Reply refused(String refusal) {
      return new Reply(refusal, null, null, null);
    }

    static Reply checked(ConductResult result) {
      return new Reply(null, null, result.outcome(), result.message());
    }

    static Reply computed(Map<Quantity, double[]> results) {
      Map<Quantity, String> values = new EnumMap<>(Quantity.class);
      results.forEach((quantity, numbers) -> values.put(quantity, encode(numbers)));
      return new Reply(null, values, null, null);
    }

    Map<Quantity, double[]> results() {
      Map<Quantity, double[]> results = new EnumMap<>(Quantity.class);
      values.forEach((quantity, text) -> results.put(quantity, decode(text)));
      return results;
    }
  }

  private ProbeMessage() {}

  static String write(Object message) {
    try {
      return JSON.writeValueAsString(message);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("plain strings could not be written as JSON", e);
    }
  }

  static <T> T read(String line, Class<T> type) {
    try {
      return JSON.readValue(line, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "probe: expected one line of JSON, found "
              + line.substring(0, Math.min(80, line.length())),
          e);
    }
  }

  private static Tensor4 tensor(String text, int n, int c, int h, int w) {
    Tensor4 tensor = Tensor4.zeros(n, c, h, w);
    double[] values = decode(text);
    System.arraycopy(values, 0, tensor.values(), 0, values.length);
    return tensor;
  }

  private static String encode(double[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Double.BYTES);
    bytes.asDoubleBuffer().put(values);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  private static double[] decode(String text) {
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
    double[] values = new double[bytes.capacity() / Double.BYTES];
    bytes.asDoubleBuffer().get(values);
    return values;
  }
}
