package io.github.conv4j.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Temporary files that are being written. A process that is stopped before it reaches the end of a
 * write deletes them; the files they would have become stay as they were.
 */
public final class Unfinished {

  private static final Set<Path> FILES = ConcurrentHashMap.newKeySet();

  private Unfinished() {}

  /**
   * Remembers a file until it is finished.
   *
   * @param file a temporary file
   */
  public static void add(Path file) {
    FILES.add(file);
  }

  /**
   * Forgets a file, and deletes it if it is still there.
   *
   * @param file a temporary file, moved to its place or not
   */
  public static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // What went wrong before, if anything, is what the caller must hear.
    }
    FILES.remove(file);
  }

  /** Deletes what is not finished: the process ends here. */
  public static void removeAll() {
    FILES.forEach(Unfinished::remove);
  }
}
