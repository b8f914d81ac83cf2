package io.github.conv4j.compare;

import io.github.conv4j.data.ImageShape;
import io.github.conv4j.machine.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Peak memory of a network: the largest resident memory of a process that does nothing but train
 * and run it, started with the same options as this one.
 */
final class PeakMemory {

  private static final double MIB = 1024 * 1024;
  private static final long MINUTES_TO_WAIT = 5;

  private PeakMemory() {}

  /** MiB, or NaN if the process could not be run to its end. */
  static double measure(Path model, int threads, int classes, int batch, ImageShape shape) {
    Path output = null;
    try (ChildJvm child =
        new ChildJvm(
            MemoryProbe.class,
            List.of(),
            List.of(
                model.toString(),
                Integer.toString(threads),
                Integer.toString(classes),
                Integer.toString(batch),
                Integer.toString(shape.channels()),
                Integer.toString(shape.height()),
                Integer.toString(shape.width())))) {
      output = Files.createTempFile("conv4j-probe", ".txt");
      Process process =
          child
              .builder()
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(MINUTES_TO_WAIT, TimeUnit.MINUTES)) {
        process.destroyForcibly();
      }
      return peak(Files.readAllLines(output));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Double.NaN;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      delete(output);
    }
  }

  private static double peak(List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith("peak "))
        .mapToDouble(line -> Long.parseLong(line.substring(5)) / MIB)
        .findFirst()
        .orElse(Double.NaN);
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
