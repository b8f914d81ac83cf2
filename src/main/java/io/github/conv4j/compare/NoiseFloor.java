package io.github.conv4j.compare;

import io.github.conv4j.data.ImageDataSource;
import io.github.conv4j.data.ImageIterator;
import io.github.conv4j.nets.Network;
import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.ProgressListener;
import io.github.conv4j.train.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * How far the built-in network strays from itself when nothing changes but rounding: its losses on
 * the same batches with another thread count, and once more from weights that are each moved by one
 * rounding (another thread count may change no bit at all). The larger of the two counts.
 */
final class NoiseFloor {

  /** Steps that the noise floor is measured over at most: rounding noise has grown by then. */
  static final int STEPS = 150;

  private final ImageDataSource data;
  private final CompareOptions options;
  private final int mostSteps;
  private final ProgressListener progress;
  private final Interruption interruption;

  NoiseFloor(
      ImageDataSource data,
      CompareOptions options,
      int mostSteps,
      ProgressListener progress,
      Interruption interruption) {
    this.data = data;
    this.options = options;
    this.mostSteps = mostSteps;
    this.progress = progress;
    this.interruption = interruption;
  }

  /**
   * The measured noise.
   *
   * @param differences loss differences, step by step
   * @param how what was changed, for the report
   */
  record Noise(List<Double> differences, String how) {

    private double largest() {
      return differences.stream().mapToDouble(Math::abs).max().orElse(0);
    }
  }

  /** Measures against the losses that the network had with its own thread setting. */
  Noise measure(Network untrained, int ownThreads, List<Double> losses) {
    int other = ownThreads == 1 ? 2 : 1;
    int steps = Math.min(mostSteps, losses.size());
    progress.start("noise floor", 2L * steps, "steps");
    try {
      Network moved = untrained.copy();
      perturb(moved, options.seed());
      Noise byRounding =
          new Noise(run(moved, losses, steps, 0), "with every weight moved by one rounding");
      Threads.use(other);
      Noise byThreads =
          new Noise(
              run(untrained.copy(), losses, steps, steps),
              "with " + other + " thread" + (other == 1 ? "" : "s"));
      return byThreads.largest() > byRounding.largest() ? byThreads : byRounding;
    } finally {
      progress.finish();
    }
  }

  private List<Double> run(Network network, List<Double> losses, int steps, int before) {
    ImageIterator batches = options.batches(data);
    List<Double> differences = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      interruption.check();
      if (!batches.hasNext()) {
        batches.reset();
        network.endEpoch();
      }
      Nd4j.getRandom().setSeed(options.seed() + i);
      network.fit(batches.next());
      differences.add(network.score() - losses.get(i));
      progress.step(before + i + 1L, Map.of());
    }
    return differences;
  }

  /** Moves every parameter to the next number up or down. */
  private static void perturb(Network network, long seed) {
    Random random = new Random(seed);
    INDArray parameters = network.model().params();
    boolean wide = parameters.dataType() == DataType.DOUBLE;
    for (long i = 0; i < parameters.length(); i++) {
      double value = parameters.getDouble(i);
      boolean up = random.nextBoolean();
      if (value != 0) {
        double next =
            wide
                ? (up ? Math.nextUp(value) : Math.nextDown(value))
                : (up ? Math.nextUp((float) value) : Math.nextDown((float) value));
        parameters.putScalar(i, next);
      }
    }
  }
}
