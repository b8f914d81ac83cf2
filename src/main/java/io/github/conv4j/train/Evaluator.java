package io.github.conv4j.train;

import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.ProgressListener;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** Measures how well a network classifies. */
public final class Evaluator {

  private Evaluator() {}

  /**
   * Classifies labelled images.
   *
   * @param task name for the progress display
   * @param network gives the scores, as {@code network::output} does
   * @param batches images and one-hot labels
   * @param images number of images in all batches
   * @param classes number of classes
   * @param progress told per batch
   * @param interruption asked per batch
   * @return the counts
   */
  public static Evaluation evaluate(
      String task,
      Classifier network,
      Iterable<DataSet> batches,
      long images,
      int classes,
      ProgressListener progress,
      Interruption interruption) {
    Evaluation evaluation = new Evaluation(classes);
    progress.start(task, images, "images");
    try {
      for (DataSet batch : batches) {
        interruption.check();
        count(network.scores(batch.getFeatures()), batch.getLabels(), evaluation);
        progress.step(
            evaluation.total(),
            evaluation.total() == 0 ? Map.of() : Map.of("accuracy", evaluation.accuracy()));
      }
    } finally {
      progress.finish();
    }
    return evaluation;
  }

  private static void count(INDArray scores, INDArray labels, Evaluation evaluation) {
    requireScores(scores, labels);
    int[] predicted = scores.argMax(1).toIntVector();
    int[] right = labels.argMax(1).toIntVector();
    for (int i = 0; i < right.length; i++) {
      evaluation.add(right[i], predicted[i]);
    }
  }

  private static void requireScores(INDArray scores, INDArray labels) {
    if (scores.rank() != 2 || scores.size(1) != labels.size(1)) {
      throw new IllegalArgumentException(
          "network: expected an output of "
              + labels.size(1)
              + " class scores per image [N, K], found shape "
              + java.util.Arrays.toString(scores.shape())
              + "; the network and the data do not belong together");
    }
  }
}
