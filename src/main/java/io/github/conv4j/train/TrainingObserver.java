package io.github.conv4j.train;

import java.io.IOException;

/** Hears what happens in training, between steps, while the network stands still. */
public interface TrainingObserver {

  /**
   * A step.
   *
   * @param loss loss of its batch before the step, regularisation included
   * @param learningRate rate it was made with, NaN if the network has none
   * @param images images in the batch
   */
  record Step(double loss, double learningRate, int images) {}

  /**
   * An epoch.
   *
   * @param meanLoss mean of the losses of its steps
   * @param images training images in it
   * @param seconds time of its steps in this process, without the test of the epoch
   * @param secondsWaited how much of that its steps waited for images
   * @param stepsHere how many of its steps were made in this process: fewer after resuming
   * @param imagesHere images of those
   * @param evaluation counts over the images that it is judged by
   */
  record Epoch(
      double meanLoss,
      long images,
      double seconds,
      double secondsWaited,
      int stepsHere,
      long imagesHere,
      Evaluation evaluation) {

    /**
     * Speed.
     *
     * @return images per second, NaN if no step was made in this process
     */
    public double imagesPerSecond() {
      return imagesHere / seconds;
    }
  }

  /**
   * A step was made.
   *
   * @param state where training stands after it
   * @param step what it was like
   * @throws IOException if what should be kept cannot be written; ends the training
   */
  void stepped(TrainingState state, Step step) throws IOException;

  /**
   * An epoch was done and evaluated.
   *
   * @param state where training stands after it
   * @param epoch what it was like
   * @throws IOException if what should be kept cannot be written; ends the training
   */
  void epochEnded(TrainingState state, Epoch epoch) throws IOException;

  /**
   * Somebody wishes to stop; nothing more is heard.
   *
   * @param state where training stands
   * @throws IOException if what should be kept cannot be written
   */
  void stopping(TrainingState state) throws IOException;
}
