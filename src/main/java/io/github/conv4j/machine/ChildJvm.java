package io.github.conv4j.machine;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command of a Java process like this one: same Java, same class path, same memory, ND4J and
 * JavaCPP options. Close it when the process has ended.
 */
public final class ChildJvm implements AutoCloseable {

  private final Path words;

  /**
   * Writes the command.
   *
   * @param main class whose main method runs
   * @param options further options of the Java process
   * @param arguments arguments of the main method
   * @throws IOException if no temporary file can be written
   */
  public ChildJvm(Class<?> main, List<String> options, List<String> arguments) throws IOException {
    this(main.getName(), System.getProperty("java.class.path"), options, arguments);
  }

  /**
   * Writes the command of a process with another class path.
   *
   * @param main name of the class whose main method runs
   * @param classPath its class path
   * @param options further options of the Java process
   * @param arguments arguments of the main method
   * @throws IOException if no temporary file can be written
   */
  public ChildJvm(String main, String classPath, List<String> options, List<String> arguments)
      throws IOException {
    List<String> lines = new ArrayList<>();
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (option.startsWith("-X") && !option.startsWith("-Xdebug")
          || option.startsWith("--add-modules=")
          || option.startsWith("--add-exports=")
          || option.startsWith("-Djdk.incubator.vector")
          || option.startsWith("-Dorg.bytedeco")
          || option.startsWith("-Dorg.nd4j")) {
        lines.add(quoted(option));
      }
    }
    // No child deserialises Java objects, whatever file it reads.
    lines.add(quoted("-Djdk.serialFilter=!*"));
    options.forEach(option -> lines.add(quoted(option)));
    lines.add("-cp");
    lines.add(quoted(classPath));
    lines.add(main);
    arguments.forEach(argument -> lines.add(quoted(argument)));
    // The class path is longer than some systems allow a command line to be.
    words = Files.createTempFile("conv4j-child", ".args");
    Files.write(words, lines);
  }

  /**
   * The command, to be started.
   *
   * @return a builder with the command and nothing else set
   */
  public ProcessBuilder builder() {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return new ProcessBuilder(java.toString(), "@" + words);
  }

  /** Deletes the file that holds the command; the process must have read it. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(words);
    } catch (IOException e) {
      words.toFile().deleteOnExit();
    }
  }

  /** A word of a java argument file. */
  private static String quoted(String word) {
    return '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
