package io.github.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.conv4j.data.TinyImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs, trials and looking back as users see them, on a data folder made here. */
class RunsCommandTest {

  @TempDir static Path shared;
  private static String data;
  private static String network;

  @TempDir Path folder;

  @BeforeAll
  static void makeData() throws IOException {
    data = TinyImages.write(shared.resolve("tiny"), 16, 120, 40).toString();
    network = DropoutNetwork.save(shared.resolve("network.zip")).toString();
  }

  private int train(Screen screen, String... more) {
    List<String> words = new ArrayList<>(List.of("train", "--quiet", "--runs", runs().toString()));
    words.addAll(List.of("--out", folder.resolve("model.zip").toString()));
    if (Stream.of(more).noneMatch("--resume"::equals)) {
      words.addAll(List.of("--data", data, "--batch", "20", "--threads", "1"));
    } else {
      words.subList(4, 6).clear();
    }
    words.addAll(Arrays.asList(more));
    return screen.run(words.toArray(String[]::new));
  }

  private Path runs() {
    return folder.resolve("runs");
  }

  @Test
  void runsAreListedAndCompared() throws Exception {
    Screen none = Screen.piped();
    assertThat(none.run("runs", "--runs", runs().toString())).isZero();
    assertThat(none.out()).startsWith("no runs in ");
    assertThat(train(Screen.piped(), "--name", "one", "--model", network, "--epochs", "2"))
        .isZero();
    assertThat(train(Screen.piped(), "--name", "two", "--model", network, "--lr", "0.01")).isZero();
    Files.delete(runs().resolve("two/result.json"));
    Path torn = runs().resolve("two/metrics.jsonl");
    Files.writeString(torn, Files.readString(torn) + "{\"kind\":\"st");

    Screen list = Screen.piped();
    assertThat(list.run("runs", "--runs", runs().toString())).isZero();
    assertThat(list.out().lines()).hasSize(3);
    assertThat(list.out())
        .containsSubsequence("run ", "network", "accuracy", "status")
        .contains("one", "2/2", "done", "two", "1/1", "cut off");

    Path page = folder.resolve("page/runs.html");
    Screen compare = Screen.piped();
    assertThat(
            compare.run(
                "runs", "one", "two", "--runs", runs().toString(), "--html", page.toString()))
        .isZero();
    assertThat(compare.out())
        .containsSubsequence("one", "two", "--epochs", "2", "1", "test accuracy", " %")
        .contains("--lr", "0.01", "Curves  " + page)
        .doesNotContain("--batch");
    assertThat(Files.readString(page)).contains("data-name=\"one\"", "data-name=\"two\"");

    Screen json = Screen.piped();
    assertThat(json.run("runs", "--runs", runs().toString(), "--json")).isZero();
    JsonNode parsed = new ObjectMapper().readTree(json.out());
    assertThat(parsed).hasSize(2);
    assertThat(parsed.findValuesAsText("status")).containsExactlyInAnyOrder("done", "cut off");
    Screen missing = Screen.piped();
    assertThat(missing.run("runs", "three", "--runs", runs().toString())).isEqualTo(3);
    assertThat(missing.err()).contains("three").contains("is this a run folder?");
  }

  @Test
  void aRunThatDivergesKeepsItsLastGoodCheckpointAndSaysSo() throws Exception {
    Screen screen = Screen.piped();
    assertThat(
            train(screen, "--name", "wild", "--net", "lenet", "--updater", "sgd", "--lr", "1e30"))
        .isEqualTo(1);
    assertThat(screen.err())
        .contains("the last good checkpoint is in", "training diverged: expected", "in epoch 1")
        .containsPattern("batch [1-6] of 6");
    assertThat(runs().resolve("wild/checkpoints/step-000000000.zip")).exists();
    assertThat(Files.readString(runs().resolve("wild/result.json"))).contains("diverged");
    assertThat(folder.resolve("model.zip")).doesNotExist();
  }

