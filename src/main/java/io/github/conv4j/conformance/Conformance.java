package io.github.conv4j.conformance;

import io.github.conv4j.conformance.ExaminationGroup.Order;
import io.github.conv4j.machine.MachineReader;
import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.ProgressListener;
import io.github.conv4j.result.VerifyReport;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs groups of cases on all cores and gathers a report. */
public final class Conformance {

  private final String version;
  private final ProgressListener progress;
  private final Interruption interruption;
  private long done;
  private volatile boolean stopped;

  /**
   * A run.
   *
   * @param version version of conv4j
   * @param progress hears how far the run is
   * @param interruption asked before every case
   */
  public Conformance(String version, ProgressListener progress, Interruption interruption) {
    this.version = version;
    this.progress = progress;
    this.interruption = interruption;
  }

  /**
   * Runs all groups and closes them.
   *
   * @param command the command line that repeats the run
   * @param settings options in force, by name
   * @param groups what to examine, in the order to show
   * @return what was found
   * @throws CancellationException if the run was interrupted
   */
  public VerifyReport run(
      String command, Map<String, String> settings, List<ExaminationGroup> groups) {
    Instant started = Instant.now();
    long start = System.nanoTime();
    long total = groups.stream().mapToLong(ExaminationGroup::size).sum();
    Tally tally = new Tally(groups);
    progress.start("verify", total, "cases");
    ExecutorService threads =
        // One more than processors: some wait for a process of their own.
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors() + 1);
    try {
      for (Future<?> portion : submit(threads, groups, tally)) {
        portion.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    } catch (ExecutionException e) {
      throw unchecked(e.getCause());
    } finally {
      stopped = true;
      threads.shutdownNow();
      groups.forEach(ExaminationGroup::close);
      progress.finish();
    }
    return new VerifyReport(
        tally.verdict(),
        started.truncatedTo(ChronoUnit.SECONDS).toString(),
        (System.nanoTime() - start) / 1e9,
        command,
        settings,
        tally.groups(),
        tally.failures(),
        tally.furtherFailures(),
        tally.errors(),
        tally.findings(),
        tally.grids(),
        MachineReader.read(version));
  }

  /** What cannot be divided comes first, so that it does not keep the others waiting at the end. */
  private List<Future<?>> submit(
      ExecutorService threads, List<ExaminationGroup> groups, Tally tally) {
    List<Future<?>> portions = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      if (groups.get(i).order() == Order.ONE_BY_ONE) {
        portions.add(submit(threads, groups, tally, i, 0, groups.get(i).size()));
      }
    }
    // In turns: groups have the same cases in the same order, and the truth about the latest is
    // kept.
    boolean more = true;
    for (int turn = 0; more; turn++) {
      more = false;
      for (int i = 0; i < groups.size(); i++) {
        int from = turn * groups.get(i).portion();
        if (groups.get(i).order() == Order.ANY && from < groups.get(i).size()) {
          int to = Math.min(groups.get(i).size(), from + groups.get(i).portion());
          portions.add(submit(threads, groups, tally, i, from, to));
          more = true;
        }
      }
    }
    return portions;
  }

  private Future<?> submit(
      ExecutorService threads,
      List<ExaminationGroup> groups,
      Tally tally,
      int group,
      int from,
      int to) {
    return threads.submit(
        () -> {
          for (int index = from; index < to && !stopped; index++) {
            interruption.check();
            long start = System.nanoTime();
            Examined result = groups.get(group).examine(index);
            tally.add(group, index, result, System.nanoTime() - start);
            step();
          }
        });
  }

  private synchronized void step() {
    progress.step(++done, Map.of());
  }

  private static RuntimeException unchecked(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    return thrown instanceof RuntimeException e ? e : new IllegalStateException(thrown);
  }
}
