package io.github.conv4j.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The folder a run writes to: made if need be, tried, and kept from other runs meanwhile. */
final class OutputFolder implements AutoCloseable {
  private static final String LOCK = ".conv4j.lock";

  private final Path folder;
  private final FileChannel channel;

  private OutputFolder(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * Takes a folder.
   *
   * @param folder where results go
   * @return the folder, to be closed
   * @throws UsageException if it is a file
   * @throws EnvironmentException if it cannot be written, or another run has it
   */
  static OutputFolder take(Path folder) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new UsageException("--out: expected a folder, found the file " + folder);
    }
    FileChannel channel = null;
    try {
      Files.createDirectories(folder);
      channel =
          FileChannel.open(
              folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return new OutputFolder(folder, channel);
      }
      channel.close();
    } catch (OverlappingFileLockException e) {
      throw inUse(folder);
    } catch (IOException e) {
      throw notWritable(folder, e);
    }
    throw inUse(folder);
  }

  /**
   * Makes sure that a file can be written, and makes the folder it goes to if need be.
   *
   * @param file where a result goes
   * @throws UsageException if it is a folder
   * @throws EnvironmentException if it cannot be written
   */
  static void requireWritable(Path file) {
    if (Files.isDirectory(file)) {
      throw new UsageException(
          "--out: expected a file, such as " + file.resolve("model.zip") + ", found a folder");
    }
    Path folder = file.toAbsolutePath().getParent();
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, ".conv4j", null));
    } catch (IOException e) {
      throw notWritable(folder, e);
    }
  }

  private static EnvironmentException notWritable(Path folder, IOException e) {
    String reason =
        e instanceof FileSystemException f
            ? (f.getFile() == null || Path.of(f.getFile()).startsWith(folder)
                    ? ""
                    : f.getFile() + ": ")
                + Failure.reason(f)
            : e.getMessage();
    return new EnvironmentException(
        "cannot write to the folder "
            + folder
            + " ("
            + reason
            + "); change its permissions, or choose another --out",
        e);
  }

  private static EnvironmentException inUse(Path folder) {
    return new EnvironmentException(
        "the folder " + folder + " is in use by another run; wait, or choose another --out", null);
  }

  Path path() {
    return folder;
  }

  @Override
  public void close() throws IOException {
    // The file stays: deleting a lock file lets two runs hold "the" lock at once.
    channel.close();
  }
}
