package io.github.conv4j.models;

import io.github.conv4j.files.Causes;
import java.nio.file.Path;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Runs what lets Deeplearning4j build a network from a file, and turns whatever a bad one makes it
 * throw into one line.
 */
final class Building {

  private Building() {}

  /**
   * What builds a network.
   *
   * @param <T> kind of network
   */
  interface Builder<T> {

    /** Builds it. */
    T build() throws Refusal;
  }

  /**
   * Builds.
   *
   * @param <T> kind of network
   * @param file where it comes from
   * @param builder what builds it, from content that was checked
   * @return what it gives
   * @throws ModelFileException if it fails, for whatever reason but that ND4J does not run here
   */
  static <T> T build(Path file, Builder<T> builder) {
    // If this machine has no ND4J that works, the file is not to blame.
    Nd4j.factory();
    try {
      return builder.build();
    } catch (Refusal e) {
      throw refused(file, e);
    } catch (ModelFileException e) {
      throw e;
    } catch (OutOfMemoryError e) {
      throw new ModelFileException(
          "model "
              + file
              + ": expected a network that fits into memory, found "
              + Causes.line(e)
              + "; give it more memory (-Xmx, CONV4J_HEAP) or take a smaller model",
          e);
    } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
      throw new ModelFileException(
          "model "
              + file
              + ": expected one that Deeplearning4j 1.0.0-M2.1 can build, found "
              + Causes.line(e)
              + "; check that classes of its own are on the class path",
          e);
    }
  }

  static ModelFileException refused(Path file, Refusal refusal) {
    return new ModelFileException("model " + file + ": " + refusal.getMessage(), refusal);
  }
}
