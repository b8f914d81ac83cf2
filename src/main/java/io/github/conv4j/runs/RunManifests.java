package io.github.conv4j.runs;

import io.github.conv4j.data.DataFile;
import io.github.conv4j.result.Environment;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Makes manifests, and compares them with this process. */
public final class RunManifests {

  private static final int CHUNK = 1 << 16;

  private RunManifests() {}

  /**
   * The manifest of a run that begins now.
   *
   * @param command command line that repeats it
   * @param data files of the data
   * @param dataNotes what else is to be known about it
   * @param code version of the code
   * @param environment machine and software
   * @param threads threads that compute
   * @param seed seed of the run
   * @param model network before the first step
   * @param trainingImages images per epoch
   * @param validationImages training images held out; 0 for none
   * @param testImages test images
   * @param stepsPerEpoch steps per epoch
   * @return the manifest
   */
  public static Manifest of(
      String command,
      List<DataFile> data,
      List<String> dataNotes,
      Map<String, String> code,
      Environment environment,
      int threads,
      long seed,
      Model model,
      int trainingImages,
      int validationImages,
      int testImages,
      int stepsPerEpoch) {
    return new Manifest(
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        command,
        data,
        dataNotes,
        code,
        environment,
        ManagementFactory.getRuntimeMXBean().getInputArguments(),
        threads,
        seed,
        model.numParams(),
        trainingImages,
        validationImages,
        testImages,
        stepsPerEpoch,
        sha256(model.params()));
  }

  /**
   * What is not as it was when the run began and can change rounding.
   *
   * @param manifest manifest of the run
   * @param code version of the code now
   * @param now machine and software now
   * @return one sentence each
   */
  public static List<String> differences(
      Manifest manifest, Map<String, String> code, Environment now) {
    Environment then = manifest.environment();
    List<String> differences = new ArrayList<>();
    compare(differences, "conv4j", manifest.code().toString(), Map.copyOf(code).toString());
    compare(differences, "processor", then.cpu(), now.cpu());
    compare(differences, "Java", then.java(), now.java());
    compare(differences, "ND4J backend", then.backend(), now.backend());
    compare(differences, "BLAS", then.blas(), now.blas());
    compare(
        differences,
        "environment",
        new java.util.TreeMap<>(then.variables()).toString(),
        new java.util.TreeMap<>(now.variables()).toString());
    return differences;
  }

  private static void compare(List<String> differences, String what, String then, String now) {
    if (!then.equals(now)) {
      differences.add("the run began with " + what + " " + then + ", now there is " + now);
    }
  }

  /**
   * Hash of parameters: of their values as 64-bit numbers, in order.
   *
   * @param parameters a network's parameters
   * @return SHA-256 in lower-case hexadecimal
   */
  public static String sha256(INDArray parameters) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      ByteBuffer buffer = ByteBuffer.allocate(CHUNK * Double.BYTES);
      for (long i = 0; i < parameters.length(); i++) {
        buffer.putDouble(parameters.getDouble(i));
        if (!buffer.hasRemaining()) {
          digest.update(buffer.flip());
          buffer.clear();
        }
      }
      digest.update(buffer.flip());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
