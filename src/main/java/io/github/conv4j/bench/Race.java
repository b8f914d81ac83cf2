package io.github.conv4j.bench;

import io.github.conv4j.bench.HostMessage.Reply;
import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.Measurement;
import io.github.conv4j.verify.Tolerances;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * One task, timed for several contenders in turns. The first contender is the reference: the
 * outputs of the others are held against its outputs before anybody is timed.
 */
final class Race {

  private static final double PROBE_SECONDS = 0.05;
  private static final int PROBES = 2;

  /** Turns that every contender gets, however slow; enough for a median. */
  private static final int FEWEST_TURNS = 3;

  /** A contender with that many turns stops when it has taken so many times its share. */
  private static final double PATIENCE = 4;

  /** Java compiles our loops while they run, which takes seconds even where it gets no faster. */
  private static final double COMPILING_SECONDS = 2;

  /**
   * The same for training: a LeNet step takes 45 ms after two seconds and 28 after fifteen, while
   * the compiler, which shares the cores with it, works through Deeplearning4j's classes.
   */
  private static final double COMPILING_TRAINING_SECONDS = 14;

  /** Two times closer than this are the same: then fewer threads are better. */
  private static final double SAME = 0.98;

  private final HostPool hosts;
  private final Pace pace;
  private final Interruption interruption;
  private final Set<String> leftOut;
  private final IntConsumer progress;

  /**
   * A way to race.
   *
   * @param hosts the processes
   * @param pace how long
   * @param interruption asked between turns
   * @param leftOut takes sentences about who did not finish
   * @param progress told the number of turns done
   */
  Race(
      HostPool hosts,
      Pace pace,
      Interruption interruption,
      Set<String> leftOut,
      IntConsumer progress) {
    this.hosts = hosts;
    this.pace = pace;
    this.interruption = interruption;
    this.leftOut = leftOut;
    this.progress = progress;
  }

  /** Turns of a race: one for setting up, then the rounds. */
  static int turns(int contenders, Pace pace) {
    return contenders * (pace.rounds() + 1);
  }

  private static final class Runner {
    private final Contender contender;
    private final HostProcess process;
    private final int handle;
    private final int threads;
    private final List<Double> forward = new ArrayList<>();
    private final List<Double> backward = new ArrayList<>();
    private final List<Double> total = new ArrayList<>();
    private double difference;
    private double spent;

    Runner(Contender contender, HostProcess process, int handle, int threads) {
      this.contender = contender;
      this.process = process;
      this.handle = handle;
      this.threads = threads;
    }

    void add(Reply reply) {
      forward.add(reply.forward());
      backward.add(reply.backward());
      total.add(reply.total());
    }

    boolean isDone(Pace pace) {
      return total.size() >= FEWEST_TURNS && spent > PATIENCE * pace.rounds() * pace.slice();
    }
  }

