package io.github.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import canary.OwnLayer;
import io.github.conv4j.data.TinyImages;
import io.github.conv4j.models.ModelFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks with classes of the user's own, on the command line. */
class OwnClassesTest {

  private static final String NAME = "canary.OwnLayer";

  @TempDir Path folder;

  private String tiny;
  private String model;
  private MultiLayerConfiguration configuration;

  @BeforeEach
  void save() throws IOException {
    tiny = TinyImages.write(folder.resolve("tiny"), 16, 60, 30).toString();
    model = folder.resolve("own.zip").toString();
    configuration =
        new NeuralNetConfiguration.Builder()
            .list()
            .layer(new ConvolutionLayer.Builder(3, 3).nOut(2).build())
            .layer(new OwnLayer())
            .layer(new OutputLayer.Builder().nOut(4).build())
            .setInputType(InputType.convolutional(16, 16, 1))
            .build();
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    ModelFiles.save(network, Path.of(model), "a model");
  }

  private String refused(ExitCode code, String... words) {
    Screen screen = Screen.piped();
    assertThat(screen.run(words)).as(screen.err()).isEqualTo(code.code());
    assertThat(screen.err().strip()).hasLineCount(1);
    return screen.err();
  }

  private void done(String... words) {
    Screen screen = Screen.piped();
    assertThat(screen.run(words)).as(screen.err()).isZero();
  }

  @Test
  void evalLoadsThemByPermissionOnly() {
    assertThat(refused(ExitCode.UNUSABLE_FILE, "eval", model, "--data", tiny))
        .contains(NAME, "--allow-class");
    assertThat(refused(ExitCode.UNUSABLE_FILE, "eval", model, "--data", tiny, "--allow-class=a.B"))
        .contains(NAME);
    done("eval", model, "--data", tiny, "--allow-class", "a.B", "--allow-class", NAME);
  }

  @Test
  void trainGoesOnWithThem() throws IOException {
    String runs = folder.resolve("runs").toString();
    String out = folder.resolve("out.zip").toString();
    String[] train = {
      "train",
      "--model",
      model,
      "--data",
      tiny,
      "--epochs",
      "1",
      "--batch",
      "20",
      "--runs",
      runs,
      "--name",
      "one",
      "--out",
      out,
      "--quiet"
    };
    assertThat(refused(ExitCode.UNUSABLE_FILE, train)).contains(NAME);
    String[] allowed = Arrays.copyOf(train, train.length + 1);
    allowed[train.length] = "--allow-class=" + NAME;
    done(allowed);
    assertThat(Files.readString(folder.resolve("runs/one/config.json"))).doesNotContain("allow");
    // A run's folder cannot allow classes to itself.
    assertThat(refused(ExitCode.UNUSABLE_FILE, "train", "--resume", "one", "--runs", runs))
        .contains(NAME);
    done("train", "--resume", "one", "--runs", runs, "--allow-class", NAME, "--quiet");

    Path json = Files.writeString(folder.resolve("net.json"), configuration.toJson());
    String[] net = {
      "train", "--net", json.toString(), "--data", tiny, "--dry-run", "--runs", runs, "--quiet"
    };
    assertThat(refused(ExitCode.UNUSABLE_FILE, net)).contains(NAME);
    String[] netAllowed = Arrays.copyOf(net, net.length + 1);
    netAllowed[net.length] = "--allow-class=" + NAME;
    done(netAllowed);
  }

  @Test
  void refusesWhatIsNoNameAndNoJar() {
    for (String name : new String[] {"my layer", "[Ljava.lang.Object;", "a.B<c.D>", "*", "a/B"}) {
      assertThat(refused(ExitCode.USAGE, "eval", model, "--data", tiny, "--allow-class", name))
          .contains("--allow-class", "full name of a class");
    }
    assertThat(
            refused(
                ExitCode.USAGE, "eval", model, "--data", tiny, "--classpath", folder + "/no.jar"))
        .contains("--classpath", "no.jar");
  }
}
