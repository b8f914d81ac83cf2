package io.github.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.conv4j.data.DataSources;
import io.github.conv4j.data.ImageFiles;
import io.github.conv4j.data.TinyImages;
import io.github.conv4j.models.ModelFiles;
import io.github.conv4j.models.SafeModels;
import io.github.conv4j.testing.SignalSender;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** compare, train, eval and predict as users see them, on a data folder made here. */
class VerbsTest {
  private static final int SIZE = 16;
  private static final int TEST_IMAGES = 40;

  @TempDir static Path shared;
  private static String data;

  @TempDir Path folder;

  @BeforeAll
  static void makeData() {
    data = TinyImages.write(shared.resolve("tiny"), SIZE, 120, TEST_IMAGES).toString();
  }

  @Test
  void comparePrintsOneJsonDocumentAndWritesItsReport() throws Exception {
    Path out = folder.resolve("deep/out");

    ProcessRun run =
        ProcessRun.conv4j(
            Map.of("OMP_WAIT_POLICY", "PASSIVE"),
            compare(out, "--epochs", "2", "--limit", "100", "--batch", "30", "--json"));

    assertThat(run.err().lines()).isNotEmpty().allMatch(line -> line.startsWith("conv4j: "));
    JsonNode report = parsed(run.out());
    assertThat(report.get("verdict").asText()).isEqualTo("pass");
    assertThat(run.exitCode()).isZero();
    assertThat(parsed(Files.readString(out.resolve("report.json")))).isEqualTo(report);
    assertThat(report.get("networks").get("builtin").get("lossHistory")).hasSize(8);
    assertThat(report.get("networks").get("custom").get("peakMemoryMiB").asDouble())
        .isBetween(50.0, 4000.0);
    assertThat(report.get("command").asText())
        .startsWith("scripts/conv4j compare --data ")
        .contains(" --epochs 2 --batch 30 --limit 100 --seed 42 ")
        .endsWith("--out " + out);
    for (JsonNode file : report.get("files")) {
      byte[] bytes = Files.readAllBytes(out.resolve(file.get("path").asText()));
      assertThat(file.get("sha256").asText()).isEqualTo(sha256(bytes));
    }
    assertThat(names(out)).contains("report.html", "report.json", "builtin.zip", "custom.zip");
    assertThat(names(out)).noneMatch(name -> name.contains("part") || name.contains("tmp"));
  }

