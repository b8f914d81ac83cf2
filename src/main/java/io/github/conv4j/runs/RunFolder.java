package io.github.conv4j.runs;

import io.github.conv4j.files.WholeFile;
import io.github.conv4j.models.AllowedClasses;
import io.github.conv4j.models.ModelFiles;
import io.github.conv4j.train.TrainingState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;

/** The folder of one run, kept from other processes while it is open. */
public final class RunFolder implements AutoCloseable {

  static final String CONFIG = "config.json";
  static final String NETWORK = "network.json";
  static final String MANIFEST = "manifest.json";
  static final String METRICS = "metrics.jsonl";
  static final String RESULT = "result.json";
  static final String CHECKPOINTS = "checkpoints";

  private static final String PART = ".part";

  private final Path folder;
  private final RunLock lock;
  private final RunConfig config;
  private final String configHash;
  private final AllowedClasses allowed;

  private RunFolder(
      Path folder, RunLock lock, RunConfig config, String configHash, AllowedClasses allowed) {
    this.folder = folder;
    this.lock = lock;
    this.config = config;
    this.configHash = configHash;
    this.allowed = allowed;
  }

  /**
   * Where a run goes on.
   *
   * @param model the network of that moment
   * @param state where training stands
   * @param metrics where the metrics ended
   */
  public record Start(Model model, TrainingState state, MetricsMark metrics) {}

  /**
   * Makes the folder of a new run: it appears in one step, complete, with a checkpoint of step 0.
   *
   * @param runs folder of all runs; made if missing
   * @param name the run's name
   * @param config what it is asked to do
   * @param manifest what it is made from
   * @param model the network before the first step
   * @param normalizer what its input has to go through, saved with it; null for none
   * @return the folder
   * @throws RunException if there is such a run
   * @throws IOException if it cannot be written
   */
  public static RunFolder create(
      Path runs,
      String name,
      RunConfig config,
      Manifest manifest,
      Model model,
      DataNormalization normalizer)
      throws IOException {
    Path folder = runs.resolve(name);
    Path part = runs.resolve("." + name + "." + UUID.randomUUID() + PART);
    RunLock lock = null;
    try {
      Files.createDirectories(runs);
      removeLeftOvers(runs);
      Files.createDirectories(part.resolve(CHECKPOINTS));
      lock = RunLock.tryTake(part).orElseThrow(() -> new IOException("the folder is locked"));
      WholeFile.write(part.resolve(CONFIG), Json.text(config));
      WholeFile.write(part.resolve(NETWORK), ModelFiles.configuration(model));
      WholeFile.write(part.resolve(MANIFEST), Json.text(manifest));
      WholeFile.write(part.resolve(METRICS), "");
      String hash = hash(part);
      new CheckpointStore(part.resolve(CHECKPOINTS), normalizer)
          .save(model, new CheckpointStore.Place(hash, TrainingState.START, MetricsLog.start()));
      if (Files.exists(folder)) {
        throw new RunException(
            "run "
                + folder
                + ": expected a new name, found a run of that name; choose another --name, or go on"
                + " with --resume "
                + name);
      }
      Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
      WholeFile.forceFolder(runs);
      return new RunFolder(folder, lock, config, hash, AllowedClasses.of(model));
    } catch (IOException | RuntimeException e) {
      if (lock != null) {
        lock.close();
      }
      removeQuietly(part);
      throw e;
    }
  }

