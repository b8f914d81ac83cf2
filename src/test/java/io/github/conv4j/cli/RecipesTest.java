package io.github.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.conv4j.data.CifarFiles;
import io.github.conv4j.data.ImageShape;
import io.github.conv4j.data.TinyImages;
import io.github.conv4j.result.Interruption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Recipes: options that are not given. */
class RecipesTest {

  private static final ImageShape COLOUR = new ImageShape(3, 32, 32);
  private static final ImageShape GREY = new ImageShape(1, 28, 28);

  @TempDir static Path shared;
  private static String colour;
  private static String grey;

  @TempDir Path folder;

  @BeforeAll
  static void makeData() {
    colour = CifarFiles.folder(shared.resolve("cifar")).toString();
    grey = TinyImages.write(shared.resolve("grey"), 16, 60, 20).toString();
  }

  private static CommandSpec verb(String... words) {
    Session session = new Session(null, new GlobalOptions(), new Interruption());
    CommandLine line =
        new CommandLine(new TrainCommand(session)).setCaseInsensitiveEnumValuesAllowed(true);
    line.parseArgs(words);
    return line.getCommandSpec();
  }

  private static Object value(CommandSpec verb, String option) {
    return verb.findOption(option).getValue();
  }

  @Test
  void everyRecipeSetsOptionsThatTrainHas() {
    for (String name : new Recipes()) {
      for (ImageShape shape : List.of(COLOUR, GREY)) {
        CommandSpec verb = verb();
        String words = Recipes.apply(name, shape, verb);
        CommandSpec said = verb(words.isEmpty() ? new String[0] : words.split(" "));
        assertThat(RecordedOptions.of(verb, java.util.Set.of()))
            .as(name)
            .isEqualTo(RecordedOptions.of(said, java.util.Set.of()));
        assertThat(words.isEmpty()).isEqualTo(name.equals(Recipes.PLAIN));
        assertThat(words.contains("photos")).isEqualTo(shape == COLOUR && words.contains("flip"));
      }
    }
  }

  @Test
  void whatIsGivenStays() {
    CommandSpec verb = verb("--epochs", "3", "--augment=none", "--lr", "0.01");
    assertThat(Recipes.apply(Recipes.GOOD, COLOUR, verb))
        .contains("--updater nesterovs")
        .doesNotContain("--epochs", "--augment", "--lr");
    assertThat(value(verb, "--epochs")).isEqualTo(3);
    assertThat(value(verb, "--augment")).isEqualTo("none");
    assertThat(value(verb, "--lr")).isEqualTo(0.01);
    assertThat(value(verb, "--net")).isEqualTo("vgg");
    assertThat(value(verb, "--standardise")).isEqualTo(true);
  }

  @Test
  void anotherOptimiserKeepsItsOwnRate() {
    CommandSpec verb = verb("--updater", "adam");
    assertThat(Recipes.apply(Recipes.GOOD, COLOUR, verb)).doesNotContain("--lr", "nesterovs");
    assertThat(value(verb, "--lr")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "colour, , vgg, 6",
    "colour, --recipe=quick, vgg, 2",
    "colour, --epochs=3, vgg, 3",
    "colour, --recipe=plain, lenet, 1",
    "colour, --net=lenet, lenet, 1",
    "colour, --net=lenet --recipe=quick, lenet, 2",
    "grey, , lenet, 1",
    "grey, --recipe=GOOD, lenet, 4",
    "grey, --recipe=tasty, , "
  })
  void trainTakesTheRecipeThatFits(String data, String words, String net, Integer epochs)
      throws Exception {
    List<String> line = new ArrayList<>(List.of("train", "--dry-run", "--json"));
    line.addAll(List.of("--data", data.equals("colour") ? colour : grey, "--batch", "4"));
    line.addAll(List.of("--runs", folder.resolve("runs").toString()));
    line.addAll(List.of("--out", folder.resolve("m.zip").toString()));
    line.addAll(words == null ? List.of() : Arrays.asList(words.split(" ")));
    Screen screen = Screen.piped();
    int code = screen.run(line.toArray(String[]::new));
    if (net == null) {
      assertThat(code).isEqualTo(ExitCode.USAGE.code());
      assertThat(screen.err())
          .contains("--recipe: expected one of plain, quick, good, best, found tasty");
      return;
    }
    assertThat(code).as(screen.err()).isZero();
    JsonNode result = new ObjectMapper().readTree(screen.out());
    assertThat(result.get("network").asText()).isEqualTo(net);
    assertThat(result.get("epochs").asInt()).isEqualTo(epochs);
    assertThat(screen.err().contains("recipe: --")).isEqualTo(epochs > 1);
  }

  @Test
  void aNetworkFromAFileHasAnOptimiserOfItsOwn() throws Exception {
    Path model = DropoutNetwork.save(folder.resolve("network.zip"));
    Screen screen = Screen.piped();
    assertThat(
            screen.run(
                "train", "--dry-run", "--data", grey, "--model", model.toString(), "--recipe=good"))
        .isEqualTo(ExitCode.USAGE.code());
    assertThat(screen.err()).contains("--recipe: expected a new network by its name");
  }
}
