package io.github.conv4j.train;

/** A loss became NaN or infinite. */
public final class TrainingDivergedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private TrainingDivergedException(String message) {
    super(message);
  }

  /**
   * Lets finite losses pass.
   *
   * @param loss loss of a step
   * @param step number of the step, from 1
   * @throws TrainingDivergedException if the loss is NaN or infinite
   */
  public static void requireFinite(double loss, int step) {
    if (!Double.isFinite(loss)) {
      throw new TrainingDivergedException(
          "training diverged: expected a finite loss, found "
              + loss
              + " at step "
              + step
              + "; lower the learning rate or check the data");
    }
  }
}
