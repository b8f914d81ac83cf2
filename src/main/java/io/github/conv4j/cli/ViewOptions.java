package io.github.conv4j.cli;

import io.github.conv4j.train.TestViews;
import picocli.CommandLine.Option;

/** Which views of an image a test averages over. */
final class ViewOptions {

  @Option(
      names = "--test-flip",
      order = 9,
      description =
          "Test on the average of the scores of each image and its mirror image; takes twice as"
              + " long.")
  private boolean flip;

  @Option(
      names = "--test-shift",
      paramLabel = "N",
      defaultValue = "0",
      order = 9,
      description =
          "Test on the average of the scores of each image where it is and moved by N pixels along"
              + " both diagonals, of each with its mirror image if --test-flip asks for it; takes"
              + " five times as long, so that training does it once, at the end (default:"
              + " ${DEFAULT-VALUE}, not moved).")
  private int shift;

  void requireValid() {
    if (shift < 0) {
      throw new UsageException("--test-shift: expected 0 or more, found " + shift);
    }
  }

  TestViews views() {
    return new TestViews(flip, shift);
  }
}
