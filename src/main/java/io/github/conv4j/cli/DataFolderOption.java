package io.github.conv4j.cli;

import io.github.conv4j.store.Places;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where known data sets lie. */
final class DataFolderOption {
  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      order = 2,
      description =
          "Folder for known data sets (default: the one that CONV4J_DATA names, else"
              + " ~/.conv4j/data).")
  private Path folder;

  Optional<Path> folder() {
    return Optional.ofNullable(folder);
  }

  Places places() {
    return Places.ofProcess(folder);
  }
}
