package io.github.conv4j.train;

import io.github.conv4j.nets.Network;

/**
 * How long to train, and how.
 *
 * @param epochs most passes over the training images, 1 or more
 * @param seed decides, with the step, all random numbers but those of the batches; not 0
 * @param patience epochs without a better accuracy after which to stop; 0 never stops early
 * @param goal accuracy at which to stop; above 1 for none
 * @param smoothing of the labels, in training
 * @param views of each image that tests average over; epochs are judged without moved ones
 */
public record TrainingSettings(
    int epochs, long seed, int patience, double goal, LabelSmoothing smoothing, TestViews views) {

  /** As a goal: none. */
  public static final double NO_GOAL = 2;

  /**
   * Plain training.
   *
   * @param epochs most passes over the training images, 1 or more
   * @param seed decides, with the step, all random numbers but those of the batches; not 0
   * @param patience epochs without a better accuracy after which to stop; 0 never stops early
   * @param goal accuracy at which to stop; above 1 for none
   */
  public TrainingSettings(int epochs, long seed, int patience, double goal) {
    this(epochs, seed, patience, goal, LabelSmoothing.NONE, TestViews.NONE);
  }

  /**
   * Whether there is nothing left to do.
   *
   * @param state where training stands
   * @return true after the last epoch, at the goal, or when patience is at its end
   */
  public boolean isDone(TrainingState state) {
    return state.epoch() >= epochs
        || state.epoch() > 0 && state.accuracy() >= goal
        || isOutOfPatience(state);
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

  /**
   * How a network is judged after an epoch.
   *
   * @param network the network
   * @return its scores, averaged over mirror images if that is wanted
   */
  public Classifier judged(Network network) {
    return views.inPlace().of(network::output);
  }

  /**
   * How the network that comes out is tested.
   *
   * @param network the network
   * @return its scores, averaged over all views
   */
  public Classifier tested(Network network) {
    return views.of(network::output);
  }
}
