package io.github.conv4j.cli;

import io.github.conv4j.train.LabelSmoothing;
import picocli.CommandLine.Option;

/** What is done for accuracy, in training and in the test. */
final class RecipeOptions {

  @Option(
      names = "--label-smoothing",
      paramLabel = "A",
      defaultValue = "0",
      order = 8,
      description =
          "Train on labels that leave the share A to all classes together; the training loss is"
              + " with regard to these (default: ${DEFAULT-VALUE}).")
  private double smoothing;

  @Option(
      names = "--test-flip",
      order = 9,
      description =
          "Test on the average of the scores of each image and its mirror image; takes twice as"
              + " long.")
  private boolean testFlip;

  void requireValid() {
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw new UsageException("--label-smoothing: expected 0 to less than 1, found " + smoothing);
    }
  }

  LabelSmoothing smoothing() {
    return new LabelSmoothing(smoothing);
  }

  boolean testFlip() {
    return testFlip;
  }
}
