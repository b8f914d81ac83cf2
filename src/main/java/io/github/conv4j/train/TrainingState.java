package io.github.conv4j.train;

/**
 * Where training stands: with the network and its updater, all that is needed to go on.
 *
 * @param epoch epochs done, evaluated and counted
 * @param batch steps done of the epoch after those
 * @param step steps done in all
 * @param lossSum sum of the losses of the {@code batch} steps
 * @param seconds time spent so far, over all processes that took part
 * @param accuracy share of the images that epochs are judged by, test or validation, classified
 *     correctly after the last of the epochs; 0 before
 * @param bestEpoch the first of the epochs with the highest accuracy, from 1; 0 before
 * @param bestAccuracy accuracy after it
 */
public record TrainingState(
    int epoch,
    int batch,
    long step,
    double lossSum,
    double seconds,
    double accuracy,
    int bestEpoch,
    double bestAccuracy) {

  /** Before the first step. */
  public static final TrainingState START = new TrainingState(0, 0, 0, 0, 0, 0, 0, 0);

  TrainingState afterStep(double loss, double secondsMore) {
    return new TrainingState(
        epoch,
        batch + 1,
        step + 1,
        lossSum + loss,
        seconds + secondsMore,
        accuracy,
        bestEpoch,
        bestAccuracy);
  }

  TrainingState afterEpoch(double newAccuracy, double secondsMore) {
    boolean better = bestEpoch == 0 || newAccuracy > bestAccuracy;
    return new TrainingState(
        epoch + 1,
        0,
        step,
        0,
        seconds + secondsMore,
        newAccuracy,
        better ? epoch + 1 : bestEpoch,
        better ? newAccuracy : bestAccuracy);
  }
}
