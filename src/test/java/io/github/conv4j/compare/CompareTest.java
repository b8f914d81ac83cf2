package io.github.conv4j.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.conv4j.data.Augmentation;
import io.github.conv4j.data.DataException;
import io.github.conv4j.data.DataSources;
import io.github.conv4j.data.ImageDataSource;
import io.github.conv4j.data.TinyImages;
import io.github.conv4j.models.AllowedClasses;
import io.github.conv4j.models.ModelFiles;
import io.github.conv4j.models.SafeModels;
import io.github.conv4j.nets.LeNet;
import io.github.conv4j.nets.NetworkCatalog;
import io.github.conv4j.nets.SampleNetworks;
import io.github.conv4j.report.HtmlReport;
import io.github.conv4j.report.JsonReport;
import io.github.conv4j.result.Check;
import io.github.conv4j.result.CompareReport;
import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.NetworkResult;
import io.github.conv4j.result.OutputFile;
import io.github.conv4j.result.ProgressListener;
import io.github.conv4j.result.Verdict;
import io.github.conv4j.train.Threads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

class CompareTest {

  private static final int TRAIN = 200;
  private static final int TEST = 70;
  private static final long SEED = 11;
  private static final int MINUTES = 15;

  @TempDir static Path shared;
  private static ImageDataSource data;

  @TempDir Path out;

  @BeforeAll
  static void makeData() {
    data =
        DataSources.open(
            TinyImages.write(shared.resolve("tiny"), SampleNetworks.SIZE, TRAIN, TEST).toString());
  }

  @AfterAll
  static void allThreadsAgain() {
    Threads.use(Runtime.getRuntime().availableProcessors());
  }

  @Test
  void reportIsCompleteAndConsistent() throws Exception {
    ImageDataSource digits =
        DataSources.open(TinyImages.write(out.resolve("digits"), 28, TRAIN, TEST).toString());
    Model lenet =
        NewNetworks.create(
            NetworkCatalog.find("lenet").orElseThrow(), digits, SEED, DataType.FLOAT);
    INDArray before = lenet.params().dup();
    List<String> progress = new ArrayList<>();

    CompareReport report =
        new Compare(
                options(1, 32, ImageDataSource.NO_LIMIT, 0),
                digits,
                "test",
                line -> {},
                recorder(progress),
                new Interruption())
            .run(lenet);

    assertThat(failed(report)).isEmpty();
    assertThat(report.verdict()).isEqualTo(Verdict.PASS);
    assertThat(lenet.params()).isEqualTo(before);
    assertThat(report.checks()).extracting(Check::name).doesNotHaveDuplicates();
    assertThat(report.checks())
        .extracting(Check::group)
        .contains("forward", "gradient", "step", "training", "accuracy", "files");
    assertThat(report.swaps()).hasSize(6).filteredOn(swap -> swap.replaced()).hasSize(6);
    assertThat(report.layerErrors()).hasSizeGreaterThanOrEqualTo(4 + 2 * 3 + 2);
    assertThat(report.lossDifference()).hasSize(7);
    assertThat(report.noiseFloor()).hasSize(7);
    assertThat(report.classes()).containsExactly("0", "1", "2", "3");
    assertThat(report.seconds()).isPositive();
    assertThat(report.galleries()).hasSize(2);
    assertThat(report.galleries().get(0).builtin()).hasSize(20);
    assertThat(report.galleries().get(1).custom().get(0).width()).isEqualTo(24);
    assertThat(report.settings())
        .containsEntry("data", "digits")
        .containsEntry("network", "lenet")
        .containsEntry("epochs", "1")
        .containsEntry("batch", "32")
        .containsEntry("training images", "200")
        .containsEntry("test images", "70")
        .containsEntry("seed", "11")
        .containsEntry("threads", "best of each")
        .containsEntry("dtype", "float");
    for (NetworkResult network : List.of(report.builtin(), report.custom())) {
      assertThat(network.lossHistory()).hasSize(7).allMatch(Double::isFinite);
      assertThat(network.accuracyHistory()).isNotEmpty();
      assertThat(network.accuracyHistory().get(network.accuracyHistory().size() - 1))
          .satisfies(
              last -> {
                assertThat(last.x()).isEqualTo(7);
                assertThat(last.y()).isEqualTo(network.accuracy());
              });
      assertThat(network.confusion()).hasSize(4).allMatch(row -> row.size() == 4);
      assertThat(network.confusion().stream().flatMap(List::stream).mapToLong(n -> n).sum())
          .isEqualTo(TEST);
      long right = 0;
      for (int c = 0; c < 4; c++) {
        right += network.confusion().get(c).get(c);
      }
      assertThat(network.accuracy()).isEqualTo((double) right / TEST);
      assertThat(network.parameters()).isEqualTo(lenet.numParams());
      assertThat(network.trainImagesPerSecond()).isPositive();
      assertThat(network.inferenceImagesPerSecond()).isPositive();
      assertThat(network.trainSeconds()).isPositive();
      assertThat(network.peakMemoryMiB()).isBetween(50.0, 4000.0);
      assertThat(network.trainThreads()).isIn(Threads.candidates());
      assertThat(network.inferenceThreads()).isIn(Threads.candidates());
    }
    assertThat(report.ratio().train())
        .isEqualTo(
            report.custom().trainImagesPerSecond() / report.builtin().trainImagesPerSecond());
    assertThat(report.ratio().inference())
        .isEqualTo(
            report.custom().inferenceImagesPerSecond()
                / report.builtin().inferenceImagesPerSecond());
    for (int i = 0; i < 7; i++) {
      assertThat(report.lossDifference().get(i))
          .isEqualTo(report.custom().lossHistory().get(i) - report.builtin().lossHistory().get(i));
    }
    assertThat(report.files())
        .extracting(OutputFile::path)
        .contains("builtin.zip", "custom.zip", "custom.onnx")
        .doesNotHaveDuplicates();
    for (OutputFile file : report.files()) {
      byte[] bytes = Files.readAllBytes(out.resolve(file.path()));
      assertThat(file.bytes()).isEqualTo(bytes.length);
      assertThat(file.sha256())
          .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
    }
    assertThat(fileNames()).hasSize(report.files().size() + 1).contains("digits");
    assertThat(progress)
        .containsSubsequence(
            "tune training",
            "check layers",
            "train both",
            "noise floor",
            "test built-in",
            "measure inference",
            "save models",
            "measure memory")
        .noneMatch(line -> line.contains("beyond"));
    assertThat(JsonReport.render(report)).contains("\"verdict\"");
    HtmlReport.write(report, out.resolve("report.html"));
  }