  /**
   * Opens the folder of a run to go on with it.
   *
   * @param folder the run's folder
   * @param allowed the classes that its network may have
   * @return the folder
   * @throws RunException if it is no run, or another process trains it
   * @throws IOException if it cannot be written
   */
  public static RunFolder open(Path folder, AllowedClasses allowed) throws IOException {
    if (!Files.isRegularFile(folder.resolve(CONFIG))) {
      throw new RunException(
          "run "
              + folder
              + ": expected a folder with "
              + CONFIG
              + ", found "
              + (Files.exists(folder) ? "none in it" : "no such folder")
              + "; 'conv4j runs' lists the runs there are");
    }
    RunLock lock =
        RunLock.tryTake(folder)
            .orElseThrow(
                () ->
                    new RunException(
                        "run "
                            + folder
                            + ": expected a run that nobody trains, found that another process"
                            + " does; wait, or end it"));
    try {
      RunConfig config = Json.read(folder.resolve(CONFIG), RunConfig.class);
      if (config.format() != RunConfig.FORMAT) {
        throw new RunException(
            folder.resolve(CONFIG)
                + ": expected format "
                + RunConfig.FORMAT
                + ", found "
                + config.format()
                + "; use the version of conv4j that began the run");
      }
      return new RunFolder(folder, lock, config, hash(folder), allowed);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Where the run stood last: its newest checkpoint that is intact.
   *
   * @param told hears of checkpoints that are damaged, and of what has changed since
   * @return network and state
   * @throws RunException if there is none, or the configuration was changed
   * @throws IOException if the folder cannot be read
   */
  public Start latest(Consumer<String> told) throws IOException {
    CheckpointStore.clean(folder);
    CheckpointStore.clean(folder.resolve(CHECKPOINTS));
    CheckpointStore.Restored restored =
        store()
            .newest(allowed, told)
            .orElseThrow(
                () ->
                    new RunException(
                        "run "
                            + folder
                            + ": expected a checkpoint that is intact, found none; start the run"
                            + " again under another --name"));
    if (!restored.place().config().equals(configHash)) {
      throw new RunException(
          "run "
              + folder
              + ": expected "
              + CONFIG
              + " and "
              + NETWORK
              + " as they were when the run began, found that one was changed; put it back, or"
              + " start a new run");
    }
    return start(restored);
  }

  private static Start start(CheckpointStore.Restored restored) {
    return new Start(restored.model(), restored.place().training(), restored.place().metrics());
  }

  /**
   * Watches over a training: writes metrics and checkpoints.
   *
   * @param start where it goes on, from {@link #latest}
   * @param cadence how often between epochs
   * @param normalizer what the network's input has to go through, saved with it; null for none
   * @return the recorder, to be closed
   * @throws IOException if the folder cannot be written
   */
  public RunRecorder recorder(Start start, Cadence cadence, DataNormalization normalizer)
      throws IOException {
    return new RunRecorder(
        start.model(),
        new CheckpointStore(folder.resolve(CHECKPOINTS), normalizer),
        MetricsLog.open(folder.resolve(METRICS), start.metrics()),
        configHash,
        config.accuracyBy(),
        cadence);
  }

  /**
   * The network with the best accuracy so far.
   *
   * @return the network, if an epoch was done
   */
  public Optional<Start> best() {
    if (!Files.exists(store().best())) {
      return Optional.empty();
    }
    return Optional.of(start(CheckpointStore.read(store().best(), allowed)));
  }

  /**
   * Writes down how the run ended.
   *
   * @param result the end
   * @throws IOException if it cannot be written
   */
  public void finish(RunResult result) throws IOException {
    WholeFile.write(folder.resolve(RESULT), Json.text(result));
  }

  /**
   * What the run was asked to do.
   *
   * @return the configuration
   */
  public RunConfig config() {
    return config;
  }

  /**
   * What the run was made from.
   *
   * @return the manifest
   */
  public Manifest manifest() {
    return Json.read(folder.resolve(MANIFEST), Manifest.class);
  }

  /**
   * Where it is.
   *
   * @return the folder
   */
  public Path path() {
    return folder;
  }

  /** For reading. */
  private CheckpointStore store() {
    return new CheckpointStore(folder.resolve(CHECKPOINTS), null);
  }

  /** One hash of everything that decides the course of the run. */
  private static String hash(Path folder) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String file : List.of(CONFIG, NETWORK)) {
        digest.update(WholeFile.sha256(folder.resolve(file)).getBytes(StandardCharsets.US_ASCII));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Folders that a killed process has begun and no process holds. */
  private static void removeLeftOvers(Path runs) throws IOException {
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(runs, ".*" + PART)) {
      for (Path part : parts) {
        if (Files.isDirectory(part) && !RunLock.isHeld(part)) {
          removeQuietly(part);
        }
      }
    }
  }

  private static void removeQuietly(Path part) {
    try (Stream<Path> inside = Files.walk(part)) {
      for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // It is in nobody's way; what went wrong before is what the caller must hear.
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
