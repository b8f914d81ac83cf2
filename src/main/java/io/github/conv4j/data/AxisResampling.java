package io.github.conv4j.data;

/**
 * How one axis of a picture is brought to another size, as weights: target element t is the sum of
 * {@code weights[t][k]} times source element {@code first[t] + k}. Each row of weights sums to 1.
 *
 * @param first first source element of each target element
 * @param weights weights of the source elements from there on
 */
record AxisResampling(int[] first, float[][] weights) {

  /**
   * Weights for an axis: the mean over the covered area when it shrinks, linear interpolation
   * between element centres (edges repeated) when it grows, a copy when it keeps its size.
   *
   * @param source elements before
   * @param target elements after
   * @return the weights
   */
  static AxisResampling of(int source, int target) {
    int[] first = new int[target];
    float[][] weights = new float[target][];
    double scale = (double) source / target;
    for (int t = 0; t < target; t++) {
      if (scale >= 1) {
        double from = t * scale;
        double to = Math.min(source, from + scale);
        first[t] = (int) from;
        weights[t] = new float[Math.max(1, (int) Math.ceil(to) - first[t])];
        for (int k = 0; k < weights[t].length; k++) {
          double left = Math.max(from, first[t] + k);
          double right = Math.min(to, first[t] + k + 1.0);
          weights[t][k] = (float) ((right - left) / (to - from));
        }
      } else {
        double centre = Math.min(source - 1.0, Math.max(0, (t + 0.5) * scale - 0.5));
        first[t] = (int) centre;
        float second = (float) (centre - first[t]);
        weights[t] = second == 0 ? new float[] {1} : new float[] {1 - second, second};
      }
    }
    return new AxisResampling(first, weights);
  }

  /** Target size. */
  int size() {
    return first.length;
  }

  /**
   * One target element.
   *
   * @param t target position
   * @param values source values
   * @param offset where source element 0 is
   * @param step from one source element to the next
   * @return the weighted sum
   */
  float apply(int t, float[] values, int offset, int step) {
    float sum = 0;
    for (int k = 0; k < weights[t].length; k++) {
      sum += weights[t][k] * values[offset + (first[t] + k) * step];
    }
    return sum;
  }
}