  @Test
  void aTrainedGraphFromAFileGoesOnForTwoEpochs() throws Exception {
    ComputationGraph graph = SampleNetworks.graph(SEED, DataType.FLOAT);
    for (int step = 0; step < 3; step++) {
      graph.fit(SampleNetworks.batch(step, 8));
    }
    graph.incrementEpochCount();
    Path file = out.resolve("mine.zip");
    ModelFiles.save(graph, file, "a user's network");
    Model loaded = SafeModels.load(file);

    CompareReport report = run(loaded, options(2, 50, 100, 1));

    assertThat(failed(report)).isEmpty();
    assertThat(report.builtin().lossHistory()).hasSize(4);
    assertThat(report.settings())
        .containsEntry("training images", "100 of 200")
        .containsEntry("threads", "1");
    ComputationGraph trained = (ComputationGraph) SafeModels.load(out.resolve("custom.zip"));
    assertThat(trained.getIterationCount()).isEqualTo(7);
    assertThat(trained.getEpochCount()).isEqualTo(3);
    assertThat(graph.getIterationCount()).isEqualTo(3);
  }

  @Test
  void doublePrecisionWithABatchLargerThanTheData() throws Exception {
    CompareReport report =
        run(SampleNetworks.plain(SEED, DataType.DOUBLE, new Adam(1e-3)), options(3, 64, 10, 1));

    assertThat(failed(report)).isEmpty();
    assertThat(report.settings()).containsEntry("dtype", "double");
    assertThat(report.builtin().lossHistory()).hasSize(3);
    assertThat(report.lossDifference()).allMatch(difference -> Math.abs(difference) < 1e-12);
  }

