package io.github.conv4j.runs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.conv4j.files.Causes;
import io.github.conv4j.result.Point;
import io.github.conv4j.result.RunSummary;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/** Reads run folders, finished or not, without touching them. */
public final class RunReader {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final List<Point> losses = new ArrayList<>();
  private final List<Point> learningRates = new ArrayList<>();
  private final List<Point> accuracies = new ArrayList<>();
  private long steps;
  private int epochs;
  private double seconds;
  private double imagesPerSecond = Double.NaN;
  private double loss = Double.NaN;
  private double accuracy = Double.NaN;
  private int bestEpoch;
  private double bestAccuracy = Double.NaN;

  private RunReader() {}

  /**
   * All runs in a folder.
   *
   * @param runs the folder; may be missing
   * @param told hears of runs that cannot be read
   * @return the newest first
   * @throws IOException if the folder cannot be read
   */
  public static List<RunSummary> list(Path runs, Consumer<String> told) throws IOException {
    List<RunSummary> found = new ArrayList<>();
    if (!Files.isDirectory(runs)) {
      return found;
    }
    try (DirectoryStream<Path> folders =
        Files.newDirectoryStream(
            runs, folder -> Files.isRegularFile(folder.resolve(RunFolder.CONFIG)))) {
      for (Path folder : folders) {
        try {
          found.add(read(folder));
        } catch (RunException e) {
          told.accept(e.getMessage());
        }
      }
    }
    found.sort(
        Comparator.comparing(RunSummary::started).thenComparing(RunSummary::name).reversed());
    return found;
  }

  /**
   * One run.
   *
   * @param folder its folder
   * @return what is known about it
   * @throws RunException if it is no run
   */
  public static RunSummary read(Path folder) {
    RunConfig config = Json.read(folder.resolve(RunFolder.CONFIG), RunConfig.class);
    Manifest manifest = Json.read(folder.resolve(RunFolder.MANIFEST), Manifest.class);
    RunReader reader = new RunReader();
    reader.metrics(folder.resolve(RunFolder.METRICS), manifest.stepsPerEpoch());
    RunResult result = result(folder);
    return new RunSummary(
        folder.getFileName().toString(),
        manifest.started(),
        config.network(),
        config.data(),
        config.layers(),
        status(folder, result),
        result == null ? "" : result.message(),
        reader.epochs,
        epochsWanted(config),
        reader.steps,
        reader.seconds,
        reader.imagesPerSecond,
        reader.loss,
        reader.accuracy,
        reader.bestEpoch,
        reader.bestAccuracy,
        config.accuracyBy(),
        result == null ? Double.NaN : result.knownTestAccuracy(),
        manifest.parameters(),
        manifest.threads(),
        manifest.seed(),
        config.options(),
        reader.losses,
        reader.learningRates,
        reader.accuracies);
  }

  private static RunResult result(Path folder) {
    Path file = folder.resolve(RunFolder.RESULT);
    return Files.isRegularFile(file) ? Json.read(file, RunResult.class) : null;
  }

  private static String status(Path folder, RunResult result) {
    if (RunLock.isHeld(folder)) {
      return "running";
    }
    return result == null ? "cut off" : result.status();
  }

  private static int epochsWanted(RunConfig config) {
    try {
      return Integer.parseInt(config.options().getOrDefault("--epochs", "0"));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private void metrics(Path file, int stepsPerEpoch) {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        try {
          add(MAPPER.readTree(line), stepsPerEpoch);
        } catch (JsonProcessingException e) {
          // The last line of a run that is being written, or was killed while it was.
          return;
        }
      }
    } catch (IOException e) {
      throw new RunException(
          file
              + ": expected the metrics of a run, found that they cannot be read ("
              + Causes.line(e)
              + "); is this a run folder?",
          e);
    }
  }

  private void add(JsonNode line, int stepsPerEpoch) {
    steps = line.path("step").asLong(steps);
    seconds = line.path("seconds").asDouble(seconds);
    int epoch = line.path("epoch").asInt();
    if (line.path("kind").asText().equals("epoch")) {
      epochs = epoch;
      loss = number(line, "meanLoss");
      accuracy = number(line, "accuracy");
      imagesPerSecond = number(line, "imagesPerSecond");
      accuracies.add(new Point(epoch, accuracy));
      if (bestEpoch == 0 || accuracy > bestAccuracy) {
        bestEpoch = epoch;
        bestAccuracy = accuracy;
      }
    } else {
      double x = epoch - 1 + line.path("batch").asDouble() / Math.max(1, stepsPerEpoch);
      losses.add(new Point(x, number(line, "loss")));
      learningRates.add(new Point(x, number(line, "learningRate")));
    }
  }

  private static double number(JsonNode line, String key) {
    JsonNode value = line.path(key);
    return value.isNumber() ? value.asDouble() : Double.NaN;
  }
}