  @Test
  void patienceSavesTheBestNetwork() throws Exception {
    Screen screen = Screen.piped();
    assertThat(
            train(
                screen,
                "--name",
                "p",
                "--model",
                network,
                "--epochs",
                "50",
                "--patience",
                "2",
                "--lr",
                "1e-12",
                "--json"))
        .isZero();
    JsonNode result = new ObjectMapper().readTree(screen.out());
    assertThat(result.get("status").asText()).isEqualTo("stopped early");
    assertThat(result.get("modelEpoch").asInt()).isEqualTo(result.get("bestEpoch").asInt());
    assertThat(result.get("accuracy")).isEqualTo(result.get("bestAccuracy"));
    assertThat(result.get("epochs").size()).isBetween(3, 49);
    Screen eval = Screen.piped();
    assertThat(eval.run("eval", folder.resolve("model.zip").toString(), "--data", data, "--json"))
        .isZero();
    assertThat(new ObjectMapper().readTree(eval.out()).get("accuracy"))
        .isEqualTo(result.get("accuracy"));
    Screen checkpoint = Screen.piped();
    Path best = runs().resolve("p/checkpoints/best.zip");
    assertThat(checkpoint.run("eval", best.toString(), "--data", data, "--json")).isZero();
    assertThat(new ObjectMapper().readTree(checkpoint.out()).get("accuracy"))
        .isEqualTo(result.get("accuracy"));
  }

  @Test
  void variedAndStandardisedImagesAreResumedAndSavedWithTheNetwork() throws Exception {
    String[] words = {
      "--model", network, "--epochs", "2", "--augment", "photos", "--cutout", "3", "--standardise"
    };
    assertThat(train(Screen.piped(), with(words, "--name", "whole"))).isZero();
    byte[] whole = Files.readAllBytes(folder.resolve("model.zip"));
    assertThat(train(Screen.piped(), with(words, "--name", "cut", "--checkpoint-every", "4")))
        .isZero();
    // As if killed in the second epoch.
    Path checkpoints = runs().resolve("cut/checkpoints");
    Files.delete(checkpoints.resolve("step-000000012.zip"));
    assertThat(checkpoints.resolve("step-000000010.zip")).exists();

    assertThat(train(Screen.piped(), "--resume", "cut")).isZero();

    assertThat(folder.resolve("model.zip")).hasBinaryContent(whole);
    Screen eval = Screen.piped();
    assertThat(eval.run("eval", folder.resolve("model.zip").toString(), "--data", data, "--json"))
        .isZero();
    assertThat(new ObjectMapper().readTree(eval.out()).get("accuracy"))
        .isEqualTo(
            new ObjectMapper()
                .readTree(runs().resolve("cut/result.json").toFile())
                .get("accuracy"));
    assertThat(Files.readString(runs().resolve("cut/config.json")))
        .contains("\"--augment\" : \"photos\"", "\"--standardise\" : \"true\"");
  }