  @Test
  void aFailedVerdictIsSummedUpAndExplained() throws Exception {
    MultiLayerNetwork diverging =
        io.github.conv4j.nets.LeNet.create(1, SIZE, SIZE, 4, 5, DataType.FLOAT);
    diverging.setLearningRate(1e20);
    Path model = folder.resolve("diverging model.zip");
    ModelFiles.save(diverging, model, "network");
    Screen screen = Screen.piped();

    int code =
        screen.run(
            compare(
                folder.resolve("out"),
                "--model",
                model.toString(),
                "--limit",
                "60",
                "--batch",
                "10",
                "--threads",
                "1",
                "--quiet"));

    assertThat(code).isEqualTo(1);
    assertThat(screen.err()).isEmpty();
    assertThat(screen.out())
        .containsSubsequence(
            "built-in   handwritten   ratio",
            "test accuracy",
            "training images/s",
            "inference images/s",
            "peak memory MiB",
            "threads train/infer",
            "1/1",
            "FAILED  training/finite",
            "lower the learning rate",
            "FAIL  ",
            " checks passed",
            "6 of 6 layers replaced",
            "Report  " + folder.resolve("out/report.html"))
        .doesNotContain("NaN", "Left as it is");
    assertThat(parsed(Files.readString(folder.resolve("out/report.json"))).get("command").asText())
        .contains("--model '" + model + "'");
    assertThat(folder.resolve("out/report.html")).isNotEmptyFile();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void anInterruptedComparisonLeavesNothingHalfWrittenAndKeepsOthersOut() throws Exception {
    Path out = folder.resolve("out");
    ProcessRun.Started started =
        ProcessRun.startJava(
            List.of(),
            Map.of("OMP_WAIT_POLICY", "PASSIVE"),
            Main.class,
            compare(out, "--epochs", "100000", "--threads", "1"));
    BufferedReader messages = started.process().errorReader();
    String line = messages.readLine();
    while (line != null && !line.contains("check layers")) {
      line = messages.readLine();
    }
    assertThat(line).contains("check layers");

    Screen second = Screen.piped();
    assertThat(second.run(compare(out, "--limit", "60"))).isEqualTo(4);
    assertThat(second.err())
        .isEqualTo(
            "conv4j: the folder "
                + out
                + " is in use by another run; wait, or choose another"
                + " --out\n");

    SignalSender.send("INT", started.process());
    assertThat(started.process().waitFor(10, TimeUnit.SECONDS)).isTrue();

    assertThat(started.process().exitValue()).isEqualTo(130);
    assertThat(started.process().inputReader().readLine()).isNull();
    assertThat(messages.lines()).anyMatch(message -> message.contains("interrupted; stopping"));
    assertThat(names(out)).containsExactly(".conv4j.lock");
  }

  @Test
  void trainEvalAndPredictWorkTogether() throws Exception {
    Path model = folder.resolve("new/models/digits.zip");
    Screen train = Screen.piped();
    assertThat(
            train.run(
                "train",
                "--data",
                data,
                "--epochs",
                "8",
                "--batch",
                "20",
                "--runs",
                folder.resolve("runs").toString(),
                "--name",
                "first",
                "--out",
                model.toString()))
        .isZero();
    assertThat(train.out().lines()).hasSize(10);
    assertThat(train.out())
        .containsSubsequence(
            "epoch 1/8   loss ", "   accuracy ", " images/s", "epoch 8/8", "test accuracy ")
        .contains("(40 of 40)", "saved " + model, "run " + folder.resolve("runs/first"));
    assertThat(names(folder.resolve("runs/first")))
        .containsExactly(
            ".conv4j.lock",
            "checkpoints",
            "config.json",
            "manifest.json",
            "metrics.jsonl",
            "network.json",
            "result.json");
    assertThat(names(folder.resolve("runs/first/checkpoints")))
        .containsExactly("best.zip", "step-000000042.zip", "step-000000048.zip");
    assertThat(names(model.getParent())).containsExactly("digits.zip");

    Screen eval = Screen.piped();
    assertThat(eval.run("eval", model.toString(), "--data", data, "--quiet")).isZero();
    assertThat(eval.err()).isEmpty();
    assertThat(eval.out())
        .containsSubsequence("class", "images", "correct", "accuracy", "0 ", "all", "100.00 %");
    Screen evalJson = Screen.piped();
    assertThat(evalJson.run("eval", model.toString(), "--data", data, "--json")).isZero();
    JsonNode result = parsed(evalJson.out());
    assertThat(result.get("images").asInt()).isEqualTo(TEST_IMAGES);
    assertThat(result.get("accuracy").asDouble()).isEqualTo(1);
    assertThat(result.get("confusion")).hasSize(4);

    INDArray digits = DataSources.open(data).test(4, 4).next().getFeatures();
    String[] words = new String[8];
    for (int i = 0; i < 4; i++) {
      Path picture = folder.resolve("picture " + i + ".png");
      ImageFiles.writePng(digits.get(NDArrayIndex.interval(i, i + 1)).mul(255).dup('c'), picture);
      words[4 + i] = picture.toString();
    }
    words[0] = "predict";
    words[1] = "--model=" + model;
    words[2] = "--size";
    words[3] = "1x16x16";
    Screen predict = Screen.piped();
    assertThat(predict.run(words)).isZero();
    assertThat(predict.out().lines()).hasSize(4);
    for (int i = 0; i < 4; i++) {
      assertThat(predict.out().lines().toList().get(i))
          .startsWith(words[4 + i] + "   " + i + " (")
          .contains(" %)");
    }
    Screen predictJson = Screen.piped();
    assertThat(
            predictJson.run(
                Stream.concat(Stream.of(words), Stream.of("--json")).toArray(String[]::new)))
        .isZero();
    assertThat(parsed(predictJson.out())).hasSize(4);
    assertThat(parsed(predictJson.out()).get(2).get("prediction").asInt()).isEqualTo(2);
    assertThat(parsed(predictJson.out()).get(2).get("scores")).hasSize(4);

    Screen on = Screen.piped();
    assertThat(
            on.run(
                "train",
                "--data",
                data,
                "--model",
                model.toString(),
                "--layers",
                "builtin",
                "--limit",
                "20",
                "--runs",
                folder.resolve("runs").toString(),
                "--out",
                model.toString(),
                "--json"))
        .isZero();
    assertThat(parsed(on.out()).get("layers").asText()).isEqualTo("builtin");
    assertThat(parsed(on.out()).get("sha256").asText())
        .isEqualTo(sha256(Files.readAllBytes(model)));
    MultiLayerNetwork trained = (MultiLayerNetwork) SafeModels.load(model);
    assertThat(trained.getEpochCount()).isEqualTo(9);
    assertThat(trained.getIterationCount()).isEqualTo(8 * 6 + 1);
    assertThat(trained.getLayer(0).conf().getLayer().getClass().getSimpleName())
        .isEqualTo("ConvolutionLayer");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--epochs 0      | --epochs: expected 1 or more, found 0",
        "--batch 0       | --batch: expected 1 or more, found 0",
        "--batch x       | invalid value for option '--batch': 'x' is not a whole number that fits.",
        "--limit -5      | --limit: expected 1 or more, found -5",
        "--seed 0        | --seed: expected any number but 0, which Deeplearning4j takes for \"no"
            + " seed\"",
        "--seed 1e9      | invalid value for option '--seed': '1e9' is not a whole number that fits.",
        "--threads -1    | --threads: expected 0 or more, found -1",
        "--dtype half    | invalid value for option '--dtype': expected one of",
        "--out pom.xml   | --out: expected a folder, found the file pom.xml"
      })
  void wrongValuesAreUsageErrorsOfOneLine(String words, String message) {
    Screen screen = Screen.piped();
    String[] arguments = ("compare --data " + data + " " + words).split(" ");

    assertThat(screen.run(arguments)).isEqualTo(2);

    assertThat(screen.err()).startsWith("conv4j: " + message).endsWith("\n");
    assertThat(screen.err().lines()).hasSize(1);
    assertThat(screen.out()).isEmpty();
  }

