package io.github.conv4j.runs;

import io.github.conv4j.data.DataFile;
import io.github.conv4j.result.Environment;
import java.util.List;
import java.util.Map;

/**
 * What a run was made from and on: {@code manifest.json}.
 *
 * @param started when, ISO-8601 in UTC
 * @param command the command line that repeats it
 * @param data the files that the images came from, with their hashes
 * @param dataNotes what else is to be known about the data, such as "unofficial copy"
 * @param code version of conv4j, hash of its jar, native libraries, lanes of vector registers
 * @param environment machine and software
 * @param javaOptions options of the Java process
 * @param threads threads that compute
 * @param seed seed of the run
 * @param parameters trainable parameters of the network
 * @param trainingImages images per epoch
 * @param validationImages training images held out, that epochs are judged by; 0 if test images do
 * @param testImages test images; 0 in manifests from before there were validation images
 * @param stepsPerEpoch steps per epoch
 * @param initial SHA-256 of the parameters before the first step
 */
public record Manifest(
    String started,
    String command,
    List<DataFile> data,
    List<String> dataNotes,
    Map<String, String> code,
    Environment environment,
    List<String> javaOptions,
    int threads,
    long seed,
    long parameters,
    int trainingImages,
    int validationImages,
    int testImages,
    int stepsPerEpoch,
    String initial) {

  /** Copies the lists. */
  public Manifest {
    data = List.copyOf(data);
    dataNotes = List.copyOf(dataNotes);
    code = Map.copyOf(code);
    javaOptions = List.copyOf(javaOptions);
  }
}
