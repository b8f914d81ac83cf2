package io.github.conv4j.bench;

import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A learning rate for one short training: it rises over the first tenth of the steps, then falls in
 * a straight line to a hundredth, where it stays.
 */
public final class OneCycle implements ISchedule {
  private static final long serialVersionUID = 1L;

  private static final double HIGHEST = 4e-3;
  private static final double LAST_SHARE = 0.01;
  private static final double RISE_SHARE = 0.1;

  @JsonProperty private final int steps;

  /**
   * A schedule; public for JSON, through which networks are copied.
   *
   * @param steps steps until the rate has fallen
   */
  @JsonCreator
  public OneCycle(@JsonProperty("steps") int steps) {
    this.steps = steps;
  }

  /** Adam with this rate. */
  Adam adam() {
    return Adam.builder().learningRate(HIGHEST).learningRateSchedule(this).build();
  }

  @Override
  public double valueAt(int iteration, int epoch) {
    double rise = RISE_SHARE * steps;
    double share =
        iteration < rise ? (iteration + 1) / rise : 1 - (iteration - rise) / (steps - rise);
    return HIGHEST * Math.max(LAST_SHARE, Math.min(1, share));
  }

  @Override
  public ISchedule clone() {
    return this;
  }
}
