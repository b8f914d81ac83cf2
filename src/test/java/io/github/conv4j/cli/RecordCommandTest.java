package io.github.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.data.TinyImages;
import io.github.conv4j.files.WholeFile;
import io.github.conv4j.models.ExpectedScores;
import io.github.conv4j.models.SafeModels;
import io.github.conv4j.nets.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;

class RecordCommandTest {

  @TempDir Path folder;

  private Screen run(int code, String... words) {
    Screen screen = Screen.piped();
    assertThat(screen.run(words)).as(screen.err()).isEqualTo(code);
    return screen;
  }

  private void train(String name, String net) {
    run(
        0,
        "train",
        "--data",
        TinyImages.write(folder.resolve("tiny"), 16, 60, 40).toString(),
        "--net",
        net,
        "--standardise",
        "--epochs",
        "2",
        "--batch",
        "20",
        "--threads",
        "1",
        "--runs",
        folder.resolve("runs").toString(),
        "--name",
        name,
        "--out",
        folder.resolve("model.zip").toString());
  }

  private Screen keep(int code, String run, String... more) {
    return run(
        code,
        Stream.concat(
                Stream.of(
                    "record",
                    run,
                    "--runs",
                    folder.resolve("runs").toString(),
                    "--models",
                    folder.resolve("models").toString()),
                Stream.of(more))
            .toArray(String[]::new));
  }

  @Test
  void keepsPageCurveManifestAndNetwork() throws IOException {
    train("first", "lenet");
    Path models = Files.createDirectories(folder.resolve("models"));
    Files.writeString(models.resolve("README.md"), "# Models\n\nBefore.\n");

    assertThat(keep(0, "first", "--as", "tiny", "--golden").out())
        .startsWith("recorded ")
        .contains(" % test accuracy, model of ");

    Path record = models.resolve("tiny");
    try (Stream<Path> files = Files.list(record)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "README.md", "curve.svg", "expected.json", "manifest.json", "model.zip");
    }
    for (String file : List.of("README.md", "curve.svg", "manifest.json", "expected.json")) {
      assertThat(record.resolve(file)).content().doesNotContain(folder.toString());
    }
    assertThat(record.resolve("README.md"))
        .content()
        .contains("scripts/conv4j train --data tiny --net lenet", "--standardise", "--seed 42")
        .contains("| 1 | ", "| 2 | ");
    assertThat(record.resolve("curve.svg")).content().startsWith("<svg ").contains("<polyline ");
    ExpectedScores expected = ExpectedScores.read(record.resolve("expected.json"));
    assertThat(expected.sha256()).isEqualTo(WholeFile.sha256(record.resolve("model.zip")));
    assertThat(expected.testImages()).isEqualTo(40);
    Network kept = Network.of(SafeModels.load(record.resolve("model.zip")));
    assertThat(kept.model().params())
        .isEqualTo(SafeModels.load(folder.resolve("model.zip")).params());
    assertThat(SafeModels.normalizer(record.resolve("model.zip"))).isPresent();
    assertThat(expected.largestDifference(kept.copyAs(DataType.DOUBLE))).isLessThan(1e-12);

    keep(0, "first", "--as", "other");
    keep(0, "first", "--as", "tiny");
    assertThat(record.resolve("model.zip")).doesNotExist();
    assertThat(models.resolve("README.md"))
        .content()
        .startsWith("# Models\n\nBefore.\n\n| record |")
        .containsOnlyOnce("| [tiny](tiny/README.md) | tiny | lenet | handwritten | 2 | ")
        .containsOnlyOnce("| [other](other/README.md) |");
  }

  @Test
  void refusesWhatIsNoFinishedRunOrTooLarge() throws IOException {
    train("large", "cifarcnn");

    assertThat(keep(3, "large", "--as", "large", "--golden").err())
        .contains("expected a network of at most 2,000,000 bytes, found ");
    assertThat(folder.resolve("models/large/model.zip")).doesNotExist();
    assertThat(keep(3, "none", "--as", "none").err()).contains("is this a run folder?");
    assertThat(keep(2, "large", "--as", "No Name").err()).contains("--as: expected small letters");
    Files.delete(folder.resolve("runs/large/result.json"));
    assertThat(keep(3, "large", "--as", "large").err()).contains("\"cut off\"", "train --resume");
  }
}
