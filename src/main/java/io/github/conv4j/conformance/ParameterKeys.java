package io.github.conv4j.conformance;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where a layer keeps weights and bias.
 *
 * @param weights key of [F, C, KH, KW]; null if the layer has no parameters
 * @param bias key of F numbers; null if there is none
 */
record ParameterKeys(String weights, String bias) {

  private static final String WEIGHTS = "W";
  private static final String BIAS = "b";

  /**
   * "W" and "b" if they have the right sizes, else the only parameters that have.
   *
   * @throws IllegalStateException if a parameter is missing, extra or of another shape
   */
  static ParameterKeys of(Map<String, INDArray> parameters, Problem problem) {
    Map<String, INDArray> all = parameters == null ? Map.of() : parameters;
    boolean convolution = problem.operation().isConvolution();
    long[] shape = {
      problem.filters(),
      problem.channels(),
      problem.geometry().height().kernel(),
      problem.geometry().width().kernel()
    };
    String weights = convolution ? weights(all, shape) : null;
    String bias = problem.operation().bias() ? bias(all, weights, problem.filters()) : null;
    int expected = (weights == null ? 0 : 1) + (bias == null ? 0 : 1);
    if (all.size() != expected
        || convolution && weights == null
        || problem.operation().bias() && bias == null) {
      throw new IllegalStateException(
          "expected "
              + (convolution ? "weights of shape " + Arrays.toString(shape) : "no parameters")
              + (problem.operation().bias() ? " and " + problem.filters() + " biases" : "")
              + ", found "
              + (all.isEmpty() ? "no parameters" : shapes(all)));
    }
    return new ParameterKeys(weights, bias);
  }

  private static String weights(Map<String, INDArray> all, long[] shape) {
    if (all.containsKey(WEIGHTS) && Arrays.equals(all.get(WEIGHTS).shape(), shape)) {
      return WEIGHTS;
    }
    return all.keySet().stream()
        .filter(key -> Arrays.equals(all.get(key).shape(), shape))
        .findFirst()
        .orElse(null);
  }

  private static String bias(Map<String, INDArray> all, String weights, int filters) {
    if (all.containsKey(BIAS) && all.get(BIAS).length() == filters) {
      return BIAS;
    }
    return all.keySet().stream()
        .filter(key -> !key.equals(weights) && all.get(key).length() == filters)
        .findFirst()
        .orElse(null);
  }

  private static String shapes(Map<String, INDArray> all) {
    return all.entrySet().stream()
        .map(e -> e.getKey() + " " + Arrays.toString(e.getValue().shape()))
        .collect(Collectors.joining(", "));
  }
}
