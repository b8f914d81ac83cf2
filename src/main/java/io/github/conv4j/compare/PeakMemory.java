package io.github.conv4j.compare;

import io.github.conv4j.data.ImageShape;
import io.github.conv4j.machine.ChildJvm;
import io.github.conv4j.models.AllowedClasses;
import io.github.conv4j.result.Interruption;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
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
  public double peakMebibytes(
      Path model,
      AllowedClasses allowed,
      int threads,
      int classes,
      int batch,
      int steps,
      ImageShape shape) {
    List<String> arguments = new ArrayList<>();
    arguments.add(model.toString());
    for (int number :
        new int[] {
          threads, classes, batch, steps, shape.channels(), shape.height(), shape.width()
        }) {
      arguments.add(Integer.toString(number));
    }
    allowed.names().stream()
        .filter(name -> !AllowedClasses.standard().contains(name))
        .forEach(arguments::add);
    Path output = null;
    try (ChildJvm child =
        new ChildJvm(MemoryProbe.class.getName(), classPath(), List.of(), arguments)) {
      output = Files.createTempFile("conv4j-probe", ".txt");
      Process process =
          child
              .builder()
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
      delete(output);
    }
  }

  /** Our own, and where the thread looks for classes beside it. */
  private static String classPath() {
    StringBuilder path = new StringBuilder(System.getProperty("java.class.path"));
    if (Thread.currentThread().getContextClassLoader() instanceof URLClassLoader loader) {
      for (URL url : loader.getURLs()) {
        path.append(File.pathSeparatorChar).append(Path.of(URI.create(url.toString())));
      }
    }
    return path.toString();
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
