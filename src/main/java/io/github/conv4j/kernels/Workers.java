package io.github.conv4j.kernels;

import java.util.function.IntConsumer;

/**
 * The thread policy of all kernels: tasks are shared out over a fixed number of workers, of which
 * the calling thread is one ({@link WorkerPool}), and while they run, BLAS uses one thread in each,
 * so that the two kinds of threads never fight for the cores and results do not depend on the
 * number of threads. Of several threads that call at the same time each works on its own call.
 *
 * <p>The number of workers is the system property {@value #PROPERTY}, else the environment variable
 * OMP_NUM_THREADS, else the number of processors.
 */
public final class Workers {

  /** System property that sets the number of workers at start. */
  public static final String PROPERTY = "conv4j.threads";

  private static volatile WorkerPool pool = new WorkerPool(initial());
  private static int blasUsers;
  private static int blasThreadsBefore;

  private Workers() {}

  static int initial() {
    Integer property = Integer.getInteger(PROPERTY);
    if (property != null && property > 0) {
      return property;
    }
    String variable = System.getenv("OMP_NUM_THREADS");
    if (variable != null && variable.matches("[1-9][0-9]{0,3}")) {
      return Integer.parseInt(variable);
    }
    return Runtime.getRuntime().availableProcessors();
  }

  /**
   * Number of workers.
   *
   * @return 1 or more
   */
  public static int count() {
    return pool.workers();
  }

  /**
   * Sets the number of workers for the calls that follow; calls under way finish as they began.
   *
   * @param workers 1 or more
   */
  public static synchronized void setCount(int workers) {
    if (workers < 1) {
      throw new IllegalArgumentException("workers: expected 1 or more, found " + workers);
    }
    if (workers != pool.workers()) {
      WorkerPool old = pool;
      pool = new WorkerPool(workers);
      old.close();
    }
  }

  /** Runs a task for each number from 0 to tasks - 1 and waits for all of them. */
  static void run(int tasks, IntConsumer task) {
    WorkerPool current = pool;
    if (tasks <= 1 || current.workers() == 1) {
      for (int i = 0; i < tasks; i++) {
        task.accept(i);
      }
    } else {
      current.run(tasks, task);
    }
  }

  /**
   * {@link #run} for tasks that call BLAS, which has one thread meanwhile, even for a single task:
   * with more, its results would depend on their number.
   */
  static void runWithBlas(int tasks, IntConsumer task) {
    oneBlasThread();
    try {
      run(tasks, task);
    } finally {
      blasThreadsAsBefore();
    }
  }

  private static synchronized void oneBlasThread() {
    if (blasUsers++ == 0) {
      blasThreadsBefore = BlasThreads.get();
      BlasThreads.set(1);
    }
  }

  private static synchronized void blasThreadsAsBefore() {
    if (--blasUsers == 0) {
      BlasThreads.set(blasThreadsBefore);
    }
  }
}
