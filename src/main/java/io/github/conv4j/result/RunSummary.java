package io.github.conv4j.result;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An earlier training, as far as it came. Numbers that are not known are NaN.
 *
 * @param name name of the run
 * @param started when, ISO-8601 in UTC
 * @param network name of the network
 * @param data name of the data
 * @param layers "handwritten" or "builtin"
 * @param status "done", "stopped early", "diverged", "running" or "cut off"
 * @param message what is to be said about it; may be empty
 * @param epochs epochs done
 * @param epochsWanted epochs asked for
 * @param steps steps done
 * @param seconds time spent
 * @param imagesPerSecond training speed in the last epoch
 * @param loss mean loss of the last epoch
 * @param accuracy accuracy after it, by the images that epochs are judged by
 * @param bestEpoch epoch with the highest accuracy, 0 if none was done
 * @param bestAccuracy accuracy after it
 * @param accuracyBy which images those are: "test" or "validation"
 * @param testAccuracy test accuracy of the saved network
 * @param parameters trainable parameters
 * @param threads threads that computed
 * @param seed seed
 * @param options every option by name
 * @param losses loss of each step, by epoch: 1.5 is the middle of the second
 * @param learningRates learning rate of each step
 * @param accuracies accuracy after each epoch
 */
public record RunSummary(
    String name,
    String started,
    String network,
    String data,
    String layers,
    String status,
    String message,
    int epochs,
    int epochsWanted,
    long steps,
    double seconds,
    double imagesPerSecond,
    double loss,
    double accuracy,
    int bestEpoch,
    double bestAccuracy,
    String accuracyBy,
    double testAccuracy,
    long parameters,
    int threads,
    long seed,
    Map<String, String> options,
    List<Point> losses,
    List<Point> learningRates,
    List<Point> accuracies) {

  /** Copies lists and map, in order. */
  public RunSummary {
    options = new LinkedHashMap<>(options);
    losses = List.copyOf(losses);
    learningRates = List.copyOf(learningRates);
    accuracies = List.copyOf(accuracies);
  }
}
