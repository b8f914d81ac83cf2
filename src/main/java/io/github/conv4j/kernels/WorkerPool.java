package io.github.conv4j.kernels;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * Threads that share out the tasks of kernels. The caller works too, so that a pool of n workers
 * has n - 1 threads of its own.
 *
 * <p>A kernel's phases take 0.1 to 5 ms, and a busy host wakes parked threads late. So who waits
 * first spins for {@value #SPIN_NANOS} ns and parks only then. Threads are daemons and end with
 * {@link #close}.
 */
final class WorkerPool {

  /**
   * About what the gap between two phases of a kernel takes, and several times what parking does.
   */
  private static final long SPIN_NANOS = 100_000;

  private static final int SPINS_PER_LOOK_AT_CLOCK = 64;

  private final int workers;
  private final boolean spin;
  private final Thread[] helpers;

  /** 1 where the helper is parked or about to be. */
  private final AtomicIntegerArray parked;

  private final ConcurrentLinkedQueue<Job> jobs = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  /** Starts the threads. With more workers than processors nobody spins. */
  WorkerPool(int workers) {
    this.workers = workers;
    spin = workers <= Runtime.getRuntime().availableProcessors();
    helpers = new Thread[workers - 1];
    parked = new AtomicIntegerArray(workers - 1);
    for (int i = 0; i < helpers.length; i++) {
      int helper = i;
      helpers[i] = new Thread(null, () -> help(helper), "conv4j-worker-" + (i + 1), 0, false);
      helpers[i].setDaemon(true);
      helpers[i].setContextClassLoader(null);
    }
    for (Thread helper : helpers) {
      helper.start();
    }
  }

  int workers() {
    return workers;
  }

  /** Runs a task for each number from 0 to tasks - 1 and waits for all of them. */
  void run(int tasks, IntConsumer task) {
    Job job = new Job(tasks, task);
    jobs.add(job);
    int wanted = Math.min(tasks - 1, helpers.length);
    for (int i = 0; i < helpers.length && wanted > 0; i++) {
      // Who is not parked may be at work for another caller, and does not count.
      if (parked.get(i) == 1) {
        LockSupport.unpark(helpers[i]);
        wanted--;
      }
    }
    job.work();
    jobs.remove(job);
    job.await(spin);
  }

  /** Lets the threads end; calls under way are finished by their callers. */
  void close() {
    closed = true;
    for (Thread helper : helpers) {
      LockSupport.unpark(helper);
    }
  }

  private void help(int helper) {
    while (!closed) {
      Job job = next(helper);
      if (job != null) {
        job.work();
        jobs.remove(job);
      }
    }
  }

  /** The next job, or null after having been woken. */
  private Job next(int helper) {
    long end = System.nanoTime() + SPIN_NANOS;
    do {
      for (int i = 0; i < SPINS_PER_LOOK_AT_CLOCK; i++) {
        Job job = jobs.peek();
        if (job != null) {
          return job;
        }
        Thread.onSpinWait();
      }
    } while (spin && System.nanoTime() < end);
    parked.set(helper, 1);
    Job job = jobs.peek();
    if (job == null && !closed) {
      LockSupport.park(this);
      Thread.interrupted();
    }
    parked.set(helper, 0);
    return job;
  }

  /** Tasks with the numbers 0 to tasks - 1, taken by whoever comes first. */
  private static final class Job {

    private final int tasks;
    private final IntConsumer task;
    private final Thread caller = Thread.currentThread();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger left;
    private volatile boolean waiting;
    private volatile Throwable failure;

    Job(int tasks, IntConsumer task) {
      this.tasks = tasks;
      this.task = task;
      left = new AtomicInteger(tasks);
    }

    /** Does tasks until none is left to begin. After a failure the others are only counted. */
    void work() {
      for (int i = next.getAndIncrement(); i < tasks; i = next.getAndIncrement()) {
        try {
          if (failure == null) {
            task.accept(i);
          }
        } catch (Throwable thrown) {
          failure = thrown;
        } finally {
          if (left.decrementAndGet() == 0 && waiting) {
            LockSupport.unpark(caller);
          }
        }
      }
    }

    /** Waits for the tasks that others have begun; throws what one of the tasks threw. */
    void await(boolean spin) {
      long end = System.nanoTime() + SPIN_NANOS;
      while (left.get() > 0 && spin && System.nanoTime() < end) {
        for (int i = 0; i < SPINS_PER_LOOK_AT_CLOCK && left.get() > 0; i++) {
          Thread.onSpinWait();
        }
      }
      waiting = true;
      boolean interrupted = false;
      while (left.get() > 0) {
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
      }
      if (interrupted) {
        caller.interrupt();
      }
      if (failure instanceof Error error) {
        throw error;
      }
      if (failure != null) {
        throw (RuntimeException) failure;
      }
    }
  }
}
