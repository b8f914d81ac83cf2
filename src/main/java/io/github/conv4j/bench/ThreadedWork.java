package io.github.conv4j.bench;

import io.github.conv4j.train.Threads;
import java.util.Map;

/** Work with its own thread setting, in a process whose setting is one for all. */
final class ThreadedWork implements Work {

  private final Work work;
  private final int threads;

  ThreadedWork(Work work, int threads) {
    this.work = work;
    this.threads = threads;
  }

  @Override
  public void forward() {
    work.forward();
  }

  @Override
  public void backward() {
    work.backward();
  }

  /** Comes before every slice, and so is the place to set the threads. */
  @Override
  public void reset() {
    Threads.use(threads);
    work.reset();
  }

  @Override
  public Map<String, float[]> outputs() {
    return work.outputs();
  }

  @Override
  public void close() {
    work.close();
  }
}
