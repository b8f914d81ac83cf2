package io.github.conv4j.cli;

import io.github.conv4j.data.ImageIterator;
import io.github.conv4j.nets.Network;
import io.github.conv4j.train.LabelSmoothing;
import io.github.conv4j.train.TestViews;
import io.github.conv4j.train.Training;
import io.github.conv4j.train.TrainingObserver;
import io.github.conv4j.train.TrainingSettings;
import io.github.conv4j.train.TrainingState;
import java.io.IOException;
import java.util.function.Supplier;

/** Whether a network can learn a few batches by heart, as any that is built and fed well can. */
final class OverfitCheck {

  private OverfitCheck() {}

  /**
   * What was found.
   *
   * @param learned whether every image is classified correctly
   * @param images number of images
   * @param epochs epochs it took, or all of them
   * @param loss mean loss of the last epoch
   * @param accuracy share of the images classified correctly
   */
  record Result(boolean learned, int images, int epochs, double loss, double accuracy) {}

  static ExitCode run(
      Session session,
      Network network,
      Supplier<ImageIterator> images,
      int epochs,
      long seed,
      LabelSmoothing smoothing)
      throws IOException {
    LastEpoch last = new LastEpoch();
    TrainingState end =
        new Training(
                network,
                images.get(),
                images,
                new TrainingSettings(epochs, seed, 0, 1, smoothing, TestViews.NONE),
                last,
                session.progress(),
                session.interruption())
            .run(TrainingState.START);
    Result result =
        new Result(
            end.accuracy() >= 1,
            images.get().numberOfExamples(),
            end.epoch(),
            last.loss,
            end.accuracy());
    if (session.options().json()) {
      session.printJson(result);
    } else {
      session.terminal().println(sentence(result));
    }
    return result.learned() ? ExitCode.PASS : ExitCode.VERDICT_FAILED;
  }

  private static String sentence(Result result) {
    return result.learned()
        ? Terminal.format(
            "PASS  learned %,d images by heart in %d epochs (loss %.4f)",
            result.images(), result.epochs(), result.loss())
        : Terminal.format(
            "FAIL  %.2f %% of %,d images after %d epochs (loss %.4f): try another --lr or more"
                + " --epochs; if that does not help, look for a mistake in network or data",
            100 * result.accuracy(), result.images(), result.epochs(), result.loss());
  }

  /** Keeps the loss. */
  private static final class LastEpoch implements TrainingObserver {
    private double loss = Double.NaN;

    @Override
    public void stepped(TrainingState state, Step step) {}

    @Override
    public void epochEnded(TrainingState state, Epoch epoch) {
      loss = epoch.meanLoss();
    }

    @Override
    public void stopping(TrainingState state) {}
  }
}