  @Test
  void trainRefusesWrongValuesBeforeItWritesAnything() {
    Screen screen = Screen.piped();
    Path out = folder.resolve("new/model.zip");

    assertThat(screen.run("train", "--threads", "-1", "--out", out.toString())).isEqualTo(2);
    assertThat(out.getParent()).doesNotExist();

    assertThat(screen.run("train", "--data", data, "--out", folder.toString())).isEqualTo(2);
    assertThat(screen.err())
        .contains("--out: expected a file, such as " + folder.resolve("model.zip"));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void foldersThatCannotBeWrittenAreEnvironmentErrors() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    for (String[] words :
        List.of(
            compare(file.resolve("out"), "--limit", "10"),
            new String[] {"train", "--data", data, "--out", file.resolve("m.zip").toString()})) {
      Screen screen = Screen.piped();
      assertThat(screen.run(words)).isEqualTo(4);
      assertThat(screen.err().lines()).hasSize(1);
      assertThat(screen.err())
          .startsWith("conv4j: cannot write to the folder " + file)
          .endsWith("; change its permissions, or choose another --out\n");
    }
    Path closed = Files.createDirectory(folder.resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-xr-xr-x"));
    if (!Files.isWritable(closed)) {
      Screen screen = Screen.piped();
      assertThat(screen.run(compare(closed, "--limit", "10"))).isEqualTo(4);
      assertThat(screen.err()).contains("permission denied");
    }
  }

  @Test
  void unusableModelsAndDataAreExitCodeThree() throws Exception {
    Path text = Files.writeString(folder.resolve("notes.txt"), "not a model");
    Path missing = folder.resolve("missing.zip");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    ComputationGraph twoInputs = twoInputs();
    Path graph = folder.resolve("two.zip");
    ModelFiles.save(twoInputs, graph, "network");

    unusable(text.toString(), "compare", "--data", data, "--model", text.toString());
    unusable(missing.toString(), "compare", "--data", data, "--model", missing.toString());
    unusable(
        missing.toString(),
        "train",
        "--data",
        data,
        "--model",
        missing.toString(),
        "--out",
        folder.resolve("m.zip").toString());
    unusable(text.toString(), "eval", text.toString(), "--data", data);
    unusable(missing.toString(), "predict", "--model", missing.toString(), text.toString());
    unusable("train-images-idx3-ubyte", "compare", "--data", empty.toString());
    unusable("nothing", "compare", "--data", empty.resolve("no").toString());
    unusable("one input and one output", "compare", "--data", data, "--model", graph.toString());
    unusable("one input and one output", "eval", graph.toString(), "--data", data);
  }

  @Test
  void modelsThatDoNotFitAreExitCodeThree() throws Exception {
    Path model = folder.resolve("large.zip");
    ModelFiles.save(
        io.github.conv4j.nets.LeNet.create(1, 28, 28, 10, 5, DataType.FLOAT), model, "network");
    Path picture = folder.resolve("picture.png");
    ImageFiles.writePng(
        DataSources.open(data).test(1, 1).next().getFeatures().mul(255).dup('c'), picture);

    unusable("does not take this data", "eval", model.toString(), "--data", data);
    unusable("does not take this data", "compare", "--data", data, "--model", model.toString());
    unusable(
        "give its input size with --size",
        "predict",
        "--model",
        model.toString(),
        "--size",
        "1x20x20",
        picture.toString());
    Screen size = Screen.piped();
    assertThat(size.run("predict", "--model", model.toString(), "--size", "28", picture.toString()))
        .isEqualTo(2);
    assertThat(size.err()).contains("--size: expected channels");
  }

  @ParameterizedTest
  @CsvSource({"compare", "train", "eval", "predict"})
  void helpFitsAndNamesEveryOption(String verb) {
    Screen screen = Screen.piped();

    assertThat(screen.run(verb, "--help")).isZero();

    assertThat(screen.out())
        .startsWith("Usage: conv4j " + verb)
        .contains("--json", "--quiet", "--verbose", "--help")
        .doesNotContain("null", "FLOAT", "HANDWRITTEN", "<");
    assertThat(screen.out().lines()).allMatch(line -> line.length() <= 80);
  }

  private void unusable(String message, String... words) {
    Screen screen = Screen.piped();
    assertThat(screen.run(words)).as(String.join(" ", words)).isEqualTo(3);
    assertThat(screen.err().lines()).hasSize(1);
    assertThat(screen.err()).startsWith("conv4j: ").contains(message);
    assertThat(screen.out()).isEmpty();
  }

  private static ComputationGraph twoInputs() {
    ComputationGraph graph =
        new ComputationGraph(
            new org.deeplearning4j.nn.conf.NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("a", "b")
                .addVertex(
                    "sum",
                    new org.deeplearning4j.nn.conf.graph.ElementWiseVertex(
                        org.deeplearning4j.nn.conf.graph.ElementWiseVertex.Op.Add),
                    "a",
                    "b")
                .addLayer(
                    "out",
                    new org.deeplearning4j.nn.conf.layers.OutputLayer.Builder()
                        .nIn(4)
                        .nOut(4)
                        .activation(org.nd4j.linalg.activations.Activation.SOFTMAX)
                        .build(),
                    "sum")
                .setOutputs("out")
                .build());
    graph.init();
    return graph;
  }

  private static String[] compare(Path out, String... more) {
    return Stream.concat(
            Stream.of("compare", "--data", data, "--out", out.toString()), Stream.of(more))
        .toArray(String[]::new);
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static JsonNode parsed(String json) throws IOException {
    try (var parser = new ObjectMapper().createParser(json)) {
      JsonNode node = parser.readValueAsTree();
      assertThat(parser.nextToken()).isNull();
      return node;
    }
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
