package io.github.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.conv4j.data.TinyImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Trainings whose epochs are judged otherwise than the network that comes out: by training images
 * held out, or by fewer views of each image; as users see them.
 */
class ValidationTest {

  private static final int TRAINING = 120;
  private static final int TESTS = 40;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir static Path shared;
  private static Path data;
  private static String network;

  @TempDir Path folder;

  @BeforeAll
  static void makeData() throws IOException {
    data = TinyImages.write(shared.resolve("tiny"), 16, TRAINING, TESTS);
    network = DropoutNetwork.save(shared.resolve("network.zip")).toString();
  }

  private Screen run(int code, String... words) {
    Screen screen = Screen.piped();
    assertThat(screen.run(words)).as(screen.err()).isEqualTo(code);
    return screen;
  }

  private Screen train(int code, String name, Path images, String... more) {
    List<String> words = new ArrayList<>(List.of("train", "--quiet", "--model", network));
    words.addAll(List.of("--data", images.toString(), "--batch", "20", "--threads", "1"));
    words.addAll(List.of("--runs", runs().toString(), "--name", name));
    words.addAll(List.of("--out", model(name).toString()));
    words.addAll(Arrays.asList(more));
    return run(code, words.toArray(String[]::new));
  }

  private Path runs() {
    return folder.resolve("runs");
  }

  private Path model(String name) {
    return folder.resolve(name + ".zip");
  }

  private JsonNode json(String name, String file) throws IOException {
    return MAPPER.readTree(runs().resolve(name).resolve(file).toFile());
  }

