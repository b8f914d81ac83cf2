package io.github.conv4j.runs;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a run was asked to do: {@code config.json}.
 *
 * @param format version of the folder's format, 1
 * @param network name of the network, such as "lenet", or of the file it came from
 * @param data name of the data
 * @param layers "handwritten" or "builtin"
 * @param options every option of the command line by its name, defaults included
 */
public record RunConfig(
    int format, String network, String data, String layers, Map<String, String> options) {

  /** The version written here. */
  public static final int FORMAT = 1;

  /** Copies the options, in order. */
  public RunConfig {
    options = new LinkedHashMap<>(options);
  }

  /**
   * What the accuracy after each epoch is measured on.
   *
   * @return "validation" if the run holds out training images for it, otherwise "test"
   */
  public String accuracyBy() {
    return options.getOrDefault("--validation", "0").equals("0") ? "test" : "validation";
  }
}