  private static String[] with(String[] words, String... more) {
    return Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  void trialsWriteNothingButWhatTheyAreAskedFor() throws Exception {
    Screen dry = Screen.piped();
    assertThat(train(dry, "--net", "lenet", "--epochs", "7", "--dry-run")).isZero();
    assertThat(dry.out()).contains("42 (6 a pass, epochs: 7)", "nothing was written");
    Screen learned = Screen.piped();
    assertThat(train(learned, "--net", "lenet", "--schedule", "cosine", "--overfit-batches", "1"))
        .isZero();
    assertThat(learned.out()).startsWith("PASS  learned 20 images by heart");
    Screen not = Screen.piped();
    assertThat(
            train(not, "--net", "lenet", "--lr", "1e-9", "--epochs", "2", "--overfit-batches", "3"))
        .isEqualTo(1);
    assertThat(not.out()).startsWith("FAIL  ").contains("of 60 images after 2 epochs");
    assertThat(folder).isEmptyDirectory();

    Screen rates = Screen.piped();
    Path out = folder.resolve("lr");
    assertThat(train(rates, "--net", "lenet", "--find-lr=" + out)).isZero();
    assertThat(rates.out()).startsWith("suggestion: --lr ").contains("Plot  ");
    assertThat(out.resolve("lr.html")).isNotEmptyFile();
    assertThat(new ObjectMapper().readTree(out.resolve("lr.json").toFile()).get("steps").asInt())
        .isBetween(20, 200);
    assertThat(runs()).doesNotExist();
  }

  @Test
  void resumingAFinishedRunSavesItsNetworkAgain() throws Exception {
    assertThat(train(Screen.piped(), "--name", "one", "--model", network)).isZero();
    byte[] before = Files.readAllBytes(folder.resolve("model.zip"));
    Files.delete(folder.resolve("model.zip"));

    assertThat(train(Screen.piped(), "--resume", "one")).isZero();
    assertThat(folder.resolve("model.zip")).hasBinaryContent(before);

    Screen twice = Screen.piped();
    assertThat(train(twice, "--name", "one", "--model", network)).isEqualTo(3);
    assertThat(twice.err()).contains("choose another --name, or go on with --resume one");
    Screen other = Screen.piped();
    assertThat(train(other, "--resume", "one", "--epochs", "3")).isEqualTo(2);
    assertThat(other.err()).contains("expected no option beside it but --runs", "found --epochs");
  }

  @Test
  void otherDataThanTheRunBeganWithIsRefused() throws Exception {
    Path own = TinyImages.write(folder.resolve("own"), 16, 120, 40);
    assertThat(train(Screen.piped(), "--name", "one", "--model", network, "--data", own.toString()))
        .isEqualTo(2);
    Screen first = Screen.piped();
    assertThat(
            first.run(
                "train",
                "--quiet",
                "--runs",
                runs().toString(),
                "--name",
                "one",
                "--model",
                network,
                "--data",
                own.toString(),
                "--out",
                folder.resolve("m.zip").toString()))
        .isZero();
    TinyImages.write(own, 16, 121, 40);

    Screen screen = Screen.piped();
    assertThat(train(screen, "--resume", "one")).isEqualTo(3);
    assertThat(screen.err())
        .contains("expected the files that the run began with, found others", "manifest.json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--net alexnet | --net: expected one of lenet, cifarcnn, vgg, resnet9, airbench, resnet20, found alexnet",
        "--updater best | --updater: expected one of adam, nesterovs, rmsprop, sgd, found best",
        "--schedule up | --schedule: expected one of constant, linear, step, cosine, one-cycle, found up",
        "--lr 0 | --lr: expected a number above 0, found 0.0",
        "--model x.zip --net lenet | --net: expected it or --model, found both",
        "--model x.zip --updater sgd | --updater: expected only --lr beside --model",
        "--patience -1 | --patience: expected 0 or more, found -1",
        "--checkpoint-every 5m | --checkpoint-every: expected a number of steps, such as 500",
        "--name ../x | --name: expected letters, digits, points, dashes and underscores",
        "--augment cats | --augment: expected one of digits, none, photos, photos-alternating, found",
        "--cutout -1 | --cutout: expected 0 or more, found -1",
        "--shift -1 | --shift: expected 0 or more, found -1",
        "--overfit-batches 0 | --overfit-batches: expected 1 or more, found 0",
        "--dry-run --find-lr | expected one of --dry-run, --overfit-batches and --find-lr, found 2"
      })
  void wrongValuesAreUsageErrorsOfOneLine(String words, String message) {
    Screen screen = Screen.piped();
    assertThat(train(screen, words.split(" "))).isEqualTo(2);
    assertThat(screen.err()).startsWith("conv4j: " + message);
    assertThat(screen.err().lines()).hasSize(1);
    assertThat(folder).isEmptyDirectory();
  }
}
