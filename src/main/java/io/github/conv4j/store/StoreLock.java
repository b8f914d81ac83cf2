package io.github.conv4j.store;

import io.github.conv4j.result.Interruption;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CancellationException;

/**
 * Lets one thread of one process at a time change a folder of data. The lock file stays: a lock
 * whose file can vanish protects nothing. If the process dies, the system lets go of the lock.
 */
final class StoreLock {

  private static final int MILLISECONDS_BETWEEN_TRIES = 100;

  /** What is done while the lock is held. */
  interface Work<T> {
    T run() throws IOException;
  }

  private StoreLock() {}

  /**
   * Waits for the lock and works.
   *
   * @param folder folder to be changed; the lock file lies beside it
   * @param interruption asked while waiting
   * @param work what to do
   * @return what the work returns
   * @throws IOException if the lock file cannot be made, or by the work
   */
  static <T> T hold(Path folder, Interruption interruption, Work<T> work) throws IOException {
    Path file = folder.resolveSibling("." + folder.getFileName() + ".lock");
    Files.createDirectories(file.toAbsolutePath().getParent());
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      FileLock lock = tryLock(channel);
      while (lock == null) {
        interruption.check();
        Thread.sleep(MILLISECONDS_BETWEEN_TRIES);
        lock = tryLock(channel);
      }
      try {
        return work.run();
      } finally {
        lock.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Another thread of this process has it.
      return null;
    }
  }
}
