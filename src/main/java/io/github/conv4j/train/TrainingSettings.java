package io.github.conv4j.train;

/**
 * How long to train.
 *
 * @param epochs most passes over the training images, 1 or more
 * @param seed decides, with the step, all random numbers but those of the batches; not 0
 * @param patience epochs without a better test accuracy after which to stop; 0 never stops early
 */
public record TrainingSettings(int epochs, long seed, int patience) {

  /**
   * Whether there is nothing left to do.
   *
   * @param state where training stands
   * @return true after the last epoch, or when patience is at its end
   */
  public boolean isDone(TrainingState state) {
    return state.epoch() >= epochs || isOutOfPatience(state);
  }

  /**
   * Whether accuracy has not risen for as many epochs as allowed.
   *
   * @param state where training stands
   * @return true if training should stop
   */
  public boolean isOutOfPatience(TrainingState state) {
    return patience > 0 && state.epoch() - state.bestEpoch() >= patience;
  }
}