  /**
   * Runs the race.
   *
   * @param stage part of the benchmark
   * @param task what to do
   * @param contenders who, the reference first
   * @param threads thread settings to choose from
   * @return a measurement per contender that finished; none if the reference did not
   */
  List<Measurement> run(
      String stage, Task task, List<Contender> contenders, List<Integer> threads) {
    List<Runner> runners = new ArrayList<>();
    Map<String, float[]> expected = null;
    int turnsLeft = turns(contenders.size(), pace);
    for (Contender contender : contenders) {
      interruption.check();
      Optional<Runner> runner = prepare(contender, task, threads);
      if (runner.isPresent()) {
        try {
          Map<String, float[]> outputs =
              runner.get().process.outputs(runner.get().handle, hosts.folder().resolve("outputs"));
          if (expected == null) {
            expected = outputs;
          }
          runner.get().difference = Results.difference(outputs, expected);
          if (runner.get().difference <= agreement(task)) {
            runners.add(runner.get());
          } else {
            leftOut.add(
                contender.title()
                    + " is left out of \""
                    + task.line()
                    + "\": its outputs differ from ours by "
                    + String.format(java.util.Locale.ROOT, "%.2g", runner.get().difference)
                    + " of the largest value.");
            close(runner.get());
          }
        } catch (HostLost e) {
          lost(contender, task, e);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      if (expected == null) {
        progress.accept(turnsLeft);
        return List.of();
      }
      progress.accept(1);
      turnsLeft--;
    }
    for (int round = 0; round < pace.rounds(); round++) {
      for (int i = 0; i < runners.size(); i++) {
        Runner runner = runners.get((i + round) % runners.size());
        interruption.check();
        if (runner.isDone(pace)) {
          continue;
        }
        long start = System.nanoTime();
        try {
          runner.add(runner.process.run(runner.handle, pace.slice()));
          runner.spent += (System.nanoTime() - start) / 1e9;
        } catch (HostLost e) {
          lost(runner.contender, task, e);
          runners.remove(runner);
          i--;
        }
        progress.accept(1);
        turnsLeft--;
      }
    }
    progress.accept(turnsLeft);
    runners.forEach(this::close);
    return runners.stream().map(runner -> measurement(stage, task, runner)).toList();
  }

  private static double agreement(Task task) {
    return task instanceof Task.Training
        ? Tolerances.BENCHMARK_TRAINING
        : Tolerances.BENCHMARK_AGREEMENT;
  }

  /** Opens the task with each thread setting, warms up, and keeps the fastest. */
  private Optional<Runner> prepare(Contender contender, Task task, List<Integer> threads) {
    Optional<HostProcess> process = hosts.of(contender);
    if (process.isEmpty()) {
      return Optional.empty();
    }
    List<Integer> candidates = contender.conditions().tuned() ? threads : List.of(0);
    Runner best = null;
    double bestSeconds = Double.POSITIVE_INFINITY;
    try {
      for (int candidate : candidates) {
        int handle = process.get().open(task, contender.variant(), candidate);
        Runner runner = new Runner(contender, process.get(), handle, candidate);
        boolean last = candidate == candidates.get(candidates.size() - 1);
        double seconds = warmUp(runner, task instanceof Task.Training && last);
        if (candidates.size() > 1) {
          // Of slow tasks the warm-up alone says enough.
          for (int probe = 0; probe < PROBES && seconds < pace.warmUp(); probe++) {
            seconds = Math.min(seconds, process.get().run(handle, PROBE_SECONDS).total());
          }
        }
        if (seconds < bestSeconds * SAME) {
          if (best != null) {
            close(best);
          }
          best = runner;
          bestSeconds = seconds;
        } else {
          close(runner);
        }
      }
    } catch (UnsupportedOperationException e) {
      // Not every contender computes everything; its absence says so.
      return Optional.empty();
    } catch (HostLost e) {
      lost(contender, task, e);
      return Optional.empty();
    }
    return Optional.ofNullable(best);
  }

  /** Runs until it gets no faster, or the time is up; the shortest mean seconds. */
  private double warmUp(Runner runner, boolean training) throws HostLost {
    double best = Double.POSITIVE_INFINITY;
    long start = System.nanoTime();
    double slice = Math.min(pace.warmUp() / 4, 0.1);
    boolean compiles = runner.contender.host().equals(Roster.OURS.host());
    double compiling = training ? COMPILING_TRAINING_SECONDS : COMPILING_SECONDS;
    double most = compiles ? Math.max(compiling, pace.warmUp()) : pace.warmUp();
    int still = 0;
    while (still < 2 || compiles && (System.nanoTime() - start) / 1e9 < most / 2) {
      interruption.check();
      double seconds = runner.process.run(runner.handle, slice).total();
      still = seconds < best * SAME ? 0 : still + 1;
      best = Math.min(best, seconds);
      if ((System.nanoTime() - start) / 1e9 > most) {
        break;
      }
    }
    return best;
  }

  private void close(Runner runner) {
    try {
      runner.process.close(runner.handle);
    } catch (HostLost e) {
      hosts.drop(runner.contender);
    }
  }

  private void lost(Contender contender, Task task, HostLost e) {
    leftOut.add(
        contender.title() + " is left out of \"" + task.line() + "\": " + e.getMessage() + ".");
    hosts.drop(contender);
  }

  private Measurement measurement(String stage, Task task, Runner runner) {
    return new Measurement(
        stage,
        task.line(),
        runner.contender.id(),
        runner.threads,
        runner.total.size(),
        Statistics.spread(runner.forward),
        Statistics.spread(runner.backward),
        Statistics.spread(runner.total),
        task.images(),
        flops(task),
        runner.difference);
  }

  /** Operations of the whole task by the direct algorithm; 0 where they are not counted. */
  private static double flops(Task task) {
    if (task instanceof Task.Layer layer) {
      return 3 * layer.shape().flops();
    }
    return task instanceof Task.Gemm gemm ? gemm.flops() : 0;
  }
}
