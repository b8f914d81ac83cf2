package io.github.conv4j.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.conv4j.export.TestNetworks;
import io.github.conv4j.files.WholeFile;
import io.github.conv4j.nets.Network;
import io.github.conv4j.result.OutputFile;
import io.github.conv4j.twin.Twin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.TimeZone;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerMinMaxScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

class ModelFilesTest {

  @TempDir Path folder;

  static Stream<Model> trained() {
    return Stream.of(DataType.FLOAT, DataType.DOUBLE)
        .flatMap(
            type ->
                Stream.<Model>of(
                    TestNetworks.builtinChain(type),
                    TestNetworks.handwrittenChain(type),
                    TestNetworks.residual(type),
                    Twin.handwritten(TestNetworks.residual(type)).network()))
        .peek(ModelFilesTest::train);
  }

  private static void train(Model model) {
    Network network = Network.of(model);
    for (int step = 0; step < 3; step++) {
      network.fit(TestNetworks.batch(network.dataType(), 4, step));
    }
  }

  @ParameterizedTest
  @MethodSource("trained")
  void resumesExactlyWhereTheSavedNetworkWas(Model model) throws IOException {
    Path file = folder.resolve("model.zip");
    ModelFiles.save(model, file, "a model");
    Model loaded = SafeModels.load(file);

    assertThat(loaded).isExactlyInstanceOf(model.getClass());
    assertThat(loaded.params()).isEqualTo(model.params());
    assertThat(loaded.params().dataType()).isEqualTo(model.params().dataType());
    // The last layer's dropout draws random numbers: both networks must draw the same ones.
    Nd4j.getRandom().setSeed(1);
    train(model);
    Nd4j.getRandom().setSeed(1);
    train(loaded);
    assertThat(loaded.params()).isEqualTo(model.params());
    assertThat(counters(loaded)).isEqualTo(counters(model)).startsWith("6 ");
  }

  private static String counters(Model model) {
    return model instanceof MultiLayerNetwork network
        ? network.getIterationCount() + " " + network.getEpochCount()
        : ((ComputationGraph) model).getConfiguration().getIterationCount()
            + " "
            + ((ComputationGraph) model).getConfiguration().getEpochCount();
  }

  @Test
  void reportsNameSizeAndHashOfTheFile() throws Exception {
    Path file = folder.resolve("model.zip");
    OutputFile written =
        ModelFiles.save(TestNetworks.builtinChain(DataType.FLOAT), file, "a model");

    byte[] bytes = Files.readAllBytes(file);
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
    assertThat(written)
        .isEqualTo(
            new OutputFile("model.zip", "a model", bytes.length, HexFormat.of().formatHex(hash)));
  }

  @Test
  void writesTheSameBytesAgainAfterLoadingAndInAnotherTimeZone() throws IOException {
    Model model = TestNetworks.residual(DataType.FLOAT);
    train(model);
    Path first = folder.resolve("first.zip");
    Path second = folder.resolve("second.zip");
    ModelFiles.save(model, first, "a model");
    TimeZone zone = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
      ModelFiles.save(SafeModels.load(first), second, "a model");
    } finally {
      TimeZone.setDefault(zone);
    }

