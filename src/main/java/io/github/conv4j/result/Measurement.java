package io.github.conv4j.result;

/**
 * What one contender took for one task.
 *
 * @param stage part of the benchmark, such as "layers"
 * @param task line that names the task, such as "conv b64 c20 i12 f50 k5 s1 p0"
 * @param contender who, such as "conv4j" or "pytorch"
 * @param threads threads it was fastest with; 0 if the choice was its own
 * @param rounds number of rounds
 * @param forward seconds of a forward pass, or of the whole task where it has no two halves
 * @param backward seconds of a backward pass
 * @param total seconds of both
 * @param images images per run, 0 if the task has none
 * @param flops floating-point operations of the task by the direct algorithm, 0 if not counted
 * @param difference largest difference of its outputs from ours, as a share of the largest value of
 *     the array; 0 for ours
 */
public record Measurement(
    String stage,
    String task,
    String contender,
    int threads,
    int rounds,
    Spread forward,
    Spread backward,
    Spread total,
    int images,
    double flops,
    double difference) {

  /**
   * Speed.
   *
   * @return images per second, NaN if the task has no images
   */
  public double imagesPerSecond() {
    return images > 0 ? images / total.median() : Double.NaN;
  }
}
