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
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * How far the built-in network strays from itself when nothing changes but rounding: its losses on
 * the same batches with another thread count. Where that changes no bit, one weight in a thousand
 * is moved by one rounding instead.
 */
final class NoiseFloor {

  /** Steps that the noise floor is measured over: rounding noise has grown to its full size. */
  static final int STEPS = 150;

  private static final int STEPS_TO_SEE_A_DIFFERENCE = 10;
  private static final int EVERY = 1000;

  private final ImageDataSource data;
  private final CompareOptions options;
  private final ProgressListener progress;
  private final Interruption interruption;

  NoiseFloor(
      ImageDataSource data,
      CompareOptions options,
      ProgressListener progress,
      Interruption interruption) {
    this.data = data;
    this.options = options;
    this.progress = progress;
    this.interruption = interruption;
  }

  /**
   * The measured noise.
   *
   * @param differences loss differences, step by step
   * @param how what was changed, for the report
   */
  record Noise(List<Double> differences, String how) {}

  /** Measures against the losses that the network had with its own thread setting. */
  Noise measure(Network untrained, int ownThreads, List<Double> losses) {
    int other = ownThreads == 1 ? 2 : 1;
    int steps = Math.min(STEPS, losses.size());
    progress.start("noise floor", (long) steps * options.batch(), "images");
    try {
      Threads.use(other);
      String how = "with " + other + " thread" + (other == 1 ? "" : "s");
      List<Double> differences =
          run(untrained.copy(), losses, Math.min(steps, STEPS_TO_SEE_A_DIFFERENCE));
      boolean identical = differences.stream().allMatch(d -> d == 0);
      Network again = untrained.copy();
      if (identical) {
        perturb(again);
        how = "with one weight in " + EVERY + " moved by one rounding";
      }
      return new Noise(run(again, losses, steps), how);
    } finally {
      progress.finish();
    }
  }

  private List<Double> run(Network network, List<Double> losses, int steps) {
    ImageIterator batches = data.train(options.batch(), options.seed(), options.limit());
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
      progress.step((long) (i + 1) * options.batch(), Map.of());
    }
    return differences;
  }

  private static void perturb(Network network) {
    INDArray parameters = network.model().params();
    boolean wide = parameters.dataType() == DataType.DOUBLE;
    for (long i = 0; i < parameters.length(); i += EVERY) {
      double value = parameters.getDouble(i);
      parameters.putScalar(i, wide ? Math.nextUp(value) : Math.nextUp((float) value));
    }
  }
}
