package io.github.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.conv4j.onnx.OnnxWriter;
import io.github.conv4j.onnx.SampleModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectCommandTest {

  private static final String MNIST = "models/mnist/model.zip";

  @TempDir Path folder;

  @Test
  void aTableShowsLayersShapesAndCost() {
    Screen screen = Screen.piped();
    assertThat(screen.run("inspect", MNIST, "--size", "1x28x28")).isZero();
    assertThat(screen.out())
        .containsSubsequence("Deeplearning4j zip, MultiLayerNetwork", "name", "operations")
        .containsSubsequence("conv1", "Conv2DLayer", "20x24x24", "520", "576 k")
        .containsSubsequence("all", "431,080", "4.6 M")
        .endsWith("safe to load\n");
    assertThat(screen.out().lines()).allMatch(line -> line.length() <= 100);
    assertThat(screen.err()).isEmpty();
  }

  @Test
  void jsonAndPageHaveTheSame() throws IOException {
    Path file = folder.resolve("model.onnx");
    Files.write(file, OnnxWriter.bytes(SampleModels.residual()));
    Path page = folder.resolve("pages/inspect.html");
    Screen screen = Screen.piped();
    assertThat(screen.run("inspect", file.toString(), "--json", "--html", page.toString()))
        .isZero();
    JsonNode json = new ObjectMapper().readTree(screen.out());
    assertThat(json.path("format").asText()).isEqualTo("ONNX");
    assertThat(json.path("parts")).hasSize(9);
    assertThat(Files.readString(page)).contains("<svg class=\"network\"", "4×9×7");
  }

  @Test
  void aFileThatIsNotSafeEndsWithCode1AndNoneAtAllWith3() throws IOException {
    Path file = folder.resolve("odd.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      out.putNextEntry(new ZipEntry("preprocessor.bin"));
    }
    Screen odd = Screen.piped();
    assertThat(odd.run("inspect", file.toString())).isEqualTo(1);
    assertThat(odd.out()).contains("not safe: entry \"preprocessor.bin\"");

    Files.writeString(file, "Dear Sir or Madam");
    Screen none = Screen.piped();
    assertThat(none.run("inspect", file.toString())).isEqualTo(3);
    assertThat(none.err())
        .contains("expected a Deeplearning4j zip, a SameDiff file or an ONNX file");
    assertThat(none.err().lines()).hasSize(1);

    Screen size = Screen.piped();
    assertThat(size.run("inspect", MNIST, "--size", "28x28")).isEqualTo(2);
    assertThat(size.err()).contains("--size", "3x32x32", "28x28");
  }
}
