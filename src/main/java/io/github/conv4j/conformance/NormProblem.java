package io.github.conv4j.conformance;

import io.github.conv4j.reference.Tensor4;
import io.github.conv4j.verify.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;

/**
 * A random case of batch normalisation.
 *
 * @param batch N
 * @param channels C
 * @param height H
 * @param width W
 * @param form how the layer gets its input
 * @param epsilon ε
 * @param decay d of the running statistics
 * @param fixedGamma γ if it is locked, else NaN
 * @param fixedBeta β if it is locked, else NaN
 * @param logarithm whether the logarithm of the running deviation is kept, else the variance
 * @param precision FLOAT or DOUBLE
 * @param seed of the numbers
 */
record NormProblem(
    int batch,
    int channels,
    int height,
    int width,
    Form form,
    double epsilon,
    double decay,
    double fixedGamma,
    double fixedBeta,
    boolean logarithm,
    Precision precision,
    long seed) {

  private static final int LARGEST_BATCH = 6;
  private static final int LARGEST_IMAGE = 9;

  /** Now and then: one plane is more than a kernel sums at once. */
  private static final int LARGE_IMAGE = 37;

  private static final int[] CHANNELS = {1, 2, 3, 5, 16, 33};
  private static final double[] EPSILONS = {1e-5, 1e-3, 0.1};
  private static final double[] DECAYS = {0.9, 0.5, 0.99};
  private static final int ONE_IN = 8;

  /** How a layer gets its input. */
  enum Form {
    /** Images, channels first. */
    NCHW,
    /** Images, channels last. */
    NHWC,
    /** Vectors. */
    VECTORS
  }

  /** Random cases; every combination of form, type, locking and running statistics comes up. */
  static List<NormProblem> random(int count, long more) {
    List<NormProblem> problems = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long seed = i + count * more;
      SplittableRandom random = new SplittableRandom(seed);
      Form form = Form.values()[i % Form.values().length];
      boolean vectors = form == Form.VECTORS;
      int batch = random.nextInt(ONE_IN) == 0 ? 1 : 2 + random.nextInt(LARGEST_BATCH - 1);
      int largest = random.nextInt(ONE_IN) == 0 ? LARGE_IMAGE : LARGEST_IMAGE;
      boolean locked = i / 6 % 3 == 2;
      // What the built-in layer makes of only one of them is a finding of its own.
      problems.add(
          new NormProblem(
              batch,
              CHANNELS[random.nextInt(CHANNELS.length)],
              vectors ? 1 : 1 + random.nextInt(largest),
              vectors ? 1 : 1 + random.nextInt(largest),
              form,
              EPSILONS[random.nextInt(EPSILONS.length)],
              DECAYS[random.nextInt(DECAYS.length)],
              locked ? 1.5 : Double.NaN,
              locked ? -0.25 : Double.NaN,
              i / 18 % 2 == 0,
              Precision.values()[i / 3 % 2],
              seed));
    }
    return problems;
  }

  boolean locked() {
    return !Double.isNaN(fixedGamma);
  }

  /** The settings, given to a builder of a built-in or handwritten layer. */
  BatchNormalization layer(BatchNormalization.Builder builder) {
    builder
        .nIn(channels)
        .nOut(channels)
        .eps(epsilon)
        .decay(decay)
        .useLogStd(logarithm)
        .dataFormat(form == Form.NHWC ? CNN2DFormat.NHWC : CNN2DFormat.NCHW);
    if (locked()) {
      builder.lockGammaBeta(true).gamma(fixedGamma).beta(fixedBeta);
    }
    return builder.build();
  }

  /** The numbers; all are FLOAT. Every channel has a mean and a size of its own. */
  NormOperands operands() {
    SplittableRandom random = new SplittableRandom(~seed);
    Tensor4 x = normal(random);
    double[] center = numbers(random, 3, 0);
    double[] size = positive(random);
    int plane = height * width;
    for (int i = 0; i < x.values().length; i++) {
      int c = i / plane % channels;
      x.values()[i] = (float) (center[c] + size[c] * x.values()[i]);
    }
    double[] gamma = numbers(random, 1, 1);
    double[] beta = numbers(random, 1, 0);
    if (locked()) {
      Arrays.fill(gamma, fixedGamma);
      Arrays.fill(beta, fixedBeta);
    }
    double[] mean = numbers(random, 2, 0);
    double[] spread = logarithm ? numbers(random, 0.5, 0) : positive(random);
    return new NormOperands(x, form == Form.VECTORS, normal(random), gamma, beta, mean, spread);
  }

  private Tensor4 normal(SplittableRandom random) {
    Tensor4 tensor = Tensor4.zeros(batch, channels, height, width);
    for (int i = 0; i < tensor.values().length; i++) {
      tensor.values()[i] = (float) random.nextGaussian();
    }
    return tensor;
  }

  private double[] numbers(SplittableRandom random, double size, double center) {
    double[] numbers = new double[channels];
    for (int c = 0; c < channels; c++) {
      numbers[c] = (float) (center + size * random.nextGaussian());
    }
    return numbers;
  }

  private double[] positive(SplittableRandom random) {
    double[] numbers = new double[channels];
    for (int c = 0; c < channels; c++) {
      numbers[c] = (float) (0.25 + 2 * random.nextDouble());
    }
    return numbers;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "batch normalisation n%d ic%d ih%d iw%d %s %s eps%s decay%s %s%s seed%d",
        batch,
        channels,
        height,
        width,
        precision.name().toLowerCase(Locale.ROOT),
        form.name().toLowerCase(Locale.ROOT),
        epsilon,
        decay,
        logarithm ? "log10stdev" : "var",
        locked() ? " gamma" + fixedGamma + " beta" + fixedBeta : "",
        seed);
  }
}
