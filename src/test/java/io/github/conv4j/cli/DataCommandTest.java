package io.github.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.conv4j.data.CifarFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCommandTest {

  @TempDir Path folder;
  private final Screen screen = Screen.piped();

  private int run(String... words) {
    String[] all = java.util.Arrays.copyOf(words, words.length + 2);
    all[words.length] = "--data-dir";
    all[words.length + 1] = folder.toString();
    return screen.run(all);
  }

  @Test
  void listNamesEverySetAndWhereItIs() throws IOException {
    assertThat(run("data", "list")).isZero();
    assertThat(screen.out())
        .contains("mnist", "fashion-mnist", "kmnist", "cifar10", "170.1 MB", "--data NAME");

    Screen json = Screen.piped();
    assertThat(json.run("data", "list", "--json", "--data-dir", folder.toString())).isZero();
    JsonNode sets = new ObjectMapper().readTree(json.out());
    assertThat(sets.get(0).get("name").asText()).isEqualTo("mnist");
    assertThat(sets.get(0).get("folder").asText()).endsWith("mnist");
  }

  @Test
  void whereShowsTheFoldersInTheirOrder() {
    assertThat(run("data", "where", "mnist")).isZero();
    String first = folder.resolve("mnist").toString();
    assertThat(screen.out()).contains(first, "(Deeplearning4j)", "fetch and import write to");
    assertThat(screen.out().indexOf(first)).isLessThan(screen.out().indexOf("(the project)"));
  }

  @Test
  void verifyFindsTheProjectsMnistRightAndADamagedFileWrong() throws IOException {
    assertThat(run("data", "verify", "mnist")).isZero();
    assertThat(screen.out()).contains("mnist").contains("good");

    Files.createDirectories(folder.resolve("mnist"));
    Files.write(folder.resolve("mnist/t10k-labels-idx1-ubyte"), new byte[10_008]);
    Screen damaged = Screen.piped();
    assertThat(damaged.run("data", "verify", "mnist", "--data-dir", folder.toString()))
        .isEqualTo(ExitCode.VERDICT_FAILED.code());
    assertThat(damaged.out())
        .contains("t10k-labels-idx1-ubyte: expected SHA-256 ff7bcfd4", "conv4j data fetch mnist");
  }

  @Test
  void verifyOfWhatIsNotThereSaysSo() {
    assertThat(run("data", "verify", "kmnist")).isEqualTo(ExitCode.UNUSABLE_FILE.code());
    assertThat(screen.err()).contains("expected a copy of kmnist on this machine, found none");
  }

  @Test
  void importTakesWhatItKnowsAndRefusesTheRest() throws IOException {
    Path letter = Files.writeString(folder.resolve("letter.txt"), "Dear Sir or Madam");
    assertThat(run("data", "import", letter.toString())).isEqualTo(ExitCode.UNUSABLE_FILE.code());
    assertThat(screen.err()).contains(letter + ": expected a file of a known data set");
  }

  @Test
  void mistypedNamesAreCorrected() {
    assertThat(run("data", "fetch", "cifar1")).isEqualTo(ExitCode.USAGE.code());
    assertThat(screen.err()).contains("unknown data set 'cifar1'; did you mean 'cifar10'?");
    Screen verb = Screen.piped();
    assertThat(verb.run("data", "fech", "cifar10")).isEqualTo(ExitCode.USAGE.code());
    assertThat(verb.err()).contains("did you mean 'fetch'");
    Screen none = Screen.piped();
    assertThat(none.run("data")).isEqualTo(ExitCode.USAGE.code());
    assertThat(none.err()).contains("list", "where", "fetch", "import", "verify");
  }

  @Test
  void offlineAndNotHereIsOneClearError() {
    assertThat(run("train", "--data", "kmnist", "--offline"))
        .isEqualTo(ExitCode.UNUSABLE_FILE.code());
    assertThat(screen.err().lines()).hasSize(1);
    assertThat(screen.err())
        .contains("kmnist not found", "data fetch kmnist", "data import FILE", "--data-dir");
  }

  @Test
  void anUnofficialCopyIsUsedWithAWarning() {
    Path archive = CifarFiles.archive(folder.resolve("copy.tar.gz"));
    int code =
        run(
            "train",
            "--data",
            archive.toString(),
            "--batch",
            "10",
            "--runs",
            folder.resolve("runs").toString(),
            "--out",
            folder.resolve("model.zip").toString());
    assertThat(screen.err()).contains("is an unofficial copy of CIFAR-10");
    assertThat(code).isZero();
  }

  @Test
  void imageSizeIsForFoldersOfPicturesOnly() {
    assertThat(run("train", "--data", "mnist", "--image-size", "3x8x8"))
        .isEqualTo(ExitCode.USAGE.code());
    assertThat(screen.err()).contains("--image-size: expected --data with a folder of pictures");
    Screen size = Screen.piped();
    assertThat(size.run("train", "--data", folder.toString(), "--image-size", "8x8"))
        .isEqualTo(ExitCode.USAGE.code());
    assertThat(size.err()).contains("--image-size: expected channels (1 or 3)", "found 8x8");
  }

  @Test
  void speedTellsImagesPerSecond() throws IOException {
    Path cifar = CifarFiles.folder(folder.resolve("bin"));
    assertThat(run("data", "speed", "--data", cifar.toString(), "--json")).isZero();
    JsonNode result = new ObjectMapper().readTree(screen.out());
    assertThat(result.get("imagesPerSecond").asDouble())
        .isBetween(result.get("slowest").asDouble(), result.get("fastest").asDouble());
    assertThat(result.get("slowest").asDouble()).isPositive();
  }
}
