package io.github.conv4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A process that has ended.
 *
 * @param exitCode its exit code
 * @param out its standard output
 * @param err its error stream
 */
record ProcessRun(int exitCode, String out, String err) {
  private static final long LIMIT_SECONDS = 120;

  /** A process that may still run. */
  record Started(Process process) {
    ProcessRun end() throws Exception {
      CompletableFuture<String> out = read(process.getInputStream());
      CompletableFuture<String> err = read(process.getErrorStream());
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("still running after " + LIMIT_SECONDS + " s: " + process.info());
      }
      return new ProcessRun(process.exitValue(), out.get(), err.get());
    }
  }

  static ProcessRun conv4j(Map<String, String> environment, String... arguments) throws Exception {
    return main(Main.class, environment, arguments);
  }

  static ProcessRun main(Class<?> main, Map<String, String> environment, String... arguments)
      throws Exception {
    return java(List.of(), environment, main, arguments);
  }

  static ProcessRun java(
      List<String> options, Map<String, String> environment, Class<?> main, String... arguments)
      throws Exception {
    return startJava(options, environment, main, arguments).end();
  }

  static Started startJava(
      List<String> options, Map<String, String> environment, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    command.addAll(options);
    command.add(main.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    clean(builder.environment());
    builder.environment().put("CLASSPATH", classPath());
    builder.environment().putAll(environment);
    return start(builder);
  }

  static Started start(ProcessBuilder builder) throws IOException {
    Process process = builder.start();
    process.getOutputStream().close();
    return new Started(process);
  }

  /** What a person's or a CI machine's environment must not change about a test. */
  static void clean(Map<String, String> environment) {
    List.of(
            "NO_COLOR",
            "CI",
            "TERM",
            "JDK_JAVA_OPTIONS",
            "JAVA_TOOL_OPTIONS",
            "CONV4J_HEAP",
            "CONV4J_DATA")
        .forEach(environment::remove);
  }

  static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  private static CompletableFuture<String> read(InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
