package io.github.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.conv4j.files.WholeFile;
import io.github.conv4j.models.ModelFiles;
import io.github.conv4j.models.SafeModels;
import io.github.conv4j.onnx.OnnxReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;

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

  private JsonNode exported(String... words) throws IOException {
    List<String> all = new ArrayList<>(List.of("export", MODEL, "--out", folder.toString()));
    all.addAll(List.of(words));
    all.addAll(List.of("--json", "--quiet"));
    Screen fresh = Screen.piped();
    assertThat(fresh.run(all.toArray(String[]::new))).as(fresh.err()).isZero();
    return new ObjectMapper().readTree(fresh.out());
  }

  @Test
  void aSecondExportReplacesTheFirstAndSaysHowItWasNotVerified() throws IOException {
    JsonNode first = exported();
    JsonNode again = exported();
    assertThat(again).isEqualTo(first);
    JsonNode unverified = exported("--no-verify", "--format", "onnx,dl4j");

    JsonNode onnx = unverified.get("files").get(0);
    assertThat(onnx.get("verification").isNull()).isTrue();
    assertThat(unverified.get("files").get(1).get("verification").isNull()).isFalse();
    Path file = Path.of(onnx.get("path").asText());
    assertThat(OnnxReader.read(file).metadata()).containsEntry("conv4j.verified", "no");
    assertThat(WholeFile.sha256(file)).isEqualTo(onnx.get("sha256").asText());
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("model.onnx", "model-copy.zip", "model-export.json");
    }
  }

  @Test
  void doublesAreVerifiedRounded() throws IOException {
    JsonNode onnx = exported("--type", "double").get("files").get(0);
    assertThat(onnx.get("verification").get("runtime").asText()).endsWith("rounded to FLOAT");
  }

  @Test
  void asBuiltinAndAsHandwrittenExchangeLayers() throws IOException {
    Path builtin =
        Path.of(
            exported("--format", "dl4j,samediff", "--as", "builtin")
                .get("files")
                .get(0)
                .get("path")
                .asText());
    assertThat(builtin.getFileName()).hasToString("model-builtin.zip");
    assertThat(folder.resolve("model-plain.fb")).exists();
    assertThat(ModelFiles.configuration(SafeModels.load(builtin))).doesNotContain("conv4j");

    Screen back = Screen.piped();
    Path out = folder.resolve("back");
    int code =
        back.run(
            "export",
            builtin.toString(),
            "--format",
            "dl4j",
            "--as",
            "handwritten",
            "--out",
            out.toString(),
            "--quiet");
    assertThat(code).as(back.err()).isZero();
    assertThat(ModelFiles.configuration(SafeModels.load(out.resolve("model-builtin-copy.zip"))))
        .contains("io.github.conv4j.layers.Conv2DLayer");
  }

  /** The network scales pixels: files that lost that would answer something else. */
  @Test
  void filesOfEveryFormatScalePixelsAsTheNetworkDoes() throws IOException {
    Path scaled = folder.resolve("scaled.zip");
    ModelFiles.save(
        SafeModels.load(Path.of(MODEL)), new ImagePreProcessingScaler(-1, 3), scaled, "scaled");
    Screen export = Screen.piped();
    int code =
        export.run(
            "export",
            scaled.toString(),
            "--format",
            "onnx,samediff,samediff-plain,dl4j",
            "--json",
            "--quiet");
    assertThat(code).as(export.err()).isZero();
    List<String> answers = new ArrayList<>();
    for (JsonNode file : new ObjectMapper().readTree(export.out()).get("files")) {
      Screen eval = Screen.piped();
      assertThat(eval.run("eval", file.get("path").asText(), "--json", "--quiet"))
          .as(eval.err())
          .isZero();
      answers.add(new ObjectMapper().readTree(eval.out()).get("correct").asText());
    }
    assertThat(answers).hasSize(4).containsOnly(answers.get(0));
  }

  @Test
  void labelsAreNamesOrAFileOfThem() throws IOException {
    Path file = folder.resolve("labels.txt");
    Files.writeString(file, "\uFEFFa\nb\nc\nd\ne\nf\ng\nh\ni\nj\n");
    Path onnx =
        Path.of(exported("--labels", file.toString()).get("files").get(0).get("path").asText());
    assertThat(OnnxReader.read(onnx).metadata().get("labels"))
        .isEqualTo("[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\",\"i\",\"j\"]");

    for (String words : List.of("a,,b,c,d,e,f,g,h,i,j", folder + "/none.txt", folder.toString())) {
      Screen fresh = Screen.piped();
      assertThat(fresh.run("export", MODEL, "--out", folder + "/x", "--labels", words, "--quiet"))
          .isEqualTo(2);
      assertThat(fresh.err()).contains("--labels", "expected", "found");
    }
  }

  /** What is refused in one format is written in the others, and the command fails. */
  @Test
  void aRefusedFormatLeavesTheOthers() throws IOException {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder().nIn(6).nOut(4).hasLayerNorm(true).build())
                .layer(new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build())
                .build());
    network.init();
    Path zip = folder.resolve("norm.zip");
    ModelFiles.save(network, zip, "with layer normalisation");
    Screen fresh = Screen.piped();
    assertThat(fresh.run("export", zip.toString(), "--format", "onnx,dl4j", "--size", "6"))
        .isEqualTo(3);
    assertThat(fresh.err()).contains("layer normalisation");
    assertThat(folder.resolve("norm-copy.zip")).exists();
    assertThat(folder.resolve("norm.onnx")).doesNotExist();
  }

  @Test
  void flagsThatContradictEachOtherAreRefused() {
    for (String[] words :
        List.of(
            new String[] {"--type", "double", "--format", "samediff"},
            new String[] {"--labels", "a,b", "--format", "dl4j"},
            new String[] {"--as", "builtin"},
            new String[] {"--as", "handwritten", "--format", "dl4j-plain"},
            new String[] {"--no-verify", "--format", "samediff"},
            new String[] {"--with-preprocessing", "--format", "dl4j"},
            new String[] {"--as", "plain"},
            new String[] {"--type", "half"},
            new String[] {"--format", "onnx,torch"},
            new String[] {"--size", "28 by 28"})) {
      Screen fresh = Screen.piped();
      List<String> all = new ArrayList<>(List.of("export", MODEL, "--out", folder.toString()));
      all.addAll(List.of(words));
      all.add("--quiet");
      assertThat(fresh.run(all.toArray(String[]::new))).as("%s", all).isEqualTo(2);
      assertThat(fresh.err()).contains("expected", "found");
    }
    assertThat(folder).isEmptyDirectory();
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
