package io.github.conv4j.cli;

import io.github.conv4j.data.ImageDataSource;
import org.nd4j.linalg.api.buffer.DataType;
import picocli.CommandLine.Option;

/** How to train: options that compare and train share. */
final class TrainingOptions {
  /** Types a network can be trained in. */
  enum NumberType {
    /** 32 bits. */
    FLOAT,
    /** 64 bits. */
    DOUBLE
  }

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "1",
      order = 10,
      description = "Passes over the training images (default: ${DEFAULT-VALUE}).")
  private int epochs;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "64",
      order = 11,
      description = "Images per step (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--limit",
      paramLabel = "N",
      order = 12,
      description = "Use only the first N training images.")
  private Integer limit;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      order = 13,
      description = "Seed of weights and order, not 0 (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      order = 14,
      description = "Threads; 0 lets conv4j choose (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      defaultValue = "FLOAT",
      order = 15,
      description = "float or double (default: float). A model from a file keeps its own.")
  private NumberType type;

  /** Refuses what the getters would refuse, all at once. */
  void requireValid() {
    epochs();
    batch();
    limit();
    seed();
    threads();
  }

  int epochs() {
    return atLeast("--epochs", 1, epochs);
  }

  int batch() {
    return atLeast("--batch", 1, batch);
  }

  int limit() {
    return limit == null ? ImageDataSource.NO_LIMIT : atLeast("--limit", 1, limit);
  }

  long seed() {
    if (seed == 0) {
      throw new UsageException(
          "--seed: expected any number but 0, which Deeplearning4j takes for \"no seed\"");
    }
    return seed;
  }

  int threads() {
    return atLeast("--threads", 0, threads);
  }

  DataType type() {
    return type == NumberType.DOUBLE ? DataType.DOUBLE : DataType.FLOAT;
  }

  String typeName() {
    return type.name().toLowerCase(java.util.Locale.ROOT);
  }

  private static int atLeast(String option, int least, int value) {
    if (value < least) {
      throw new UsageException(option + ": expected " + least + " or more, found " + value);
    }
    return value;
  }
}
