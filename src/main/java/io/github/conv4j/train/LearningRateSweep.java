package io.github.conv4j.train;

import io.github.conv4j.data.ImageIterator;
import io.github.conv4j.nets.Network;
import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.Point;
import io.github.conv4j.result.ProgressListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Trains for a few hundred steps with a learning rate that grows from step to step by the same
 * factor, and looks where the loss falls fastest (L. N. Smith, Cyclical Learning Rates for Training
 * Neural Networks, 2017).
 *
 * <p>The loss is smoothed by an exponential mean m ← β·m + (1 − β)·loss, divided by 1 − βⁿ, with β
 * = 0.9. The sweep ends early once the smoothed loss is above 4 times its lowest value.
 */
public final class LearningRateSweep {

  private static final double BETA = 0.9;
  private static final double TOO_HIGH = 4;

  /** Slopes are taken over this many steps to both sides. */
  private static final int REACH = 5;

  private final List<Point> losses = new ArrayList<>();
  private final List<Point> smoothed = new ArrayList<>();
  private double mean;
  private String ended = "at the highest rate";

  private LearningRateSweep() {}

  /**
   * What was found.
   *
   * @param losses loss of each step by learning rate
   * @param smoothed the same, smoothed
   * @param ended why the sweep ended, a few words
   * @param suggestion the rate at which the smoothed loss falls fastest; NaN if it never falls
   * @param lowest the rate at which the smoothed loss is lowest
   */
  public record Found(
      List<Point> losses, List<Point> smoothed, String ended, double suggestion, double lowest) {}

  /**
   * Sweeps.
   *
   * @param network the network, which is changed
   * @param batches training images; used from epoch 0 on
   * @param smoothing of the labels
   * @param from lowest rate, above 0
   * @param to highest rate, above the lowest
   * @param steps steps, 2 or more
   * @param seed seed of random numbers
   * @param progress told per step
   * @param interruption asked per step
   * @return what was found
   */
  public static Found run(
      Network network,
      ImageIterator batches,
      LabelSmoothing smoothing,
      double from,
      double to,
      int steps,
      long seed,
      ProgressListener progress,
      Interruption interruption) {
    if (!(from > 0 && to > from && steps > 1)) {
      throw new IllegalArgumentException(
          "sweep: expected rates 0 < from < to and 2 or more steps, found "
              + from
              + ", "
              + to
              + ", "
              + steps);
    }
    LearningRateSweep sweep = new LearningRateSweep();
    progress.start("learning rates", steps, "steps");
    try {
      for (int step = 0; step < steps; step++) {
        interruption.check();
        if (!batches.hasNext()) {
          batches.startEpoch(batches.epoch() + 1);
        }
        double rate = from * Math.pow(to / from, step / (steps - 1.0));
        network.setLearningRate(rate);
        StepSeed.use(seed, step);
        network.fit(smoothing.applyTo(batches.next()));
        progress.step(step + 1, Map.of("rate", rate, "loss", network.score()));
        if (!sweep.goesOnAfter(rate, network.score())) {
          break;
        }
      }
    } finally {
      progress.finish();
    }
    return sweep.found();
  }

  private boolean goesOnAfter(double rate, double loss) {
    if (!Double.isFinite(loss)) {
      ended = "as the loss was no longer finite";
      return false;
    }
    losses.add(new Point(rate, loss));
    mean = BETA * mean + (1 - BETA) * loss;
    double corrected = mean / (1 - Math.pow(BETA, losses.size()));
    smoothed.add(new Point(rate, corrected));
    if (corrected > TOO_HIGH * smoothed.get(lowest(smoothed)).y()) {
      ended = "as the loss had grown to 4 times its lowest";
      return false;
    }
    return true;
  }

  private Found found() {
    if (smoothed.isEmpty()) {
      return new Found(losses, smoothed, ended, Double.NaN, Double.NaN);
    }
    return new Found(
        losses, smoothed, ended, steepest(smoothed), smoothed.get(lowest(smoothed)).x());
  }

  private static int lowest(List<Point> points) {
    int lowest = 0;
    for (int i = 1; i < points.size(); i++) {
      if (points.get(i).y() < points.get(lowest).y()) {
        lowest = i;
      }
    }
    return lowest;
  }

  /**
   * The rate at which points fall fastest with the logarithm of the rate, on the way to the lowest.
   *
   * @param points points whose rates grow by the same factor
   * @return a rate, NaN if they fall nowhere
   */
  static double steepest(List<Point> points) {
    double steepest = 0;
    double rate = Double.NaN;
    for (int i = REACH; i + REACH < points.size() && i <= lowest(points); i++) {
      double fall = points.get(i + REACH).y() - points.get(i - REACH).y();
      if (fall < steepest) {
        steepest = fall;
        rate = points.get(i).x();
      }
    }
    return rate;
  }
}
