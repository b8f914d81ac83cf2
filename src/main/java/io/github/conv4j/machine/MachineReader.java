package io.github.conv4j.machine;

import io.github.conv4j.result.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.factory.Nd4j;

/** Describes the machine and the software of this process. */
public final class MachineReader {

  private static final long MIB = 1024 * 1024;

  private MachineReader() {}

  /**
   * Reads it.
   *
   * @param version version of conv4j
   * @return machine and software
   */
  public static Environment read(String version) {
    Properties nd4j = Nd4j.getExecutioner().getEnvironmentInformation();
    Map<String, String> variables = new TreeMap<>();
    for (String name :
        new String[] {
          "OMP_NUM_THREADS",
          "OMP_WAIT_POLICY",
          "OPENBLAS_NUM_THREADS",
          "OPENBLAS_THREAD_TIMEOUT",
          "OPENBLAS_CORETYPE"
        }) {
      String value = System.getenv(name);
      if (value != null) {
        variables.put(name, value);
      }
    }
    return new Environment(
        version,
        property("os.name") + " " + property("os.version") + " " + property("os.arch"),
        processor(),
        Runtime.getRuntime().availableProcessors(),
        Pointer.totalPhysicalBytes() / MIB,
        property("java.vm.name") + " " + property("java.runtime.version"),
        Runtime.getRuntime().maxMemory() / MIB,
        "1.0.0-M2.1",
        String.valueOf(nd4j.getProperty("backend")),
        String.valueOf(nd4j.get("blas.vendor")),
        variables);
  }

  private static String property(String name) {
    return System.getProperty(name, "unknown");
  }

  private static String processor() {
    Path cpuInfo = Path.of("/proc/cpuinfo");
    if (Files.isReadable(cpuInfo)) {
      try (Stream<String> lines = Files.lines(cpuInfo)) {
        return lines
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).trim())
            .findFirst()
            .orElse(property("os.arch"));
      } catch (IOException e) {
        return property("os.arch");
      }
    }
    String windows = System.getenv("PROCESSOR_IDENTIFIER");
    return windows == null ? property("os.arch") : windows;
  }
}
