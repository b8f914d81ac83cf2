package io.github.conv4j.runs;

import java.util.function.LongSupplier;

/**
 * When a checkpoint is due between the ends of epochs: after a number of steps, or of seconds. By
 * seconds, writing takes at most a twentieth of the time: a network that takes long to write is
 * written less often.
 */
public final class Cadence {

  private static final int LEAST_TRAINING_PER_WRITING = 20;

  private final long steps;
  private final double seconds;
  private final LongSupplier nanoTime;
  private long lastStep;
  private long lastTime;
  private double cost;

  private Cadence(long steps, double seconds, LongSupplier nanoTime) {
    this.steps = steps;
    this.seconds = seconds;
    this.nanoTime = nanoTime;
    lastTime = nanoTime.getAsLong();
  }

  /**
   * By steps.
   *
   * @param steps 1 or more
   * @return the cadence
   */
  public static Cadence everySteps(long steps) {
    return new Cadence(steps, 0, System::nanoTime);
  }

  /**
   * By time.
   *
   * @param seconds above 0
   * @return the cadence
   */
  public static Cadence everySeconds(double seconds) {
    return everySeconds(seconds, System::nanoTime);
  }

  static Cadence everySeconds(double seconds, LongSupplier nanoTime) {
    return new Cadence(0, seconds, nanoTime);
  }

  boolean isDue(long step) {
    if (steps > 0) {
      return step - lastStep >= steps;
    }
    double since = (nanoTime.getAsLong() - lastTime) / 1e9;
    return since >= Math.max(seconds, LEAST_TRAINING_PER_WRITING * cost);
  }

  /** A checkpoint was written, which took some seconds. */
  void written(long step, double tookSeconds) {
    lastStep = step;
    lastTime = nanoTime.getAsLong();
    cost = tookSeconds;
  }
}
