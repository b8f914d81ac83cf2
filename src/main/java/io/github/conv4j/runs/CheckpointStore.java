package io.github.conv4j.runs;

import io.github.conv4j.models.AllowedClasses;
import io.github.conv4j.models.CheckpointFiles;
import io.github.conv4j.models.ModelFileException;
import io.github.conv4j.result.OutputFile;
import io.github.conv4j.train.TrainingState;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;

/** The checkpoints of a run: the two newest, and the one with the best test accuracy. */
final class CheckpointStore {

  /** The newest, and the one before in case the disk has damaged it. */
  private static final int KEEP = 2;

  private static final String BEST = "best.zip";

  private final Path folder;
  private final DataNormalization normalizer;

  /**
   * The checkpoints in a folder.
   *
   * @param folder the folder
   * @param normalizer saved with each network; null for none
   */
  CheckpointStore(Path folder, DataNormalization normalizer) {
    this.folder = folder;
    this.normalizer = normalizer;
  }

  /**
   * What a checkpoint says beside the network.
   *
   * @param config hash of the run's configuration
   * @param training where training stood
   * @param metrics where the metrics ended
   */
  record Place(String config, TrainingState training, MetricsMark metrics) {}

  /**
   * A checkpoint that was read.
   *
   * @param file where it is
   * @param model network of that moment
   * @param place what else it says
   */
  record Restored(Path file, Model model, Place place) {}

  OutputFile save(Model model, Place place) throws IOException {
    String name = String.format(Locale.ROOT, "step-%09d.zip", place.training().step());
    OutputFile written =
        CheckpointFiles.save(model, normalizer, Json.text(place), folder.resolve(name));
    List<Path> all = newestFirst();
    for (Path old : all.subList(Math.min(KEEP, all.size()), all.size())) {
      Files.deleteIfExists(old);
    }
    return written;
  }

  void saveBest(Model model, Place place) throws IOException {
    CheckpointFiles.save(model, normalizer, Json.text(place), best());
  }

  Path best() {
    return folder.resolve(BEST);
  }

  /** The files, the newest first; its number is the step. */
  List<Path> newestFirst() throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> steps = Files.newDirectoryStream(folder, "step-*.zip")) {
      steps.forEach(files::add);
    }
    files.sort(Comparator.comparing((Path file) -> file.getFileName().toString()).reversed());
    return files;
  }

  /**
   * The newest checkpoint that is intact. Newer ones that are not are put aside, or they would
   * count among the newest for ever.
   *
   * @param allowed the classes that its network may have
   * @param told hears of those that are not
   */
  Optional<Restored> newest(AllowedClasses allowed, Consumer<String> told) throws IOException {
    List<Path> damaged = new ArrayList<>();
    for (Path file : newestFirst()) {
      try {
        Restored restored = read(file, allowed);
        for (Path aside : damaged) {
          Files.move(aside, aside.resolveSibling("damaged-" + aside.getFileName()));
        }
        return Optional.of(restored);
      } catch (ModelFileException e) {
        if (e.refusedClass().isPresent()) {
          // It is not damaged, and the others have the same class.
          throw e;
        }
        told.accept(e.getMessage());
        damaged.add(file);
      }
    }
    return Optional.empty();
  }

  static Restored read(Path file, AllowedClasses allowed) {
    CheckpointFiles.Checkpoint checkpoint = CheckpointFiles.load(file, allowed);
    return new Restored(
        file, checkpoint.model(), Json.parse(checkpoint.training(), Place.class, file.toString()));
  }

  /** Removes what a process that was killed while it wrote has left. */
  static void clean(Path folder) throws IOException {
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, ".*.part")) {
      for (Path part : parts) {
        Files.deleteIfExists(part);
      }
    }
  }
}
