package io.github.conv4j.result;

import java.util.List;

/**
 * What one of the two twins did.
 *
 * @param accuracy share of test images classified correctly, 0 to 1
 * @param trainImagesPerSecond median over the training run
 * @param inferenceImagesPerSecond median over repeated passes
 * @param peakMemoryMiB largest resident memory of the process while this network ran
 * @param parameters trainable parameters
 * @param trainThreads thread setting it trained fastest with
 * @param inferenceThreads thread setting it inferred fastest with
 * @param trainSeconds wall time of the training run
 * @param lossHistory training loss, one value per iteration
 * @param accuracyHistory test accuracy with the iteration it was measured after
 * @param confusion rows: true class; columns: predicted class
 */
public record NetworkResult(
    double accuracy,
    double trainImagesPerSecond,
    double inferenceImagesPerSecond,
    double peakMemoryMiB,
    long parameters,
    int trainThreads,
    int inferenceThreads,
    double trainSeconds,
    List<Double> lossHistory,
    List<Point> accuracyHistory,
    List<List<Long>> confusion) {

  /** Copies the lists. */
  public NetworkResult {
    lossHistory = List.copyOf(lossHistory);
    accuracyHistory = List.copyOf(accuracyHistory);
    confusion = confusion.stream().map(List::copyOf).toList();
  }
}
