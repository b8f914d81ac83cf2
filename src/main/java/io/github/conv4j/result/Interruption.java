package io.github.conv4j.result;

import java.util.concurrent.CancellationException;

/**
 * A wish from outside, such as Ctrl-C, that the run should stop. Whoever runs long calls {@link
 * #check} between batches, where no file is half written.
 */
public final class Interruption {
  private volatile boolean requested;

  /** Asks the run to stop; safe from any thread. */
  public void request() {
    requested = true;
  }

  /**
   * Whether the run should stop.
   *
   * @return true once {@link #request} was called
   */
  public boolean isRequested() {
    return requested;
  }

  /**
   * Returns at once unless the run should stop.
   *
   * @throws CancellationException if the run should stop
   */
  public void check() {
    if (requested) {
      throw new CancellationException("interrupted");
    }
  }
}
