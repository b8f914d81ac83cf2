package io.github.conv4j.testing;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a main class in a new Java process with the class path of this one. */
public final class FreshJvm {

  private FreshJvm() {}

  /**
   * Runs it and waits.
   *
   * @return what it printed on standard output
   */
  public static String run(Path directory, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    // Vectors as in this one: the same kernels, the same rounding.
    List<String> options = List.of("--add-exports=java.base/jdk.internal.module=ALL-UNNAMED");
    return run(directory, options, main, arguments);
  }

  /**
   * Runs it with further options of Java, and waits. Standard error is in the directory's {@code
   * stderr.txt} afterwards.
   *
   * @return what it printed on standard output
   */
  public static String run(Path directory, List<String> options, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    command.addAll(options);
    command.addAll(
        List.of(
            "-Xmx512m",
            "-Dorg.nd4j.log.initialization=false",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName()));
    command.addAll(List.of(arguments));
    Path out = directory.resolve("stdout.txt");
    Path err = directory.resolve("stderr.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(main.getName() + " did not end within 120 s");
    }
    String output = Files.readString(out, StandardCharsets.UTF_8);
    if (process.exitValue() != 0) {
      throw new AssertionError(
          main.getName() + " failed: " + output + Files.readString(err, StandardCharsets.UTF_8));
    }
    return output;
  }
}