  @Test
  void oneImageIsEnough() throws Exception {
    CompareReport report =
        run(SampleNetworks.plain(SEED, DataType.FLOAT, new Sgd(0.1)), options(1, 64, 1, 1));

    assertThat(failed(report)).isEmpty();
    assertThat(report.builtin().lossHistory()).hasSize(1);
    assertThat(report.builtin().accuracyHistory()).hasSize(1);
    assertThat(report.builtin().trainImagesPerSecond()).isPositive().isFinite();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "noise and constraints",
        "batch normalisation",
        "frozen",
        "regression",
        "average, Same, dilation",
        "p-norm, l2, tanh"
      })
  void networksOfManyKindsPass(String name) throws Exception {
    CompareReport report = run(SampleNetworks.all(SEED).get(name).get(), options(2, 20, 100, 1));

    assertThat(failed(report)).isEmpty();
    assertThat(report.builtin().lossHistory()).hasSize(10);
  }

  @Test
  void bothTwinsDrawTheSameMasks() throws Exception {
    CompareReport report =
        run(SampleNetworks.all(SEED).get("noise and constraints").get(), options(2, 20, 100, 1));

    assertThat(report.lossDifference()).allMatch(difference -> Math.abs(difference) < 1e-4);
    // The masks differ from step to step, so without them in common losses would be far apart.
    assertThat(report.builtin().lossHistory()).doesNotHaveDuplicates();
  }

  @Test
  void epochsAreThoseOfAPlainFit() throws Exception {
    MultiLayerNetwork network = SampleNetworks.plain(SEED, DataType.FLOAT, new Adam(1e-3));
    CompareReport report = run(network, options(2, 30, 100, 1));

    MultiLayerNetwork plain = network.clone();
    plain.fit(data.train(30, SEED, 100), 2);

    MultiLayerNetwork trained = (MultiLayerNetwork) SafeModels.load(out.resolve("builtin.zip"));
    assertThat(trained.params()).isEqualTo(plain.params());
    assertThat(trained.getIterationCount()).isEqualTo(8).isEqualTo(plain.getIterationCount());
    assertThat(trained.getEpochCount()).isEqualTo(2).isEqualTo(plain.getEpochCount());
    assertThat(report.builtin().lossHistory()).hasSize(8);
  }

  @Test
  void divergenceIsAFailedVerdictWithAReportThatCanBeRead() throws Exception {
    CompareReport report =
        run(SampleNetworks.plain(SEED, DataType.FLOAT, new Sgd(1e10)), options(1, 20, 100, 1));

    assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(report.checks())
        .filteredOn(check -> check.name().equals("training/finite"))
        .singleElement()
        .satisfies(
            check -> {
              assertThat(check.verdict()).isEqualTo(Verdict.FAIL);
              assertThat(check.detail()).contains("diverged", "learning rate");
            });
    assertThat(JsonReport.render(report)).contains("\"fail\"");
    HtmlReport.write(report, out.resolve("report.html"));
    assertThat(out.resolve("report.html")).content().contains("training/finite");
  }

  @ParameterizedTest
  @ValueSource(strings = {"check layers", "train both", "noise floor", "save models"})
  void interruptionLeavesWholeFilesOnly(String when) throws IOException {
    Interruption interruption = new Interruption();
    ProgressListener fromAnotherThread =
        new ProgressListener() {
          private boolean now;

          @Override
          public void start(String task, long total, String unit) {
            now = task.equals(when);
          }

          @Override
          public void step(long done, Map<String, Double> measures) {
            if (now) {
              Thread other = new Thread(interruption::request);
              other.start();
              try {
                other.join();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            }
          }

          @Override
          public void finish() {}
        };
    Compare compare =
        new Compare(
            options(1, 20, 100, 1),
            data,
            "test",
            line -> {},
            fromAnotherThread,
            interruption,
            CompareTest::memory);

    assertThatThrownBy(() -> compare.run(SampleNetworks.plain(SEED, DataType.FLOAT, new Sgd(0.1))))
        .isInstanceOf(CancellationException.class);

    if (when.equals("save models")) {
      assertThat(fileNames()).containsExactly("builtin.zip");
      assertThat(SafeModels.load(out.resolve("builtin.zip")).numParams()).isPositive();
    } else {
      assertThat(fileNames()).isEmpty();
    }
  }

  @Test
  void aMeasurementOfMemoryEndsWhenTheRunDoes() {
    Interruption interruption = new Interruption();
    interruption.request();
    PeakMemory meter = new PeakMemory(interruption);

    assertThatThrownBy(
            () ->
                meter.peakMebibytes(
                    out.resolve("none.zip"), AllowedClasses.standard(), 1, 4, 8, 20, data.shape()))
        .isInstanceOf(CancellationException.class);
    assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatThrownBy(
            () -> run(LeNet.create(1, 28, 28, 4, SEED, DataType.FLOAT), options(1, 20, 100, 1)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("does not take this data")
        .hasMessageContaining("[1,12,12]");
    assertThatThrownBy(
            () -> run(LeNet.create(1, 16, 16, 10, SEED, DataType.FLOAT), options(1, 20, 100, 1)))
        .isInstanceOf(DataException.class);
    assertThatThrownBy(() -> run(withClasses(7), options(1, 20, 100, 1)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("expected 4 class scores per image, found output of shape [2, 7]");
  }

  @Test
  void refusesWhatCannotBeCompared() {
    MultiLayerNetwork dense =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder().name("only").nOut(4).hasLayerNorm(true).build())
                .layer(new LossLayer.Builder().activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(12, 12, 1))
                .build());
    dense.init();
    ComputationGraph twoOutputs =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .addLayer("conv", new ConvolutionLayer.Builder(3, 3).nOut(2).build(), "in")
                .addLayer(
                    "a",
                    new OutputLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build(),
                    "conv")
                .addLayer(
                    "b",
                    new OutputLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build(),
                    "conv")
                .setOutputs("a", "b")
                .setInputTypes(InputType.convolutional(12, 12, 1))
                .build());
    twoOutputs.init();
    MultiLayerNetwork broken = SampleNetworks.plain(SEED, DataType.FLOAT, new Sgd(0.1));
    broken.getParam("5_b").assign(Float.NaN);
    MultiLayerNetwork withoutLoss =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(2).build())
                .layer(new DenseLayer.Builder().nOut(4).build())
                .setInputType(InputType.convolutional(12, 12, 1))
                .validateOutputLayerConfig(false)
                .build());
    withoutLoss.init();
    CompareOptions options = options(1, 20, 100, 1);

    assertThatThrownBy(() -> run(dense, options))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("nothing to compare")
        .hasMessageContaining("only (DenseLayer: layer normalisation is not covered)");
    assertThatThrownBy(() -> run(twoOutputs, options))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("one input and one output, found 1 and 2");
    assertThatThrownBy(() -> run(broken, options))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("finite");
    assertThatThrownBy(() -> run(withoutLoss, options))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("cannot be trained");
    assertThatThrownBy(
            () ->
                run(
                    SampleNetworks.plain(SEED, DataType.FLOAT, new Sgd(0.1))
                        .convertDataType(DataType.FLOAT16),
                    options))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("FLOAT or DOUBLE, found ");
    assertThat(fileNames()).isEmpty();
  }

  private CompareOptions options(int epochs, int batch, int limit, int threads) {
    return new CompareOptions(
        "lenet",
        epochs,
        batch,
        limit,
        Augmentation.NONE,
        MINUTES,
        SEED,
        threads,
        out,
        "scripts/conv4j compare");
  }

  private static MultiLayerNetwork withClasses(int classes) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(2).build())
                .layer(
                    new OutputLayer.Builder().nOut(classes).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(12, 12, 1))
                .build());
    network.init();
    return network;
  }

  private static double memory(
      Path model,
      AllowedClasses allowed,
      int threads,
      int classes,
      int batch,
      int steps,
      io.github.conv4j.data.ImageShape shape) {
    return 100;
  }

  private CompareReport run(Model model, CompareOptions options) throws IOException {
    INDArray parameters = model.params().dup();
    CompareReport report =
        new Compare(
                options,
                data,
                "test",
                line -> {},
                ProgressListener.SILENT,
                new Interruption(),
                CompareTest::memory)
            .run(model);
    assertThat(model.params().equalsWithEps(parameters, 0)).isTrue();
    return report;
  }

  private List<String> fileNames() {
    try (Stream<Path> files = Files.list(out)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Check> failed(CompareReport report) {
    return report.checks().stream().filter(check -> check.verdict() == Verdict.FAIL).toList();
  }

  private static ProgressListener recorder(List<String> lines) {
    return new ProgressListener() {
      private long total;

      @Override
      public void start(String task, long total, String unit) {
        this.total = total;
        lines.add(task);
      }

      @Override
      public void step(long done, Map<String, Double> measures) {
        if (done > total) {
          lines.add("beyond the total: " + done + " of " + total);
        }
      }

      @Override
      public void finish() {}
    };
  }
}
