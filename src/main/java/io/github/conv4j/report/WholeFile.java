package io.github.conv4j.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Writes a file whole or not at all: readers see the old content or the new, never a part. */
final class WholeFile {

  private WholeFile() {}

  /**
   * Writes the text as UTF-8, through a temporary file in the same folder; missing folders are
   * made.
   *
   * @param file file to write or replace
   * @param text content
   * @throws IOException when it cannot be written; the old file, if any, is then untouched
   */
  static void write(Path file, String text) throws IOException {
    Path target = file.toAbsolutePath();
    // Not Files.createTempFile: its files are readable by their owner alone.
    Path part = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
    try {
      Files.createDirectories(target.getParent());
      try (FileChannel channel =
          FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      move(part, target);
    } catch (IOException e) {
      try {
        Files.deleteIfExists(part);
      } catch (IOException leftover) {
        e.addSuppressed(leftover);
      }
      throw new IOException(
          "cannot write " + file + " (" + e + "): check that its folder is writable and not full",
          e);
    }
  }

  private static void move(Path part, Path target) throws IOException {
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
