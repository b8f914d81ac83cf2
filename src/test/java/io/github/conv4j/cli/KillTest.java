package io.github.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trainings that are killed with SIGKILL at random moments, while starting, between and within
 * steps, and while a checkpoint is written, and resumed each time, end bit for bit as one that was
 * never disturbed. The system property {@code conv4j.kills} sets the number of kills.
 */
@DisabledOnOs(OS.WINDOWS)
class KillTest {

  private static final int KILLS = Integer.getInteger("conv4j.kills", 20);
  private static final int KILLS_PER_RUN = 10;
  private static final int STARTING_MILLISECONDS = 4000;
  private static final String EVERY_THIRD_STEP = "3";

  @TempDir Path folder;
  private TrainingProcesses processes;

  @Test
  void killedAndResumedRunsEndBitIdentical() throws Exception {
    processes = new TrainingProcesses(folder);
    ExecutorService two = Executors.newFixedThreadPool(2);
    try {
      Future<Integer> undisturbed =
          two.submit(() -> processes.end(processes.start("undisturbed", EVERY_THIRD_STEP)));
      List<Future<Integer>> killed = new ArrayList<>();
      for (int done = 0; done < KILLS; done += KILLS_PER_RUN) {
        int run = killed.size();
        int kills = Math.min(KILLS_PER_RUN, KILLS - done);
        killed.add(two.submit(() -> killAndResume("killed" + run, kills, new Random(run))));
      }
      assertThat(undisturbed.get()).isZero();
      int kills = 0;
      for (int run = 0; run < killed.size(); run++) {
        kills += killed.get(run).get();
        processes.requireSame("killed" + run, "undisturbed");
      }
      assertThat(kills).isEqualTo(KILLS);
    } finally {
      two.shutdownNow();
    }
  }

  private int killAndResume(String run, int kills, Random random) throws Exception {
    int done = 0;
    while (done < kills && processes.lines(run) < TrainingProcesses.STEPS) {
      long before = processes.lines(run);
      Process process = processes.start(run, EVERY_THIRD_STEP);
      awaitMoment(
          process, run, before, (TrainingProcesses.STEPS - before) / (kills - done), random);
      if (process.isAlive()) {
        done++;
      }
      process.destroyForcibly();
      process.waitFor();
    }
    assertThat(processes.end(processes.start(run, EVERY_THIRD_STEP))).as(run).isZero();
    return done;
  }

  /** A moment in the start of the process, or one soon after some more steps. */
  private void awaitMoment(Process process, String run, long before, long share, Random random)
      throws Exception {
    if (random.nextInt(5) == 0) {
      process.waitFor(random.nextInt(STARTING_MILLISECONDS), TimeUnit.MILLISECONDS);
      return;
    }
    processes.awaitLines(process, run, before + 1 + random.nextInt((int) Math.max(1, share)));
    process.waitFor(random.nextInt(20), TimeUnit.MILLISECONDS);
  }
}
