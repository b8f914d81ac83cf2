package io.github.conv4j.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.geometry.AxisGeometry;
import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.geometry.Rounding;
import io.github.conv4j.geometry.WindowGeometry;
import io.github.conv4j.kernels.Algorithm;
import io.github.conv4j.testing.Data;
import io.github.conv4j.testing.FreshJvm;
import io.github.conv4j.testing.Match;
import io.github.conv4j.testing.Problem;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.adapter.SingletonDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** The ops in bare SameDiff graphs: output, gradients, training, saving and loading. */
class SameDiffGraphTest {

  private static final WindowGeometry CONVOLUTION =
      new WindowGeometry(
          AxisGeometry.of(3, 1, Padding.explicit(1, 0)), AxisGeometry.of(2, 1, Padding.VALID));
  private static final WindowGeometry POOL = WindowGeometry.square(2, 2, Padding.VALID);

  private final INDArray x = Data.normal(1, DataType.FLOAT, 4, 2, 7, 7);
  private final INDArray labels = Data.oneHot(2, DataType.FLOAT, 4, 3);
  private final INDArray w = Data.normal(3, DataType.FLOAT, 5, 2, 3, 2).muli(0.3);
  private final INDArray b = Data.normal(4, DataType.FLOAT, 1, 5);
  private final INDArray v = Data.normal(5, DataType.FLOAT, 45, 3).muli(0.3);

  /** Convolution, relu, max-pooling, dense, softmax cross-entropy. */
  private SameDiff network() {
    SameDiff sd = SameDiff.create();
    SDVariable in = sd.placeHolder("x", DataType.FLOAT, -1, 2, 7, 7);
    SDVariable target = sd.placeHolder("labels", DataType.FLOAT, -1, 3);
    SDVariable weights = sd.var("w", w.dup());
    SDVariable bias = sd.var("b", b.dup());
    Conv2DConfig config = new Conv2DConfig(CONVOLUTION, Orientation.CROSS_CORRELATION);
    SDVariable z = new Conv2D(sd, in, weights, bias, config).outputVariable();
    SDVariable pooled =
        new Pool2D(sd, sd.nn().relu(z, 0), Pool2DConfig.of(POOL, PoolKind.MAX)).outputVariable();
    SDVariable logits = pooled.reshape(-1, 45).mmul(sd.var("v", v.dup()));
    sd.nn().softmax("y", logits);
    sd.loss().softmaxCrossEntropy("loss", target, logits, null);
    sd.setLossVariables("loss");
    return sd;
  }

