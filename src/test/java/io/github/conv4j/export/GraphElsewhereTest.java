package io.github.conv4j.export;

import static org.assertj.core.api.Assertions.assertThat;

import elsewhere.GraphProgram;
import io.github.conv4j.nets.Network;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;

/** Saved graphs in a new process: without conv4j on the class path, and with it. */
class GraphElsewhereTest {

  private static final long[] SHAPE = {
    3, TestNetworks.CHANNELS, TestNetworks.HEIGHT, TestNetworks.WIDTH
  };

  @TempDir Path folder;

  private final Network network = Network.of(TestNetworks.handwrittenChain(DataType.DOUBLE));

  @Test
  void nd4jOpsRunWithoutConv4j() throws Exception {
    String printed = run(Form.ND4J_OPS, jars());
    assertThat(printed).contains("conv4j false");
    assertOutput(printed);
  }

  @Test
  void conv4jOpsRunWithConv4j() throws Exception {
    String printed = run(Form.CONV4J_OPS, classesOf(Form.class) + File.pathSeparator + jars());
    assertThat(printed).contains("conv4j true");
    assertOutput(printed);
  }

  @Test
  void conv4jOpsSayThatTheyNeedConv4j() throws Exception {
    assertThat(run(Form.CONV4J_OPS, jars())).doesNotContain("output [").contains("conv4j");
  }

  private void assertOutput(String printed) {
    String numbers = printed.substring(printed.indexOf("output [") + 8);
    double[] found =
        Stream.of(numbers.substring(0, numbers.indexOf(']')).split(", "))
            .mapToDouble(Double::parseDouble)
            .toArray();
    double[] expected = network.output(GraphProgram.input(SHAPE)).dup('c').data().asDouble();
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(Math.abs(found[i] - expected[i])).isLessThan(1e-12);
    }
  }

  private String run(Form form, String classPath)
      throws IOException, InterruptedException, URISyntaxException {
    Path graph = folder.resolve("graph.fb");
    SameDiffExport.save(
        SameDiffExport.export(
            network, TestNetworks.CHANNELS, TestNetworks.HEIGHT, TestNetworks.WIDTH, form),
        graph,
        "a graph");
    Path program = folder.resolve("program");
    Path relative = Path.of("elsewhere", "GraphProgram.class");
    Files.createDirectories(program.resolve("elsewhere"));
    Files.copy(Path.of(classesOf(GraphProgram.class)).resolve(relative), program.resolve(relative));
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-Dorg.nd4j.log.initialization=false",
            "-cp",
            program + File.pathSeparator + classPath,
            GraphProgram.class.getName(),
            graph.toString());
    Arrays.stream(SHAPE).forEach(size -> builder.command().add("" + size));
    Process process = builder.redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return printed;
  }

  /** The class path without the project's own classes. */
  private static String jars() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> entry.endsWith(".jar"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String classesOf(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }
}
