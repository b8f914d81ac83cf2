package io.github.conv4j.nets;

import java.util.Objects;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A learning rate that falls like half a wave: rate · (1 + cos(π · iteration / steps)) / 2, 0 from
 * the last step on (Loshchilov and Hutter, 2017, without restarts).
 *
 * @serial exclude
 */
public final class CosineSchedule implements ISchedule {

  private static final long serialVersionUID = 1L;

  @JsonProperty private final double rate;
  @JsonProperty private final int steps;

  /**
   * A schedule; public for JSON, through which networks are saved.
   *
   * @param rate rate of the first step
   * @param steps steps until it is 0, 1 or more
   */
  @JsonCreator
  public CosineSchedule(@JsonProperty("rate") double rate, @JsonProperty("steps") int steps) {
    this.rate = rate;
    this.steps = steps;
  }

  @Override
  public double valueAt(int iteration, int epoch) {
    return rate * (1 + Math.cos(Math.PI * Math.min(1, (double) iteration / steps))) / 2;
  }

  @Override
  public ISchedule clone() {
    return this;
  }

  /** By value: Deeplearning4j keeps the state of layers with equal optimisers together. */
  @Override
  public boolean equals(Object other) {
    return other instanceof CosineSchedule same && rate == same.rate && steps == same.steps;
  }

  @Override
  public int hashCode() {
    return Objects.hash(rate, steps);
  }
}