    assertThat(second).hasSameBinaryContentAs(first);
  }

  @Test
  void writesFilesThatDeeplearning4jLoads() throws IOException {
    MultiLayerNetwork model = TestNetworks.builtinChain(DataType.FLOAT);
    train(model);
    Path file = folder.resolve("model.zip");
    ModelFiles.save(model, file, "a model");

    MultiLayerNetwork loaded = ModelSerializer.restoreMultiLayerNetwork(file.toFile(), true);
    assertThat(loaded.params()).isEqualTo(model.params());
    assertThat(loaded.getUpdater().getStateViewArray())
        .isEqualTo(model.getUpdater().getStateViewArray());
  }

  @Test
  void loadsFilesThatDeeplearning4jWroteAndLeavesTheNormaliserAlone() throws IOException {
    ComputationGraph model = TestNetworks.residual(DataType.FLOAT);
    Path file = folder.resolve("model.zip");
    ModelSerializer.writeModel(model, file.toFile(), false);
    ModelSerializer.addNormalizerToModel(file.toFile(), fitted());

    try (ZipFile zip = new ZipFile(file.toFile())) {
      assertThat(zip.getEntry("normalizer.bin")).isNotNull();
    }
    assertThat(SafeModels.load(file).params()).isEqualTo(model.params());
    assertThatThrownBy(() -> SafeModels.normalizer(file))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("IMAGE_MIN_MAX or STANDARDIZE in \"normalizer.bin\", found MIN_MAX");
  }

  @Test
  void savesANormaliserThatDeeplearning4jFinds() throws IOException {
    MultiLayerNetwork model = TestNetworks.builtinChain(DataType.FLOAT);
    Path file = folder.resolve("model.zip");
    ModelFiles.save(model, file, "a model");
    assertThat(SafeModels.normalizer(file)).isEmpty();
    INDArray mean = Nd4j.createFromArray(new float[][] {{125.3f, 122.95f, 113.87f}});
    INDArray deviation = Nd4j.createFromArray(new float[][] {{62.99f, 62.09f, 66.7f}});
    ImagePreProcessingScaler range = new ImagePreProcessingScaler(-1, 1);
    range.setMaxPixelVal(1023);
    for (DataNormalization normalizer :
        List.of(
            new ImagePreProcessingScaler(0, 1),
            range,
            new NormalizerStandardize(mean, deviation))) {
      ModelFiles.save(model, normalizer, file, "a model");

      assertThat(SafeModels.normalizer(file)).contains(normalizer);
      assertThat(SafeModels.load(file).params()).isEqualTo(model.params());
      DataNormalization theirs = ModelSerializer.restoreNormalizerFromFile(file.toFile());
      INDArray ours = Nd4j.rand(DataType.FLOAT, 1, 3, 4, 4).muli(255);
      INDArray expected = ours.dup();
      normalizer.transform(expected);
      theirs.transform(ours);
      assertThat(ours).isEqualTo(expected);
    }
  }

  @Test
  void readsANormaliserThatDeeplearning4jFittedAndSaved() throws IOException {
    MultiLayerNetwork model = TestNetworks.builtinChain(DataType.FLOAT);
    NormalizerStandardize normalizer = new NormalizerStandardize();
    normalizer.fit(
        new DataSet(Nd4j.rand(DataType.FLOAT, 5, 3, 4, 4), Nd4j.zeros(DataType.FLOAT, 5, 2)));
    Path file = folder.resolve("model.zip");
    ModelSerializer.writeModel(model, file.toFile(), false);
    ModelSerializer.addNormalizerToModel(file.toFile(), normalizer);

    INDArray ours = Nd4j.rand(DataType.FLOAT, 2, 3, 4, 4);
    INDArray expected = ours.dup();
    normalizer.transform(expected);
    SafeModels.normalizer(file).orElseThrow().transform(ours);
    assertThat(ours).isEqualTo(expected);
  }

  private static NormalizerMinMaxScaler fitted() {
    NormalizerMinMaxScaler normaliser = new NormalizerMinMaxScaler();
    normaliser.setFeatureStats(Nd4j.zeros(1, 2), Nd4j.ones(1, 2));
    return normaliser;
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void savesNetworksWithoutUpdaterState(DataType type) throws IOException {
    MultiLayerNetwork model = TestNetworks.builtinChain(type);
    model.setLearningRate(0.5);
    MultiLayerNetwork plain =
        new TransferLearning.Builder(model)
            .fineTuneConfiguration(
                new org.deeplearning4j.nn.transferlearning.FineTuneConfiguration.Builder()
                    .updater(new Sgd(0.1))
                    .build())
            .build();
    Path file = folder.resolve("model.zip");
    ModelFiles.save(plain, file, "a model");

    assertThat(SafeModels.load(file).params()).isEqualTo(plain.params());
  }

  @Test
  void savesFrozenLayersAndNetworksWithoutParameters() throws IOException {
    Path file = folder.resolve("model.zip");
    MultiLayerNetwork frozen =
        new TransferLearning.Builder(TestNetworks.builtinChain(DataType.FLOAT))
            .setFeatureExtractor(4)
            .build();
    ModelFiles.save(frozen, file, "frozen");
    assertThat(SafeModels.load(file).params()).isEqualTo(frozen.params());

    MultiLayerNetwork empty =
        new MultiLayerNetwork(
            TestNetworks.settings(DataType.FLOAT)
                .list()
                .layer(new ActivationLayer(Activation.CUBE))
                .build());
    empty.init();
    ModelFiles.save(empty, file, "no parameters");
    assertThat(SafeModels.load(file).numParams()).isZero();
  }

  @Test
  void keepsNamesThatAreNotAscii() throws IOException {
    MultiLayerNetwork model =
        TestNetworks.around(
            DataType.FLOAT, new DenseLayer.Builder().name("größe 層").nOut(4).build());
    Path file = folder.resolve("model.zip");
    ModelFiles.save(model, file, "a model");

    try (ZipFile zip = new ZipFile(file.toFile())) {
      byte[] json = zip.getInputStream(zip.getEntry("configuration.json")).readAllBytes();
      assertThat(new String(json, StandardCharsets.UTF_8)).isASCII();
    }
    MultiLayerNetwork loaded = (MultiLayerNetwork) SafeModels.load(file);
    assertThat(loaded.getLayerNames()).contains("größe 層");
  }

  @Test
  void leavesTheOldFileAndNoOtherWhenWritingFails() throws IOException {
    Path file = folder.resolve("model.zip");
    Files.writeString(file, "old");

    assertThatThrownBy(
            () ->
                WholeFile.write(
                    file,
                    "a model",
                    part -> {
                      Files.writeString(part, "half");
                      throw new IOException("No space left on device");
                    },
                    part -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("cannot write", "model.zip", "No space left on device");
    assertThatThrownBy(
            () ->
                WholeFile.write(
                    file,
                    "a model",
                    part -> Files.writeString(part, "wrong"),
                    part -> {
                      throw new IOException("not what was written");
                    }))
        .hasMessageContaining("not what was written");
    assertThat(file).hasContent("old");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  void makesAMissingFolder() throws IOException {
    Path file = folder.resolve("missing").resolve("model.zip");

    ModelFiles.save(TestNetworks.builtinChain(DataType.FLOAT), file, "a model");

    assertThat(file).exists();
  }
}
