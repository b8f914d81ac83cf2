package io.github.conv4j.train;

import io.github.conv4j.data.ImageIterator;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.dataset.DataSet;

/**
 * The batches of an epoch in their order, each read by a thread of its own while the one before is
 * worked on. Nobody else may use the iterator until this is closed.
 */
public final class BatchesAhead implements Iterator<DataSet>, AutoCloseable {

  private static final int SECONDS_TO_FINISH = 60;

  private final ImageIterator batches;
  private final ExecutorService reader =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "conv4j-batches");
            thread.setDaemon(true);
            return thread;
          });
  private Future<Optional<DataSet>> ahead;
  private long waited;

  /**
   * Starts to read.
   *
   * @param batches the epoch's batches, from where the iterator stands to its end
   */
  public BatchesAhead(ImageIterator batches) {
    this.batches = batches;
    this.ahead = reader.submit(this::read);
  }

  private Optional<DataSet> read() {
    return batches.hasNext() ? Optional.of(batches.next()) : Optional.empty();
  }

  @Override
  public boolean hasNext() {
    return peek().isPresent();
  }

  @Override
  public DataSet next() {
    DataSet batch = peek().orElseThrow(() -> new NoSuchElementException("no batch left"));
    ahead = reader.submit(this::read);
    return batch;
  }

  /**
   * How long training has waited for batches that were not read yet, that of the start included.
   *
   * @return seconds
   */
  public double secondsWaited() {
    return waited / 1e9;
  }

  private Optional<DataSet> peek() {
    long start = System.nanoTime();
    try {
      return ahead.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    } finally {
      waited += System.nanoTime() - start;
    }
  }

  /** Waits for the batch that is being read, and ends the thread. */
  @Override
  public void close() {
    reader.shutdown();
    try {
      reader.awaitTermination(SECONDS_TO_FINISH, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
