package io.github.conv4j.compare;

import io.github.conv4j.data.ImageShape;
import io.github.conv4j.result.Interruption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Peak memory of a network: the largest resident memory of a process that does nothing but train
 * and run it, started with the same options as this one.
 */
final class PeakMemory implements MemoryMeter {

  private static final double MIB = 1024 * 1024;
  private static final long SECONDS_TO_WAIT = 300;
  private static final long MILLISECONDS_BETWEEN_LOOKS = 100;

  private final Interruption interruption;

  PeakMemory(Interruption interruption) {
    this.interruption = interruption;
  }

  @Override
  public double peakMebibytes(Path model, int threads, int classes, int batch, ImageShape shape) {
    Path arguments = null;
    Path output = null;
    try {
      // The class path is longer than some systems allow a command line to be.
      arguments = Files.createTempFile("conv4j-probe", ".args");
      output = Files.createTempFile("conv4j-probe", ".txt");
      Files.write(
          arguments,
          command(
              List.of(
                  model.toString(),
                  Integer.toString(threads),
                  Integer.toString(classes),
                  Integer.toString(batch),
                  Integer.toString(shape.channels()),
                  Integer.toString(shape.height()),
                  Integer.toString(shape.width()))));
      Path java = Path.of(System.getProperty("java.home"), "bin", "java");
      Process process =
          new ProcessBuilder(java.toString(), "@" + arguments)
              .redirectErrorStream(false)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .redirectOutput(output.toFile())
              .start();
      await(process);
      return peak(Files.readAllLines(output));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Double.NaN;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      delete(arguments);
      delete(output);
    }
  }

  /** Waits for the end; a process that is no longer wanted, or takes too long, is ended. */
  private void await(Process process) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_WAIT);
    try {
      while (!process.waitFor(MILLISECONDS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS)
          && System.nanoTime() < deadline) {
        interruption.check();
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static double peak(List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith("peak "))
        .mapToDouble(line -> Long.parseLong(line.substring(5)) / MIB)
        .findFirst()
        .orElse(Double.NaN);
  }

  private static List<String> command(List<String> probeArguments) {
    List<String> lines = new ArrayList<>();
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (option.startsWith("-X") && !option.startsWith("-Xdebug")
          || option.startsWith("-Dorg.bytedeco")
          || option.startsWith("-Dorg.nd4j")) {
        lines.add(quoted(option));
      }
    }
    lines.add("-cp");
    lines.add(quoted(System.getProperty("java.class.path")));
    lines.add(MemoryProbe.class.getName());
    probeArguments.forEach(argument -> lines.add(quoted(argument)));
    return lines;
  }

  /** A word of a java argument file. */
  private static String quoted(String word) {
    return '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static void delete(Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      file.toFile().deleteOnExit();
    }
  }
}