  /** The same network of built-in layers. */
  private MultiLayerNetwork builtIn() {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .updater(new Sgd(0.1))
                .list()
                .layer(
                    new ConvolutionLayer.Builder(3, 2).nOut(5).activation(Activation.RELU).build())
                .layer(new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build())
                .layer(
                    new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                        .nOut(3)
                        .hasBias(false)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(8, 7, 2))
                .build());
    net.init();
    net.setParam("0_W", w);
    net.setParam("0_b", b);
    net.setParam("2_W", v);
    return net;
  }

  /** The asymmetric padding of {@link #CONVOLUTION}, which built-in layers do not have. */
  private INDArray paddedTop() {
    return Nd4j.concat(2, Nd4j.zeros(DataType.FLOAT, 4, 2, 1, 7), x);
  }

  @Test
  void outputGradientsAndLossEqualThoseOfTheBuiltInLayers() {
    SameDiff sd = network();
    MultiLayerNetwork net = builtIn();
    Map<String, INDArray> all = Map.of("x", x, "labels", labels);
    Match.close("y", net.output(paddedTop()), sd.output(all, "y").get("y"), 1e-5);
    net.setInput(paddedTop());
    net.setLabels(labels);
    net.computeGradientAndScore();
    assertThat(sd.output(all, "loss").get("loss").getDouble(0))
        .isCloseTo(net.score(), org.assertj.core.data.Offset.offset(1e-5));
    Map<String, INDArray> gradients = sd.calculateGradients(all, "w", "b", "v");
    // DL4J keeps sums over the batch until the updater divides them.
    Match.close("dw", net.gradient().getGradientFor("0_W").div(4), gradients.get("w"), 1e-5);
    Match.close(
        "db", net.gradient().getGradientFor("0_b").div(4).reshape(1, 5), gradients.get("b"), 1e-5);
  }

  @Test
  void fitTrainsAsTheBuiltInLayersDo() {
    SameDiff sd = network();
    sd.setTrainingConfig(training());
    MultiLayerNetwork net = builtIn();
    Map<String, INDArray> all = Map.of("x", x, "labels", labels);
    double before = sd.output(all, "loss").get("loss").getDouble(0);
    for (int step = 0; step < 3; step++) {
      sd.fit(new SingletonDataSetIterator(new DataSet(x, labels)), 1);
      net.fit(paddedTop(), labels);
    }
    assertThat(sd.output(all, "loss").get("loss").getDouble(0)).isLessThan(before);
    Match.close("w", net.getParam("0_W"), sd.getVariable("w").getArr(), 1e-5);
    Match.close("b", net.getParam("0_b").reshape(1, 5), sd.getVariable("b").getArr(), 1e-5);
    Match.close("v", net.getParam("2_W"), sd.getVariable("v").getArr(), 1e-5);
    assertThat(sd.getVariable("w").getArr()).isNotEqualTo(w);
  }

  private static TrainingConfig training() {
    return new TrainingConfig.Builder()
        .updater(new Sgd(0.1))
        .dataSetFeatureMapping("x")
        .dataSetLabelMapping("labels")
        .build();
  }

  @Test
  void savedGraphRunsAndTrainsOn(@TempDir Path directory) {
    SameDiff sd = network();
    sd.setTrainingConfig(training());
    sd.fit(new SingletonDataSetIterator(new DataSet(x, labels)), 1);
    File file = directory.resolve("graph.fb").toFile();
    sd.save(file, true);
    SameDiff loaded = SameDiff.load(file, true);
    Map<String, INDArray> all = Map.of("x", x, "labels", labels);
    Match.identical("y", sd.output(all, "y").get("y"), loaded.output(all, "y").get("y"));
    for (SameDiff graph : List.of(sd, loaded)) {
      graph.fit(new SingletonDataSetIterator(new DataSet(x, labels)), 1);
    }
    Match.identical("w", sd.getVariable("w").getArr(), loaded.getVariable("w").getArr());
  }

  /** The start-up action alone installs the hook. */
  @Test
  void savedGraphRunsInAProgramThatMentionsNoClassOfConv4j(@TempDir Path directory)
      throws Exception {
    SameDiff sd = SameDiff.create();
    SDVariable in = sd.placeHolder("x", DataType.FLOAT, -1, 2, 7, 7);
    Conv2DConfig config = new Conv2DConfig(CONVOLUTION, Orientation.CONVOLUTION);
    SDVariable z = new Conv2D(sd, in, sd.var("w", w), sd.var("b", b), config).outputVariable();
    SDVariable y =
        new Pool2D(sd, z, new Pool2DConfig(POOL, PoolKind.P_NORM, 3, false)).outputVariable();
    y.rename("y");
    y.sum().rename("loss").markAsLoss();
    File graph = directory.resolve("graph.fb").toFile();
    sd.save(graph, false);
    File input = directory.resolve("x.npy").toFile();
    Nd4j.writeAsNumpy(x, input);

    String output =
        FreshJvm.run(directory, LoadsSavedGraph.class, graph.getPath(), input.getPath());
    assertThat(output)
        .contains(
            "y "
                + Arrays.toString(sd.output(Map.of("x", x), "y").get("y").data().asFloat())
                + System.lineSeparator())
        .contains(
            "w "
                + Arrays.toString(
                    sd.calculateGradients(Map.of("x", x), "w").get("w").data().asFloat()));
  }

  @Test
  void weightsMayBePlaceholdersAndBatchesMayVary() {
    SameDiff sd = network();
    for (int batch : new int[] {1, 4, 2, 19}) {
      INDArray images = Data.normal(batch, DataType.FLOAT, batch, 2, 7, 7);
      INDArray y = sd.output(Map.of("x", images), "y").get("y");
      assertThat(y.shape()).containsExactly(batch, 3);
    }
  }

  static Stream<Arguments> arguments() {
    Padding[] paddings = {
      Padding.VALID, Padding.SAME, Padding.FULL, Padding.explicit(2, 1), Padding.explicit(0, 3)
    };
    return Stream.of(paddings)
        .flatMap(
            padding ->
                Stream.of(Rounding.values())
                    .flatMap(
                        rounding ->
                            Stream.of(Orientation.values())
                                .map(
                                    orientation -> new Arguments(padding, rounding, orientation))));
  }

  private record Arguments(Padding padding, Rounding rounding, Orientation orientation) {}

  /**
   * ND4J clones ops through FlatBuffers for the gradient graph and when it saves. Its own conv2d
   * loses its weight format on the way and then returns wrong gradients in silence.
   */
  @ParameterizedTest
  @MethodSource("arguments")
  void trapArgumentsLostWhenTheGradientGraphIsCloned(Arguments arguments, @TempDir Path directory) {
    AxisGeometry height = new AxisGeometry(3, 2, 2, arguments.padding(), arguments.rounding());
    AxisGeometry width = new AxisGeometry(2, 3, 1, arguments.padding(), arguments.rounding());
    WindowGeometry geometry = new WindowGeometry(height, width);
    Conv2DConfig convolution = new Conv2DConfig(geometry, arguments.orientation());
    INDArray image = Data.normal(8, DataType.DOUBLE, 2, 2, 8, 6);
    INDArray weights = Data.normal(9, DataType.DOUBLE, 2, 2, 3, 2);
    INDArray y = Nd4j.exec(new Conv2D(image, weights, null, convolution))[0];
    INDArray ones = Nd4j.ones(DataType.DOUBLE, y.shape());
    INDArray expected = Nd4j.exec(new Conv2DGradient(image, weights, null, ones, convolution))[1];
    SameDiff sd = SameDiff.create();
    SDVariable in = sd.constant("x", image);
    new Conv2D(sd, in, sd.var("w", weights), null, convolution)
        .outputVariable()
        .sum()
        .rename("loss")
        .markAsLoss();
    Match.identical("dw", expected, sd.calculateGradients(Map.of(), "w").get("w"));
    File file = directory.resolve("graph.fb").toFile();
    sd.save(file, false);
    SameDiff loaded = SameDiff.load(file, false);
    Match.identical("dw, loaded", expected, loaded.calculateGradients(Map.of(), "w").get("w"));

    for (PoolKind kind : PoolKind.values()) {
      for (boolean global : new boolean[] {false, true}) {
        Pool2DConfig pool =
            new Pool2DConfig(geometry, kind, kind == PoolKind.P_NORM ? 2.5 : 0, global);
        requirePoolingSurvives(image, pool);
      }
    }
  }

  private static void requirePoolingSurvives(INDArray image, Pool2DConfig pool) {
    INDArray y = Nd4j.exec(new Pool2D(image, pool))[0];
    INDArray ones = Nd4j.ones(DataType.DOUBLE, y.shape());
    INDArray expected = Nd4j.exec(new Pool2DGradient(image, ones, pool))[0];
    SameDiff sd = SameDiff.create();
    new Pool2D(sd, sd.var("x", image), pool).outputVariable().sum().rename("loss").markAsLoss();
    Match.identical(pool + ": dx", expected, sd.calculateGradients(Map.of(), "x").get("x"));
  }

  /** Every problem's geometry as arguments and back. */
  @Test
  void configurationsSurviveTheirArguments() {
    for (Problem problem : Problem.spread()) {
      Conv2DConfig convolution = new Conv2DConfig(problem.geometry(), Orientation.CONVOLUTION);
      assertThat(Conv2DConfig.of("op", convolution.arguments())).isEqualTo(convolution);
      for (PoolKind kind : PoolKind.values()) {
        double p = kind == PoolKind.P_NORM ? 1.5 : 0;
        Pool2DConfig pool = new Pool2DConfig(problem.geometry(), kind, p, kind == PoolKind.SUM);
        assertThat(Pool2DConfig.of("op", pool.arguments(), new double[] {p})).isEqualTo(pool);
      }
    }
  }

  /** Numbers that are in saved files and must never change. */
  @Test
  void argumentsAndNamesInSavedFilesNeverChange() {
    WindowGeometry geometry =
        new WindowGeometry(
            new AxisGeometry(3, 2, 4, Padding.explicit(5, 6), Rounding.CEIL),
            new AxisGeometry(7, 8, 9, Padding.FULL, Rounding.FLOOR));
    assertThat(new Conv2DConfig(geometry, Orientation.CONVOLUTION).arguments())
        .containsExactly(3, 2, 4, 3, 5, 6, 1, 7, 8, 9, 2, 0, 0, 0, 1, 0, 0);
    Algorithm[] algorithms = {
      Algorithm.AUTO,
      Algorithm.DIRECT,
      Algorithm.IM2COL,
      Algorithm.WINOGRAD_2,
      Algorithm.WINOGRAD_4,
      Algorithm.FFT
    };
    for (int code = 0; code < algorithms.length; code++) {
      assertThat(
              new Conv2DConfig(geometry, Orientation.CROSS_CORRELATION, algorithms[code], true)
                  .arguments())
          .containsExactly(3, 2, 4, 3, 5, 6, 1, 7, 8, 9, 2, 0, 0, 0, 0, code, 1);
    }
    assertThat(Conv2DConfig.of("an op", new long[] {3, 2, 4, 3, 5, 6, 1, 7, 8, 9, 2, 0, 0, 0, 1}))
        .describedAs("saved before there were algorithms")
        .isEqualTo(new Conv2DConfig(geometry, Orientation.CONVOLUTION));
    WindowGeometry square = WindowGeometry.square(2, 1, Padding.SAME);
    PoolKind[] kinds = {
      PoolKind.MAX,
      PoolKind.AVERAGE_INCLUDING_PADDING,
      PoolKind.AVERAGE_EXCLUDING_PADDING,
      PoolKind.SUM,
      PoolKind.P_NORM
    };
    for (int code = 0; code < kinds.length; code++) {
      double p = kinds[code] == PoolKind.P_NORM ? 2 : 0;
      assertThat(new Pool2DConfig(square, kinds[code], p, true).arguments())
          .containsExactly(2, 1, 1, 1, 0, 0, 0, 2, 1, 1, 1, 0, 0, 0, code, 1);
    }
    assertThat(OpCatalogue.prototypes())
        .extracting(op -> op.opName())
        .containsExactly(
            "conv4j_conv2d",
            "conv4j_conv2d_bp",
            "conv4j_pool2d",
            "conv4j_pool2d_bp",
            "conv4j_dense",
            "conv4j_dense_bp");
    assertThat(new DenseConfig(false).arguments()).containsExactly(0);
    assertThat(new DenseConfig(true).arguments()).containsExactly(1);
    assertThat(OpCatalogue.hash("conv4j_conv2d")).isEqualTo(872076680519876174L);
    assertThat(
            Nd4j.getExecutioner().getCustomOperations().entrySet().stream()
                .filter(e -> !e.getKey().startsWith("conv4j_"))
                .map(e -> e.getValue().getHash()))
        .as("hashes of ND4J's own ops")
        .doesNotContainAnyElementsOf(
            OpCatalogue.descriptors().values().stream().map(d -> d.getHash()).toList());
  }
}
