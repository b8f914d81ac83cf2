package io.github.conv4j.runs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Keeps two processes from training one run. The system frees it when a process ends anyhow. */
final class RunLock implements AutoCloseable {

  private static final String FILE = ".conv4j.lock";

  private final FileChannel channel;

  private RunLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Takes the lock of a run folder, if nobody has it. */
  static Optional<RunLock> tryTake(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return Optional.of(new RunLock(channel));
      }
    } catch (OverlappingFileLockException e) {
      // Held by this very process.
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    return Optional.empty();
  }

  /** Whether some process trains this run. */
  static boolean isHeld(Path folder) {
    if (!Files.isWritable(folder.resolve(FILE))) {
      return false;
    }
    try {
      Optional<RunLock> lock = tryTake(folder);
      if (lock.isPresent()) {
        lock.get().close();
      }
      return lock.isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    // The file stays: deleting a lock file lets two runs hold "the" lock at once.
    channel.close();
  }
}
