package io.github.conv4j.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import canary.OwnLayer;
import io.github.conv4j.export.TestNetworks;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

class HostileModelFilesTest {

  private static final String CONFIGURATION = "configuration.json";
  private static final String PARAMETERS = "coefficients.bin";
  private static final String UPDATER = "updaterState.bin";

  @TempDir Path folder;

  private Path good;
  private Map<String, byte[]> entries;

  @BeforeEach
  void saveGoodModel() throws IOException {
    MultiLayerNetwork network =
        TestNetworks.around(
            DataType.FLOAT,
            new DenseLayer.Builder().nOut(2).weightInit(new NormalDistribution(0, 1)).build());
    network.fit(TestNetworks.batch(DataType.FLOAT, 2, 1));
    good = folder.resolve("good.zip");
    ModelFiles.save(network, good, "a model");
    entries = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(good.toFile())) {
      for (String name : new String[] {CONFIGURATION, PARAMETERS, UPDATER}) {
        entries.put(name, zip.getInputStream(zip.getEntry(name)).readAllBytes());
      }
    }
    assertThatCode(() -> SafeModels.load(zip())).doesNotThrowAnyException();
  }

  private Path zip() throws IOException {
    Path file = folder.resolve("model.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue());
      }
    }
    return file;
  }

  private Path zipWithConfiguration(UnaryOperator<String> change) throws IOException {
    String before = new String(entries.get(CONFIGURATION), StandardCharsets.UTF_8);
    String after = change.apply(before);
    assertThat(after).isNotEqualTo(before);
    entries.put(CONFIGURATION, after.getBytes(StandardCharsets.UTF_8));
    return zip();
  }

  private static void assertRefused(Path file, String... words) {
    assertThatThrownBy(() -> SafeModels.load(file))
        .isInstanceOf(ModelFileException.class)
        .message()
        .contains(List.of(file.toString(), "expected", "found", ";"))
        .satisfies(message -> assertThat(List.of(words)).allMatch(message::contains))
        .doesNotContain("\n");
  }

  @Test
  void refusesEveryTruncation() throws IOException {
    byte[] bytes = Files.readAllBytes(good);
    Path cut = folder.resolve("cut.zip");
    for (int length = 0; length < bytes.length; length += 1 + length / 40) {
      Files.write(cut, Arrays.copyOf(bytes, length));
      assertRefused(cut);
    }
    Files.write(cut, Arrays.copyOf(bytes, bytes.length - 1));
    assertRefused(cut);
  }

  @Test
  void refusesOrSurvivesEveryFlippedBit() throws IOException {
    byte[] bytes = Files.readAllBytes(good);
    Path damaged = folder.resolve("damaged.zip");
    Random random = new Random(5);
    int refused = 0;
    for (int i = 0; i < 300; i++) {
      int position = random.nextInt(bytes.length);
      byte[] copy = bytes.clone();
      copy[position] ^= (byte) (1 << random.nextInt(8));
      Files.write(damaged, copy);
      try {
        // A flip in a field that means nothing to a reader, such as the time, changes no value.
        assertThat(SafeModels.load(damaged).params()).isEqualTo(SafeModels.load(good).params());
      } catch (ModelFileException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(200);
  }

  @Test
  void refusesWhatIsNoModelFile() throws IOException {
    assertRefused(folder.resolve("absent.zip"), "found nothing");
    assertRefused(folder, "folder");
    Path file = folder.resolve("file");
    Files.write(file, new byte[0]);
    assertRefused(file, "an empty file");
    Files.write(file, new byte[] {'P', 'K', 3, 4, 20, 0});
    assertRefused(file, "cut off");
    Files.writeString(file, "Dear Sir or Madam");
    assertRefused(file, "no zip");
  }

  @Test
  void refusesSerialisedObjects() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject("any object");
    }
    entries.put("preprocessor.bin", bytes.toByteArray());
    assertRefused(zip(), "preprocessor.bin", "could run code");
  }

  @Test
  void refusesNormalisersThatAreNotNumbersOfKnownKinds() throws IOException {
    for (byte[] content :
        List.of(
            new byte[0],
            "Dear Sir or Madam".getBytes(StandardCharsets.UTF_8),
            normalizer("CUSTOM", out -> out.writeUTF("canary.Canary")),
            normalizer("MULTI_HYBRID", out -> out.writeUTF("canary.Canary")),
            normalizer("IMAGE_MIN_MAX", out -> out.writeDouble(0)),
            normalizer("IMAGE_MIN_MAX", out -> out.write(new byte[25])),
            normalizer("STANDARDIZE", out -> out.write(new byte[100])),
            normalizer(
                "STANDARDIZE",
                out -> {
                  out.writeBoolean(false);
                  out.writeUTF("LONG_SHAPE");
                  out.writeLong(0);
                  out.writeUTF("LONG");
                  out.writeUTF("LONG_SHAPE");
                  out.writeLong(Long.MAX_VALUE);
                  out.writeUTF("FLOAT");
                }))) {
      entries.put("normalizer.bin", content);
      Path file = zip();
      assertThatThrownBy(() -> SafeModels.normalizer(file))
          .isInstanceOf(ModelFileException.class)
          .hasMessageContaining("normalizer.bin");
    }
  }

  /** Writes the rest of a normaliser. */
  private interface Rest {
    void write(DataOutputStream out) throws IOException;
  }

  private static byte[] normalizer(String kind, Rest rest) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF("NORMALIZER");
      out.writeInt(1);
      out.writeUTF(kind);
      rest.write(out);
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../configuration.json",
        "/etc/passwd",
        "C:\\model",
        "configuration.json/",
        "Configuration.json",
        "model/",
        "a\nb"
      })
  void refusesEntriesThatAreNotPartOfAModel(String name) throws IOException {
    entries.put(name, new byte[] {1});
    assertRefused(zip(), "no other entries");
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("good.zip", "model.zip");
    }
  }

  @Test
  void refusesAnEntryThatComesTwice() throws IOException {
    entries.put("cOnfiguration.json", "{}".getBytes(StandardCharsets.UTF_8));
    Path file = zip();
    byte[] bytes = Files.readAllBytes(file);
    byte[] name = "cOnfiguration.json".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i + name.length <= bytes.length; i++) {
      if (Arrays.equals(bytes, i, i + name.length, name, 0, name.length)) {
        bytes[i + 1] = 'o';
      }
    }
    Files.write(file, bytes);
    assertRefused(file, "every entry once");
  }

  @ParameterizedTest
  @ValueSource(strings = {CONFIGURATION, PARAMETERS})
  void refusesAZipWithoutWhatANetworkNeeds(String name) throws IOException {
    entries.remove(name);
    assertRefused(zip(), name);
  }

  /** Every way in which JSON can name a class: what to replace, and by what. */
  static Stream<Arguments> waysToNameAClass() {
    String layer = "\"@class\" : \"org.deeplearning4j.nn.conf.layers.DenseLayer\"";
    String distribution =
        "\"type\" : \"org.deeplearning4j.nn.conf.distribution.NormalDistribution\"";
    String activation =
        "\\{\\s*\"@class\" : \"org.nd4j.linalg.activations.impl.ActivationTanH\"\\s*\\}";
    return Stream.of(
        Arguments.of(layer, "\"@class\" : \"canary.Canary\""),
        Arguments.of(layer, "\"\\u0040class\" : \"canary\\u002eCanary\""),
        Arguments.of(distribution, "\"type\" : \"canary.Canary\""),
        Arguments.of(activation, "{\"@class\" : \"canary.Canary\"}"),
        Arguments.of(activation, "{\"@class\" : \"[Lcanary.Canary;\"}"),
        Arguments.of(
            activation,
            "{\"@class\" : \"org.nd4j.linalg.activations.impl.ActivationReLU<canary.Canary>\"}"),
        // Jackson also takes a class and its content as an array.
        Arguments.of(activation, "[\"canary.Canary\", {}]"),
        Arguments.of(activation, "[\"canary.Canary\"]"),
        Arguments.of("\"regularization\" : \\[ ]", "\"regularization\" : [[\"canary.Canary\", 1]]"),
        Arguments.of(
            "\"inputPreProcessors\" : \\{",
            "\"inputPreProcessors\" : {\"9\" : {\"@class\" : \"canary.Canary\"}, "));
  }

  @ParameterizedTest
  @MethodSource("waysToNameAClass")
  void neverInitialisesAClassThatAFileNames(String expression, String replacement)
      throws IOException {
    Path file =
        zipWithConfiguration(
            json -> json.replaceFirst(expression, Matcher.quoteReplacement(replacement)));
    assertRefused(file, "canary.Canary", "could run code");
    assertThat(System.getProperty("conv4j.canary")).isNull();
  }

  @Test
  void refusesASecondClassForOneObject() throws IOException {
    Path file =
        zipWithConfiguration(
            json -> json.replaceFirst("\"@class\"", "\"@class\" : \"canary.Canary\", \"@class\""));
    assertRefused(file, "Duplicate");
    assertThat(System.getProperty("conv4j.canary")).isNull();
  }

  @Test
  void wouldBeNeededEvenIfNothingElseWereWrong() {
    String json = new String(entries.get(CONFIGURATION), StandardCharsets.UTF_8);
    String hostile = json.replace("org.deeplearning4j.nn.conf.layers.DenseLayer", "canary.Control");
    assertThatThrownBy(() -> MultiLayerConfiguration.fromJson(hostile));
    assertThat(System.getProperty("conv4j.control"))
        .as("Deeplearning4j initialises classes it then refuses")
        .isEqualTo("initialised");
  }

  @Test
  void loadsAProgramsOwnLayersOnlyByPermission() throws IOException {
    MultiLayerNetwork network = TestNetworks.around(DataType.FLOAT, new OwnLayer());
    Path file = folder.resolve("own.zip");
    ModelFiles.save(network, file, "a model");

    assertRefused(file, "canary.OwnLayer", "allow it by name");
    assertThatThrownBy(() -> SafeModels.load(file))
        .isInstanceOfSatisfying(
            ModelFileException.class,
            e -> assertThat(e.refusedClass()).contains("canary.OwnLayer"));
    assertThat(
            SafeModels.load(file, AllowedClasses.standard().and(Set.of("canary.OwnLayer")))
                .params())
        .isEqualTo(network.params());
  }

  @Test
  void loadsTheOldFormatThatNamesNoClasses() throws IOException {
    String json =
        """
        {"backprop": true, "backpropType": "Standard", "confs": [{"layer": {"output": {
          "activationFn": {"Softmax": {}}, "lossFn": {"MCXENT": {}}, "nin": 2, "nout": 3,
          "iupdater": {"@class": "org.nd4j.linalg.learning.config.NoOp"},
          "weightInit": "XAVIER"}},
          "optimizationAlgo": "STOCHASTIC_GRADIENT_DESCENT", "variables": ["W", "b"]}]}
        """;
    entries.put(CONFIGURATION, json.getBytes(StandardCharsets.UTF_8));
    entries.put(PARAMETERS, array("HEAP", "INT", 8, "DOUBLE", 9, 9));
    entries.remove(UPDATER);

    Model model = SafeModels.load(zip());
    assertThat(model.params().toDoubleVector()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "7", "{", "{} {}", "{\"confs\": [], \"vertices\": {}}"})
  void refusesOtherJson(String json) throws IOException {
    entries.put(CONFIGURATION, json.getBytes(StandardCharsets.UTF_8));
    assertRefused(zip(), CONFIGURATION);
  }

  @Test
  void refusesDeepAndEndlessJson() throws IOException {
    String deep = "{\"confs\": " + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    entries.put(CONFIGURATION, deep.getBytes(StandardCharsets.UTF_8));
    assertRefused(zip(), "64 levels");
    entries.put(CONFIGURATION, new byte[17 << 20]);
    assertRefused(zip(), "16 MiB");
  }

  @Test
  void refusesAConfigurationThatNoNetworkFits() throws IOException {
    assertRefused(zipWithConfiguration(json -> json.replace("\"confs\"", "\"Confs\"")), "neither");
    assertRefused(zipWithConfiguration(json -> json.replace("\"nout\" : 2", "\"nout\" : 20")));
    assertRefused(zipWithConfiguration(json -> json.replace("DenseLayer", "DanceLayer")));
  }

  /** An array entry: a shape of zeros, then values 0, 1, 2, … */
  private static byte[] array(
      String mode, String shapeType, long shapeLength, String type, long length, int values)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    boolean old = mode.equals("HEAP");
    header(out, old, mode, shapeLength, shapeType);
    for (long i = 0; i < Math.min(shapeLength, 100); i++) {
      out.write(new byte[shapeType.equals("INT") ? 4 : 8]);
    }
    header(out, old, mode, length, type);
    for (int i = 0; i < values; i++) {
      if (type.equals("DOUBLE")) {
        out.writeDouble(i);
      } else {
        out.writeFloat(i);
      }
    }
    return bytes.toByteArray();
  }

  private static void header(
      DataOutputStream out, boolean old, String mode, long length, String type) throws IOException {
    out.writeUTF(mode);
    if (old) {
      out.writeInt((int) length);
    } else {
      out.writeLong(length);
    }
    out.writeUTF(type);
  }

  @ParameterizedTest
  @CsvSource({
    "MIXED_DATA_TYPES, LONG, 8, FLOAT, 9223372036854775807, 4",
    "MIXED_DATA_TYPES, LONG, 8, FLOAT, -1, 4",
    "MIXED_DATA_TYPES, LONG, 8, FLOAT, 263, 262",
    "MIXED_DATA_TYPES, LONG, 8, FLOAT, 263, 264",
    "MIXED_DATA_TYPES, LONG, 8, UTF8, 263, 263",
    "MIXED_DATA_TYPES, LONG, 8, COMPRESSED, 263, 263",
    "MIXED_DATA_TYPES, LONG, 9223372036854775807, FLOAT, 263, 263",
    "MIXED_DATA_TYPES, LONG, -8, FLOAT, 263, 263",
    "MIXED_DATA_TYPES, UTF8, 8, FLOAT, 263, 263",
    "HEAP, INT, 2147483647, FLOAT, 263, 263",
    "SIDEWAYS, LONG, 8, FLOAT, 263, 263"
  })
  void refusesArraysThatAreNotWhatTheConfigurationAsksFor(
      String mode, String shapeType, long shapeLength, String type, long length, int values)
      throws IOException {
    int expected = TestNetworks.CHANNELS * TestNetworks.HEIGHT * TestNetworks.WIDTH * 2 + 2 + 9;
    assertThat(expected).isEqualTo(263);
    entries.put(PARAMETERS, array(mode, shapeType, shapeLength, type, length, values));
    assertRefused(zip(), PARAMETERS);
  }

  @Test
  void refusesSizesThatTheFileCannotHoldBeforeAllocatingThem() throws IOException {
    // The configuration and the array agree on 26 billion values.
    entries.put(PARAMETERS, array("MIXED_DATA_TYPES", "LONG", 8, "FLOAT", 26_000_000_003L, 263));
    Path file =
        zipWithConfiguration(
            json ->
                json.replace("\"nout\" : 2,", "\"nout\" : 200000000,")
                    .replace("\"nin\" : 2,", "\"nin\" : 200000000,"));
    assertRefused(file, PARAMETERS, "26000000003 values");
  }

  @Test
  void refusesAnEntryThatClaimsMoreThanItsFileCanHold() throws IOException {
    byte[] bytes = Files.readAllBytes(good);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int directory = buffer.getInt(bytes.length - 6);
    buffer.putInt(directory + 24, Integer.MAX_VALUE);
    Path file = folder.resolve("claim.zip");
    Files.write(file, bytes);
    assertRefused(file, "a claim of " + Integer.MAX_VALUE + " bytes");
  }

  @Test
  void ignoresTheShapeThatAnArrayClaims() throws IOException {
    entries.put(PARAMETERS, array("MIXED_DATA_TYPES", "LONG", 8, "FLOAT", 263, 263));
    assertThat(SafeModels.load(zip()).params().toDoubleVector())
        .containsExactly(IntStream.range(0, 263).asDoubleStream().toArray());
  }

  @Test
  void refusesUpdaterStateOfAnotherNetwork() throws IOException {
    entries.put(UPDATER, array("MIXED_DATA_TYPES", "LONG", 8, "FLOAT", 5, 5));
    assertRefused(zip(), UPDATER, "" + 2 * 263);
  }
}
