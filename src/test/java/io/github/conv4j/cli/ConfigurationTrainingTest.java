package io.github.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.conv4j.data.TinyImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;

/** {@code train --net FILE.json} as users see it. */
class ConfigurationTrainingTest {

  private static final int SIZE = 16;
  private static final int CLASSES = 4;

  @TempDir static Path shared;
  private static String data;

  @TempDir Path folder;

  @BeforeAll
  static void makeData() {
    data = TinyImages.write(shared.resolve("tiny"), SIZE, 120, 40).toString();
  }

  private Screen run(int code, String... words) {
    Screen screen = Screen.piped();
    assertThat(screen.run(words)).as(screen.err()).isEqualTo(code);
    return screen;
  }

  private Screen train(int code, String name, Path net, String... more) {
    List<String> words = new ArrayList<>(List.of("train", "--quiet", "--net", net.toString()));
    words.addAll(List.of("--data", data, "--batch", "20", "--threads", "1", "--epochs", "2"));
    words.addAll(List.of("--runs", runs(), "--name", name, "--out", model(name).toString()));
    words.addAll(Arrays.asList(more));
    return run(code, words.toArray(String[]::new));
  }

  private String runs() {
    return folder.resolve("runs").toString();
  }

  private Path model(String name) {
    return folder.resolve(name + ".zip");
  }

  private Path net(MultiLayerConfiguration configuration) throws IOException {
    return Files.writeString(folder.resolve("mine.json"), configuration.toJson());
  }

  private static MultiLayerConfiguration dropout() {
    return DropoutNetwork.create(new Adam(5e-3)).getLayerWiseConfigurations();
  }

  private static MultiLayerConfiguration plain(int size, int classes) {
    return new NeuralNetConfiguration.Builder()
        .list()
        .layer(new ConvolutionLayer.Builder(3, 3).nOut(2).build())
        .layer(new OutputLayer.Builder().nOut(classes).activation(Activation.SOFTMAX).build())
        .setInputType(InputType.convolutional(size, size, 1))
        .build();
  }

  /** As if killed in the second epoch. */
  private void cutOff(String name) throws IOException {
    Path run = Path.of(runs(), name);
    Files.delete(run.resolve("checkpoints/step-000000012.zip"));
    Files.delete(run.resolve("result.json"));
    Files.delete(model(name));
    assertThat(run.resolve("checkpoints/step-000000010.zip")).exists();
  }

  @Test
  void aRunNeedsTheFileOnlyToBegin() throws Exception {
    Path net = net(dropout());
    train(0, "whole", net);
    byte[] whole = Files.readAllBytes(model("whole"));

    train(0, "deleted", net, "--checkpoint-every", "4");
    cutOff("deleted");
    Files.delete(net);
    run(0, "train", "--quiet", "--resume", "deleted", "--runs", runs());
    assertThat(model("deleted")).hasBinaryContent(whole);

    net(dropout());
    train(0, "changed", net, "--checkpoint-every", "4");
    cutOff("changed");
    net(plain(SIZE, CLASSES));
    run(0, "train", "--quiet", "--resume", "changed", "--runs", runs());
    assertThat(model("changed")).hasBinaryContent(whole);
  }

  @Test
  void theFileIsRecordedForAllFoldersButNotKeptWithTheProject() throws Exception {
    Path net = net(plain(SIZE, CLASSES));
    Path relative = Path.of("").toAbsolutePath().relativize(net);
    assertThat(relative).isRelative();

    train(0, "one", relative);

    Path config = Path.of(runs(), "one", "config.json");
    assertThat(new ObjectMapper().readTree(config.toFile()).get("options").get("--net").asText())
        .isEqualTo(net.toString());
    assertThat(new ObjectMapper().readTree(config.toFile()).get("network").asText())
        .isEqualTo("mine");
    Path models = folder.resolve("models");
    run(0, "record", "one", "--as", "one", "--runs", runs(), "--models", models.toString());
    for (String file : List.of("README.md", "manifest.json")) {
      assertThat(models.resolve("one").resolve(file))
          .content()
          .contains("--net mine.json")
          .doesNotContain(folder.toString());
    }
  }

  @Test
  void aConfigurationThatDoesNotFitIsOneLine() throws Exception {
    refused(net(plain(20, CLASSES)), "the network does not take this data: expected a network");
    refused(net(plain(SIZE, 7)), "the network does not fit this data: expected 4 class scores");
    refused(
        folder.resolve("missing.json"),
        "model "
            + folder.resolve("missing.json")
            + ": expected a file that can be read, found nothing");
    refused(
        Files.writeString(folder.resolve("bad.json"), "{}"),
        "model " + folder.resolve("bad.json") + ":");
  }

  private void refused(Path net, String message) {
    Screen screen = train(3, "one", net);
    assertThat(screen.err()).startsWith("conv4j: " + message).endsWith("\n");
    assertThat(screen.err().lines()).hasSize(1);
    assertThat(Path.of(runs())).doesNotExist();
  }
}
