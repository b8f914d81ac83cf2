package io.github.conv4j.nets;

import java.util.Objects;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A learning rate for one training: it rises in a straight line over the first tenth of the steps,
 * then falls in a straight line to a hundredth, where it stays (Smith and Topin, 2018, with
 * straight lines).
 *
 * @serial exclude
 */
public final class OneCycleSchedule implements ISchedule {

  private static final long serialVersionUID = 1L;

  private static final double RISE_SHARE = 0.1;
  private static final double LAST_SHARE = 0.01;

  @JsonProperty private final double rate;
  @JsonProperty private final int steps;

  /**
   * A schedule; public for JSON, through which networks are saved.
   *
   * @param rate the highest rate
   * @param steps steps until it has fallen, 1 or more
   */
  @JsonCreator
  public OneCycleSchedule(@JsonProperty("rate") double rate, @JsonProperty("steps") int steps) {
    this.rate = rate;
    this.steps = steps;
  }

  @Override
  public double valueAt(int iteration, int epoch) {
    double rise = RISE_SHARE * steps;
    double share =
        iteration < rise
            ? Math.min(1, (iteration + 1) / rise)
            : 1 - (iteration - rise) / (steps - rise);
    return rate * Math.max(LAST_SHARE, share);
  }

  @Override
  public ISchedule clone() {
    return this;
  }

  /** By value: Deeplearning4j keeps the state of layers with equal optimisers together. */
  @Override
  public boolean equals(Object other) {
    return other instanceof OneCycleSchedule same && rate == same.rate && steps == same.steps;
  }

  @Override
  public int hashCode() {
    return Objects.hash(rate, steps);
  }
}
