package io.github.conv4j.store;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Watches a stream while it is read, and closes it when too little arrives. */
final class Stall implements AutoCloseable {

  /**
   * How slow a source may be.
   *
   * @param bytes bytes that must arrive
   * @param within in each stretch of this length
   */
  record Patience(long bytes, Duration within) {}

  private final InputStream stream;
  private final Patience patience;
  private final AtomicLong received = new AtomicLong();
  private final Thread watch;
  private volatile boolean happened;

  Stall(InputStream stream, Patience patience) {
    this.stream = stream;
    this.patience = patience;
    watch = new Thread(this::run, "conv4j-download-watch");
    watch.setDaemon(true);
    watch.start();
  }

  private void run() {
    try {
      do {
        received.set(0);
        Thread.sleep(patience.within().toMillis());
      } while (received.get() >= patience.bytes());
      happened = true;
      stream.close();
    } catch (InterruptedException | IOException e) {
      // Reading ended first, or will fail by itself.
      Thread.currentThread().interrupt();
    }
  }

  void received(long bytes) {
    received.addAndGet(bytes);
  }

  boolean happened() {
    return happened;
  }

  @Override
  public void close() {
    watch.interrupt();
  }
}
