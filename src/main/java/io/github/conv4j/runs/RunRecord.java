package io.github.conv4j.runs;

import io.github.conv4j.models.AllowedClasses;
import io.github.conv4j.models.SafeModels;
import io.github.conv4j.result.RunSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;

/**
 * A finished run, fit to be shown to others: what it was made from and how it went, without the
 * folders of this machine.
 *
 * @param summary how it went
 * @param manifest what it was made from
 * @param command the command that repeats it
 * @param source where the data was on this machine
 * @param dataFolder folder that known data sets were looked for in; null if none was named
 * @param imageSize size that pictures were brought to; null if none was named
 * @param model the network as it was saved
 * @param normalizer what its input goes through; null for none
 */
public record RunRecord(
    RunSummary summary,
    Manifest manifest,
    String command,
    String source,
    Path dataFolder,
    String imageSize,
    Model model,
    DataNormalization normalizer) {

  private static final String DATA = "--data";
  private static final String DATA_FOLDER = "--data-dir";

  /** Options that may name a file of a network. */
  private static final List<String> NETWORKS = List.of("--net", "--model");

  /** Options that say where things are, and not what is done. */
  private static final Set<String> PLACES =
      Set.of(DATA_FOLDER, "--offline", "--out", "--runs", "--name", "--checkpoint-every");

  /**
   * Reads a run.
   *
   * @param path its folder
   * @param allowed the classes that its network may have
   * @param told hears of what is damaged
   * @return the record
   * @throws RunException if it is no run, or has not ended well
   * @throws IOException if it cannot be read
   */
  public static RunRecord read(Path path, AllowedClasses allowed, Consumer<String> told)
      throws IOException {
    RunSummary summary = RunReader.read(path);
    if (!Set.of(RunResult.DONE, RunResult.STOPPED_EARLY).contains(summary.status())) {
      throw new RunException(
          "run "
              + path
              + ": expected one that has ended well, found one that is \""
              + summary.status()
              + "\"; finish it with \"train --resume\" first");
    }
    try (RunFolder folder = RunFolder.open(path, allowed)) {
      RunResult result = Json.read(path.resolve(RunFolder.RESULT), RunResult.class);
      Optional<RunFolder.Start> best =
          result.modelEpoch() < result.epochs() ? folder.best() : Optional.empty();
      Model model = best.isPresent() ? best.get().model() : folder.latest(told).model();
      Map<String, String> options = folder.config().options();
      String command = command(options, summary.data());
      return new RunRecord(
          summary,
          published(folder.manifest(), command, options),
          command,
          options.getOrDefault(DATA, summary.data()),
          options.containsKey(DATA_FOLDER) ? Path.of(options.get(DATA_FOLDER)) : null,
          options.get("--image-size"),
          model,
          SafeModels.normalizer(path.resolve(RunFolder.CHECKPOINTS).resolve("best.zip"))
              .orElse(null));
    }
  }

  private static String command(Map<String, String> options, String data) {
    Map<String, String> kept = new LinkedHashMap<>(options);
    kept.keySet().removeAll(PLACES);
    kept.computeIfPresent(DATA, (key, value) -> data);
    for (String network : NETWORKS) {
      kept.computeIfPresent(network, (key, value) -> Path.of(value).getFileName().toString());
    }
    StringBuilder words = new StringBuilder("scripts/conv4j train");
    kept.forEach(
        (name, value) -> {
          if (!value.equals("false")) {
            words.append(' ').append(name);
            words.append(value.equals("true") ? "" : " " + word(value));
          }
        });
    return words.toString();
  }

  /** A word for the shell, in quotes where it needs them. */
  private static String word(String value) {
    return value.matches("[\\w@%+=:,./-]+") ? value : "'" + value.replace("'", "'\\''") + "'";
  }

  private static Manifest published(
      Manifest manifest, String command, Map<String, String> options) {
    String place = options.getOrDefault(DATA, "");
    List<String> notes =
        manifest.dataNotes().stream()
            .map(note -> place.isEmpty() ? note : note.replace(place, "the data"))
            .map(note -> note.replaceAll("(?<=^|[\\s(])/\\S+/", ""))
            .toList();
    List<String> javaOptions =
        manifest.javaOptions().stream()
            .filter(option -> !option.matches(".*[=:][/\\\\].*"))
            .toList();
    return new Manifest(
        manifest.started(),
        command,
        manifest.data(),
        notes,
        manifest.code(),
        manifest.environment(),
        javaOptions,
        manifest.threads(),
        manifest.seed(),
        manifest.parameters(),
        manifest.trainingImages(),
        manifest.validationImages(),
        manifest.testImages(),
        manifest.stepsPerEpoch(),
        manifest.initial());
  }

  /**
   * The manifest as a file.
   *
   * @return JSON
   */
  public String manifestJson() {
    return Json.text(manifest);
  }
}
