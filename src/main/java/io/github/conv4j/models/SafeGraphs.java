package io.github.conv4j.models;

import io.github.conv4j.files.Causes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Loads SameDiff graphs, as {@code SameDiff.save} and {@code asFlatFile} write them, from files
 * that nobody vouches for, in place of {@code SameDiff.load} and {@code fromFlatFile}.
 *
 * <p><b>Promise.</b> Before ND4J reads a byte, everything that the file points to is known to lie
 * within it, once; every array has as many values as its shape says, and its strides stay within
 * them; and the training configuration names no class but those of {@link AllowedClasses}. A file
 * of which that is not so gives a {@link ModelFileException} with one line.
 *
 * <p><b>What it does not do.</b> A graph is a program: what its ops do with their arguments when it
 * runs is not known. Run graphs of strangers in a process that may fail.
 */
public final class SafeGraphs {

  private static final long SIZE_LIMIT = Integer.MAX_VALUE - 8;

  private SafeGraphs() {}

  /**
   * Loads a graph.
   *
   * @param file a file of less than 2 GiB
   * @param updater whether the state of its updater is loaded, too
   * @param allowed the classes that its training configuration may name
   * @return the graph
   * @throws ModelFileException if the file is missing, broken or not safe
   */
  public static SameDiff load(Path file, boolean updater, AllowedClasses allowed) {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > SIZE_LIMIT) {
        throw new Refusal(
            "a file of less than 2 GiB",
            Files.exists(file) ? "a folder, a device or a larger file" : "nothing",
            "give the path of a saved graph");
      }
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
      GraphCheck.check(bytes, allowed);
      return Building.build(file, () -> read(bytes, updater));
    } catch (Refusal e) {
      throw Building.refused(file, e);
    } catch (IOException | OutOfMemoryError e) {
      throw new ModelFileException(
          "model "
              + file
              + ": expected a file that can be read, found "
              + Causes.line(e)
              + "; check path, rights and memory",
          e);
    }
  }

  private static SameDiff read(ByteBuffer bytes, boolean updater) throws Refusal {
    try {
      return SameDiff.fromFlatBuffers(bytes, updater);
    } catch (IOException e) {
      throw new Refusal("a graph that ND4J can read", Causes.line(e), "save it again");
    }
  }
}
