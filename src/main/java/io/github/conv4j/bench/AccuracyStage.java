package io.github.conv4j.bench;

import io.github.conv4j.bench.Contender.Conditions;
import io.github.conv4j.data.Mnist;
import io.github.conv4j.machine.ChildJvm;
import io.github.conv4j.result.BenchReport.TimeToAccuracy;
import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.ProgressListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Time to accuracy: starts the program cold and stops the clock when it says that it is there. */
final class AccuracyStage {

  /** Test accuracy on MNIST to reach. */
  static final double TARGET = 0.99;

  private static final int SECONDS_TO_WAIT = 900;
  private static final int MILLISECONDS_BETWEEN_LOOKS = 20;

  private final int threads;
  private final ProgressListener progress;
  private final Interruption interruption;
  private final Set<String> leftOut;

  AccuracyStage(
      int threads, ProgressListener progress, Interruption interruption, Set<String> leftOut) {
    this.threads = threads;
    this.progress = progress;
    this.interruption = interruption;
    this.leftOut = leftOut;
  }

  /** Measures one kind of layers; empty if it failed, which is noted. */
  Optional<TimeToAccuracy> measure(Contender contender) {
    boolean handwritten = contender.equals(Roster.OURS);
    List<String> options = new ArrayList<>(List.of("-Dorg.nd4j.log.initialization=false"));
    String home = System.getProperty(Mnist.HOME_PROPERTY);
    if (home != null) {
      options.add("-D" + Mnist.HOME_PROPERTY + "=" + home);
    }
    progress.start("99 % with " + contender.title(), AccuracyProgram.IMAGES, "images");
    try (ChildJvm child =
        new ChildJvm(
            AccuracyProgram.class,
            options,
            List.of(
                handwritten ? "handwritten" : "builtin",
                Integer.toString(threads),
                Double.toString(TARGET)))) {
      ProcessBuilder builder = child.builder().redirectError(ProcessBuilder.Redirect.DISCARD);
      Variables.apply(Conditions.TUNED, builder.environment());
      long start = System.nanoTime();
      Process process = builder.start();
      try {
        return listen(process, contender, start);
      } finally {
        Processes.kill(process);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    } finally {
      progress.finish();
    }
  }

  private Optional<TimeToAccuracy> listen(Process process, Contender contender, long start)
      throws InterruptedException {
    BlockingQueue<String> lines = lines(process);
    double ready = Double.NaN;
    double seconds = 0;
    while (seconds < SECONDS_TO_WAIT) {
      interruption.check();
      String line = lines.poll(MILLISECONDS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS);
      seconds = (System.nanoTime() - start) / 1e9;
      if (line == null) {
        continue;
      }
      String[] words = line.split(" ", 3);
      switch (words[0]) {
        case "ready" -> ready = seconds;
        case "images" ->
            progress.step(Math.min(AccuracyProgram.IMAGES, Long.parseLong(words[1])), Map.of());
        case "end" -> {
          return Optional.of(
              new TimeToAccuracy(
                  contender.id(),
                  TARGET,
                  Double.parseDouble(words[1]),
                  seconds,
                  Long.parseLong(words[2]),
                  ready));
        }
        default -> {
          leftOut.add(
              contender.title()
                  + " is left out of the time to accuracy: "
                  + (line.startsWith("failed ") ? line.substring(7) : "its process crashed")
                  + ".");
          return Optional.empty();
        }
      }
    }
    leftOut.add(
        contender.title()
            + " is left out of the time to accuracy: not reached within "
            + SECONDS_TO_WAIT
            + " s.");
    return Optional.empty();
  }

  private static BlockingQueue<String> lines(Process process) {
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader in =
                  new BufferedReader(
                      new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                in.lines().forEach(lines::add);
              } catch (IOException | UncheckedIOException e) {
                process.destroyForcibly();
              } finally {
                lines.add("ended");
              }
            },
            "conv4j-bench-accuracy-reader");
    reader.setDaemon(true);
    reader.start();
    return lines;
  }
}
