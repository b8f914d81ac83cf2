package io.github.conv4j.files;

import io.github.conv4j.result.OutputFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;

/**
 * Writes a file whole or not at all: into a temporary file beside it, forced to the disk, read back
 * and checked, then moved into place in one step. After a failure or a power cut, the file has its
 * old content or its new one.
 */
public final class WholeFile {

  private static final int BUFFER = 1 << 16;

  /** Does something with the temporary file. */
  public interface Step {

    /**
     * Writes or reads it.
     *
     * @param part the temporary file
     * @throws IOException if that fails
     */
    void apply(Path part) throws IOException;
  }

  private WholeFile() {}

  /**
   * Writes text in UTF-8; missing folders are made.
   *
   * @param file where it goes; replaced if it exists
   * @param text what it holds
   * @throws IOException if it cannot be written
   */
  public static void write(Path file, String text) throws IOException {
    write(file, "text", part -> Files.writeString(part, text), part -> {});
  }

  /**
   * Writes a file; missing folders are made.
   *
   * @param file where it goes; replaced if it exists
   * @param description what it holds
   * @param content writes the given temporary file
   * @param check reads it back; throws if it is not right
   * @return name, size and hash of what is on the disk
   * @throws IOException if it cannot be written
   */
  public static OutputFile write(Path file, String description, Step content, Step check)
      throws IOException {
    Path target = file.toAbsolutePath();
    Path part =
        target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
    Unfinished.add(part);
    try {
      Files.createDirectories(target.getParent());
      content.apply(part);
      force(part, StandardOpenOption.WRITE);
      check.apply(part);
      OutputFile written =
          new OutputFile(
              target.getFileName().toString(), description, Files.size(part), sha256(part));
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      forceFolder(target.getParent());
      return written;
    } catch (IOException | UncheckedIOException e) {
      throw new IOException(
          "cannot write "
              + file
              + ": expected a folder that can be written, with enough space, found "
              + Causes.line(e)
              + "; choose another folder or make space",
          e);
    } finally {
      Unfinished.remove(part);
    }
  }

  private static void force(Path path, StandardOpenOption mode) throws IOException {
    try (FileChannel channel = FileChannel.open(path, mode)) {
      channel.force(true);
    }
  }

  /**
   * Makes moves into a folder durable; Windows cannot open a folder and needs no such step.
   *
   * @param folder the folder
   */
  public static void forceFolder(Path folder) {
    try {
      force(folder, StandardOpenOption.READ);
    } catch (IOException e) {
      // The file is complete and in its place; only the moment it reaches the disk is unknown.
    }
  }

  /**
   * Hash of a file's content.
   *
   * @param file the file
   * @return SHA-256 in lower-case hexadecimal
   * @throws IOException if it cannot be read
   */
  public static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[BUFFER];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
