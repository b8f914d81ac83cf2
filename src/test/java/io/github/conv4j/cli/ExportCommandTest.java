package io.github.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportCommandTest {

  private static final String MODEL = Path.of("models", "mnist", "model.zip").toString();

  @TempDir Path folder;

  private final Screen screen = Screen.piped();

  private int run(String... words) {
    return screen.run(words);
  }

  @Test
  void exportsToEveryFormat() throws IOException {
    int code =
        run(
            "export",
            MODEL,
            "--out",
            folder.toString(),
            "--format",
            "onnx,samediff,samediff-plain,dl4j,dl4j-plain",
            "--with-preprocessing",
            "--labels",
            "zero,one,two,three,four,five,six,seven,eight,nine",
            "--json",
            "--quiet");

    assertThat(code).as(screen.err()).isZero();
    JsonNode result = new ObjectMapper().readTree(screen.out());
    assertThat(result.get("files")).hasSize(5);
    for (JsonNode file : result.get("files")) {
      Path path = Path.of(file.get("path").asText());
      assertThat(Files.size(path)).isEqualTo(file.get("bytes").asLong());
      assertThat(file.get("sha256").asText()).hasSize(64);
      JsonNode verification = file.get("verification");
      assertThat(verification.get("maxAbs").asDouble()).isLessThan(1e-5);
      assertThat(verification.get("argmaxAgreement").asDouble()).isEqualTo(1);
    }
    JsonNode onnx = result.get("files").get(0).get("verification");
    assertThat(onnx.get("layers")).hasSize(6);
    assertThat(folder.resolve("model-export.json")).exists();

    for (JsonNode file : List.of(result.get("files").get(0), result.get("files").get(1))) {
      Screen eval = Screen.piped();
      assertThat(eval.run("eval", file.get("path").asText(), "--json", "--quiet"))
          .as(eval.err())
          .isZero();
      assertThat(new ObjectMapper().readTree(eval.out()).get("correct").asInt())
          .as(file.get("format").asText())
          .isBetween(9940, 9946);
    }
  }

  @Test
  void saysWhatIsWrong() {
    assertThat(run("export", MODEL, "--out", folder.toString(), "--size", "3x28x28", "--quiet"))
        .isEqualTo(2);
    assertThat(screen.err()).contains("expects 1 channels, found [N, 3, 28, 28]");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void refusesLabelsThatDoNotFit() {
    assertThat(run("export", MODEL, "--out", folder.toString(), "--labels", "a,b", "--quiet"))
        .isEqualTo(2);
    assertThat(screen.err()).contains("expected one for each of 10 classes, found 2");
  }

  @Test
  void refusesDamagedFilesOfOtherFormats() throws IOException {
    Path file = folder.resolve("broken.onnx");
    Files.write(file, new byte[] {8, 8, 58, 120, 1});
    assertThat(run("eval", file.toString(), "--quiet")).isEqualTo(3);
    assertThat(screen.err().lines()).hasSize(1);
  }
}
