package io.github.conv4j.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** Class names at every place of a graph's JSON, and names that are nearly right. */
class HostileNamesTest {

  private static final String CONFIGURATION = "configuration.json";

  private static final int NAMES = Integer.getInteger("conv4j.names", 5000);

  @TempDir Path folder;

  private Map<String, byte[]> entries;
  private String json;
  private Model model;

  @BeforeEach
  void saveOne() throws IOException {
    model = network();
    Path good = folder.resolve("good.zip");
    ModelFiles.save(model, good, "a model");
    entries = new LinkedHashMap<>(Zips.read(good));
    json = new String(entries.get(CONFIGURATION), StandardCharsets.UTF_8);
    assertThat(load(json).params()).isEqualTo(model.params());
  }

  /** Everything that can hold an object of a class. */
  private static Model network() {
    ComputationGraphConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .activation(Activation.TANH)
            .weightInit(new NormalDistribution(0, 1))
            .l2(0.1)
            .updater(new Adam(new ExponentialSchedule(ScheduleType.EPOCH, 0.1, 0.9)))
            .constrainWeights(new MaxNormConstraint(2, 1))
            .weightNoise(new DropConnect(0.9))
            .dropOut(new Dropout(0.9))
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.convolutional(2, 2, 1))
            .addVertex(
                "flat", new PreprocessorVertex(new CnnToFeedForwardPreProcessor(2, 2, 1)), "in")
            .addLayer(
                "frozen", new FrozenLayer(new DenseLayer.Builder().nIn(4).nOut(3).build()), "flat")
            .addLayer("out", new OutputLayer.Builder().nIn(3).nOut(2).build(), "frozen")
            .setOutputs("out")
            .build();
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init();
    return graph;
  }

  private Model load(String configuration) throws IOException {
    entries.put(CONFIGURATION, configuration.getBytes(StandardCharsets.UTF_8));
    Path file = folder.resolve("model.zip");
    Zips.write(entries, file);
    return SafeModels.load(file);
  }

  private void assertRefused(String configuration) {
    assertThat(configuration).isNotEqualTo(json);
    assertThatThrownBy(() -> load(configuration))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("expected")
        .hasMessageContaining("found")
        .hasMessageContaining(";")
        .hasMessageNotContaining("\n");
    assertThat(System.getProperty("conv4j.canary")).isNull();
  }

  @Test
  void everyPlaceOfAClassIsChecked() {
    Matcher places = Pattern.compile("\"(@class|type)\" : \"([\\w.$]+)\"").matcher(json);
    int found = 0;
    while (places.find()) {
      String hostile =
          json.substring(0, places.start(2)) + "canary.Canary" + json.substring(places.end(2));
      assertRefused(hostile);
      found++;
    }
    assertThat(found).isGreaterThan(25);
  }

  @Test
  void everyObjectAsAnArrayIsChecked() {
    Matcher objects =
        Pattern.compile("\\{\\s*\"(?:@class|type)\" : \"[\\w.$]+\"[^{}]*\\}").matcher(json);
    int found = 0;
    while (objects.find()) {
      assertRefused(
          json.substring(0, objects.start())
              + "[\"canary.Canary\", {}]"
              + json.substring(objects.end()));
      found++;
    }
    assertThat(found).isGreaterThan(5);
  }

  static Stream<String> nearlyRight() {
    String layer = "org.deeplearning4j.nn.conf.layers.DenseLayer";
    return Stream.concat(
        Stream.of(
            "canary.Canary",
            "canary.Canary ",
            " canary.Canary",
            "canary.Canary.",
            "canary/Canary",
            "Lcanary/Canary;",
            "[Lcanary.Canary;",
            "[[Lcanary.Canary;",
            "canary.Canary[]",
            "java.util.ArrayList<canary.Canary>",
            "java.util.HashMap<java.lang.String,canary.Canary>"),
        Stream.of(
            layer + "<canary.Canary>",
            layer + " ",
            layer + ".",
            layer + "$",
            layer + "$Builder",
            layer + "[]",
            "[L" + layer + ";",
            layer + "\\u0000",
            layer.toLowerCase(Locale.ROOT),
            layer.toUpperCase(Locale.ROOT),
            layer.replace('.', '/'),
            layer.replace("Dense", "D\\u0435nse"),
            "org.deeplearning4j.nn.conf.layers.BaseLayer",
            "org.deeplearning4j.nn.conf.layers.samediff.SameDiffLambdaLayer",
            "org.deeplearning4j.nn.layers.feedforward.dense.DenseLayer",
            "org.deeplearning4j.nn.conf.MultiLayerConfiguration",
            "org.deeplearning4j.nn.conf.distribution.serde.LegacyDistributionHelper",
            "org.deeplearning4j.util.ModelSerializer",
            "org.nd4j.linalg.factory.Nd4j",
            "io.github.conv4j.cli.Main",
            "io.github.conv4j.layers.HandwrittenAdam",
            "com.sun.rowset.JdbcRowSetImpl",
            "java.lang.Runtime",
            ""));
  }

  @ParameterizedTest
  @MethodSource("nearlyRight")
  void refusesNamesThatAreNotOnTheList(String name) {
    assertRefused(json.replace("org.deeplearning4j.nn.conf.layers.DenseLayer", name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"@class\" : 5",
        "\"@class\" : null",
        "\"@class\" : {}",
        "\"@class\" : [\"canary.Canary\"]",
        "\"@class\" : {\"@class\" : \"canary.Canary\"}",
        "\"@Class\" : \"org.deeplearning4j.nn.conf.layers.DenseLayer\"",
        "\"@class \" : \"org.deeplearning4j.nn.conf.layers.DenseLayer\"",
        "\"@class\" : \"org.deeplearning4j.nn.conf.layers.DenseLayer\","
            + " \"\\u0040class\" : \"canary.Canary\"",
        "\"class\" : \"canary.Canary\""
      })
  void refusesOtherWaysToSayIt(String field) {
    assertRefused(
        json.replace("\"@class\" : \"org.deeplearning4j.nn.conf.layers.DenseLayer\"", field));
  }

  @Test
  void mutatedNamesLoadNothingElse() throws IOException {
    List<String> names =
        List.of(
            "org.deeplearning4j.nn.conf.layers.DenseLayer",
            "canary.Canary",
            "org.deeplearning4j.nn.conf.layers.DenseLayer<canary.Canary>",
            "[Lcanary.Canary;");
    int refused = 0;
    for (int i = 0; i < NAMES; i++) {
      String mutant = mutate(names.get(i % names.size()), new Random(1000 + i));
      String configuration =
          json.replace("org.deeplearning4j.nn.conf.layers.DenseLayer", escaped(mutant));
      try {
        SafeModels.requireSafe(configuration, AllowedClasses.standard());
        assertThat(mutant).isEqualTo("org.deeplearning4j.nn.conf.layers.DenseLayer");
      } catch (ModelFileException e) {
        assertThat(e.getMessage()).as(mutant).hasLineCount(1);
        refused++;
        if (i % 21 == 0) {
          assertRefused(configuration);
        }
      }
    }
    assertThat(System.getProperty("conv4j.canary")).isNull();
    assertThat(refused).isGreaterThan(NAMES * 9 / 10);
  }

  private static String mutate(String name, Random random) {
    StringBuilder mutant = new StringBuilder(name);
    String signs = ".$/;[]<>,:#*!? \"\\\u0000\u00e9\u2028\u202eaZ_0";
    for (int times = 1 + random.nextInt(3); times > 0; times--) {
      int at = random.nextInt(mutant.length() + 1);
      char sign = signs.charAt(random.nextInt(signs.length()));
      switch (random.nextInt(5)) {
        case 0 -> mutant.insert(at, sign);
        case 1 -> mutant.delete(at, Math.min(mutant.length(), at + 1 + random.nextInt(3)));
        case 2 -> mutant.setLength(Math.max(1, at));
        case 3 -> {
          if (at < mutant.length()) {
            char old = mutant.charAt(at);
            mutant.setCharAt(
                at,
                Character.isUpperCase(old)
                    ? Character.toLowerCase(old)
                    : Character.toUpperCase(old));
          }
        }
        default -> mutant.append(mutant.substring(at));
      }
    }
    return mutant.toString();
  }

  private static String escaped(String name) {
    StringBuilder text = new StringBuilder();
    for (char c : name.toCharArray()) {
      text.append(
          c < ' ' || c > '~' || c == '"' || c == '\\' ? String.format("\\u%04x", (int) c) : c);
    }
    return text.toString();
  }
}
