package io.github.conv4j.bench;

import java.util.SplittableRandom;

/** The numbers that all contenders compute with, the same in every process. */
public final class Operands {

  /** Batches that a training step takes in turn, so that none is learnt by heart at once. */
  public static final int BATCHES = 8;

  private Operands() {}

  /**
   * Input of a layer, [N, C, H, W], uniform in [-1, 1).
   *
   * @param shape the layer
   * @return values in row-major order
   */
  public static float[] x(LayerShape shape) {
    return uniform(1, (long) shape.batch() * shape.channels() * shape.size() * shape.size(), -1, 1);
  }

  /**
   * Weights of a convolution, [F, C, K, K].
   *
   * @param shape the layer
   * @return values in row-major order, small enough that outputs are about 1
   */
  public static float[] w(LayerShape shape) {
    double scale = 1 / Math.sqrt((double) shape.channels() * shape.kernel() * shape.kernel());
    return uniform(
        2,
        (long) shape.filters() * shape.channels() * shape.kernel() * shape.kernel(),
        -scale,
        scale);
  }

  /**
   * Bias of a convolution, [F].
   *
   * @param shape the layer
   * @return values
   */
  public static float[] b(LayerShape shape) {
    return uniform(3, shape.filters(), -1, 1);
  }

  /**
   * Gradient of the loss by the output, [N, F, outH, outW].
   *
   * @param shape the layer
   * @return values in row-major order
   */
  public static float[] dy(LayerShape shape) {
    return uniform(
        4, (long) shape.batch() * shape.filters() * shape.outputSize() * shape.outputSize(), -1, 1);
  }

  /**
   * Images for a network, [N, C, H, W], uniform in [0, 1).
   *
   * @param network the network
   * @param batch number of images N
   * @param index which batch
   * @return values in row-major order
   */
  public static float[] images(BenchNetwork network, int batch, int index) {
    return uniform(
        100 + index, (long) batch * network.channels() * network.size() * network.size(), 0, 1);
  }

  /**
   * Classes of those images.
   *
   * @param batch number of images
   * @param index which batch
   * @return a class per image
   */
  public static int[] labels(int batch, int index) {
    SplittableRandom random = new SplittableRandom(200 + index);
    return random.ints(batch, 0, BenchNetwork.CLASSES).toArray();
  }

  /**
   * Uniform numbers.
   *
   * @param seed seed
   * @param count how many
   * @param low least value
   * @param high bound that no value reaches
   * @return the numbers
   */
  public static float[] uniform(long seed, long count, double low, double high) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[Math.toIntExact(count)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (low + (high - low) * random.nextDouble());
    }
    return values;
  }
}