  /** The lines of metrics.jsonl without the times. */
  private List<JsonNode> metrics(String name) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(runs().resolve(name).resolve("metrics.jsonl"))) {
      ObjectNode node = (ObjectNode) MAPPER.readTree(line);
      lines.add(node.remove(List.of("seconds", "imagesPerSecond")));
    }
    return lines;
  }

  private double evaluated(String name, String... more) throws IOException {
    List<String> words = new ArrayList<>(List.of("eval", model(name).toString(), "--json"));
    words.addAll(List.of("--data", data.toString()));
    words.addAll(Arrays.asList(more));
    Screen eval = run(0, words.toArray(String[]::new));
    return MAPPER.readTree(eval.out()).get("accuracy").asDouble();
  }

  @Test
  void movedImagesAreForTheNetworkThatComesOut() throws Exception {
    String[] views = {"--test-flip", "--test-shift", "2"};
    Screen screen = train(0, "moved", data, "--epochs", "2", views[0], views[1], views[2]);

    assertThat(screen.out())
        .containsPattern("\ntest accuracy .*of 40\\), on the average of 10 views   saved ");
    JsonNode result = json("moved", "result.json");
    assertThat(result.get("accuracy").asDouble()).isEqualTo(evaluated("moved", "--test-flip"));
    assertThat(result.get("testAccuracy").asDouble()).isEqualTo(evaluated("moved", views));
    assertThat(run(2, "eval", model("moved").toString(), "--test-shift", "-1").err())
        .contains("--test-shift: expected 0 or more, found -1");
  }

  @Test
  void epochsAreJudgedByImagesHeldOutAndTheSavedNetworkByTheTestImages() throws Exception {
    Screen screen = train(0, "one", data, "--epochs", "2", "--validation", "60");

    assertThat(screen.out())
        .containsSubsequence(
            "epoch 1/2", "   validation accuracy ", "epoch 2/2", "\nvalidation accuracy ")
        .containsPattern("\nvalidation accuracy .* % \\(\\d+ of 60\\), after epoch 2\n")
        .containsPattern("\ntest accuracy .* % \\(\\d+ of 40\\)   saved ");
    assertThat(json("one", "config.json").get("options").get("--validation").asText())
        .isEqualTo("60");
    JsonNode manifest = json("one", "manifest.json");
    assertThat(manifest.get("trainingImages").asInt()).isEqualTo(60);
    assertThat(manifest.get("validationImages").asInt()).isEqualTo(60);
    assertThat(manifest.get("testImages").asInt()).isEqualTo(TESTS);
    assertThat(manifest.get("stepsPerEpoch").asInt()).isEqualTo(3);
    List<JsonNode> epochs =
        metrics("one").stream().filter(line -> line.get("kind").asText().equals("epoch")).toList();
    assertThat(epochs).hasSize(2);
    for (JsonNode epoch : epochs) {
      assertThat(epoch.get("accuracyBy").asText()).isEqualTo("validation");
      assertThat(epoch.get("images").asInt()).isEqualTo(60);
    }
    JsonNode result = json("one", "result.json");
    assertThat(result.get("testAccuracy").asDouble()).isEqualTo(evaluated("one"));
    assertThat(result.get("accuracy")).isEqualTo(epochs.get(1).get("accuracy"));

    Screen compared = run(0, "runs", "one", "--runs", runs().toString(), "--html", page());
    assertThat(compared.out())
        .containsSubsequence("accuracy by", "validation", "test accuracy")
        .contains(Terminal.format("%.2f %%", 100 * evaluated("one")));
    assertThat(Files.readString(Path.of(page())))
        .contains("on images held out from training for one");
    Path models = folder.resolve("models");
    run(0, "record", "one", "--as", "one", "--runs", runs().toString(), "--models", "" + models);
    assertThat(models.resolve("one/README.md"))
        .content()
        .contains("| validation accuracy | ", "| epoch | validation accuracy |", "--validation 60")
        .contains(
            Terminal.format(
                "| test accuracy | %.2f %%, of the saved network |", 100 * evaluated("one")));
  }

  private String page() {
    return folder.resolve("runs.html").toString();
  }

  /** With other test images everything but the final figure is the same. */
  @Test
  void testImagesHaveNoInfluenceOnTheCourse() throws Exception {
    String[] words = {"--epochs", "6", "--patience", "2", "--validation", "20", "--test-flip"};
    train(0, "one", data, words);
    Path others = TinyImages.write(folder.resolve("tiny"), 16, TRAINING, 2 * TESTS);
    train(0, "two", others, words);

    assertThat(metrics("two")).isEqualTo(metrics("one"));
    assertThat(model("two")).hasSameBinaryContentAs(model("one"));
  }

  @Test
  void patienceGoesByImagesHeldOut() throws Exception {
    Screen screen =
        train(
            0,
            "one",
            data,
            "--epochs",
            "50",
            "--patience",
            "2",
            "--lr",
            "1e-12",
            "--validation",
            "50",
            "--json");

    JsonNode result = MAPPER.readTree(screen.out());
    assertThat(result.get("status").asText()).isEqualTo("stopped early");
    assertThat(result.get("modelEpoch").asInt()).isEqualTo(result.get("bestEpoch").asInt());
    assertThat(result.get("accuracyBy").asText()).isEqualTo("validation");
    assertThat(result.get("validationImages").asInt()).isEqualTo(50);
    assertThat(result.get("testImages").asInt()).isEqualTo(TESTS);
    assertThat(result.get("accuracy").asDouble()).isEqualTo(evaluated("one"));
    assertThat(result.get("bestAccuracy").asDouble() * 50)
        .isEqualTo(Math.rint(result.get("bestAccuracy").asDouble() * 50));
  }

  @Test
  void aResumedRunHoldsOutTheSameImages() throws Exception {
    String[] words = {
      "--epochs",
      "3",
      "--limit",
      "100",
      "--validation",
      "20",
      "--standardise",
      "--augment",
      "photos",
      "--checkpoint-every",
      "2"
    };
    train(0, "whole", data, words);
    train(0, "cut", data, words);
    byte[] whole = Files.readAllBytes(model("whole"));
    List<JsonNode> metrics = metrics("cut");
    assertThat(metrics).isEqualTo(metrics("whole")).hasSize(3 * (4 + 1));
    // As if killed in the third epoch.
    Files.delete(runs().resolve("cut/checkpoints/step-000000012.zip"));
    Files.delete(model("cut"));
    assertThat(runs().resolve("cut/checkpoints/step-000000010.zip")).exists();

    run(0, "train", "--quiet", "--resume", "cut", "--runs", runs().toString());

    assertThat(model("cut")).hasBinaryContent(whole);
    assertThat(metrics("cut")).isEqualTo(metrics);
    assertThat(json("cut", "result.json").get("testAccuracy"))
        .isEqualTo(json("whole", "result.json").get("testAccuracy"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--validation -1 | --validation: expected 0 or more, found -1",
        "--validation 120 | --validation: expected fewer than the 120 training images, found 120",
        "--validation 31 --limit 30 | --validation: expected fewer than the 30 training images,"
            + " found 31"
      })
  void someImagesMustBeLeftToTrainOn(String words, String message) {
    Screen screen = train(2, "one", data, words.split(" "));

    assertThat(screen.err()).isEqualTo("conv4j: " + message + "\n");
    assertThat(runs()).doesNotExist();
  }

  @Test
  void aDryRunTellsTheNumbersOfImages() {
    Screen screen = train(0, "one", data, "--validation", "40", "--dry-run");

    assertThat(screen.out())
        .containsPattern("training images +80\n")
        .containsPattern("validation images +40\n")
        .containsPattern("test images +40\n");
  }

  /** Their folders lack the keys that came with validation images. */
  @Test
  void runsOfEarlierVersionsAreStillReadAndResumed() throws Exception {
    train(0, "one", data);
    without("manifest.json", "validationImages", "testImages");
    without("result.json", "testAccuracy");

    Screen list = run(0, "runs", "--runs", runs().toString(), "--json");
    JsonNode found = MAPPER.readTree(list.out()).get(0);
    assertThat(found.get("accuracyBy").asText()).isEqualTo("test");
    assertThat(found.get("testAccuracy")).isEqualTo(found.get("accuracy"));
    run(0, "train", "--quiet", "--resume", "one", "--runs", runs().toString());
    assertThat(json("one", "result.json").get("testAccuracy")).isEqualTo(found.get("accuracy"));
  }

  private void without(String file, String... keys) throws IOException {
    ObjectNode node = (ObjectNode) json("one", file);
    assertThat(node.size()).isEqualTo(node.remove(List.of(keys)).size() + keys.length);
    Files.writeString(runs().resolve("one").resolve(file), node.toString());
  }
}
