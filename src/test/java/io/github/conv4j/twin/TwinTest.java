package io.github.conv4j.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.Rounding;
import io.github.conv4j.layers.Conv2DLayer;
import io.github.conv4j.layers.GlobalPool2DLayer;
import io.github.conv4j.layers.HandwrittenBatchNormLayer;
import io.github.conv4j.layers.HandwrittenDenseLayer;
import io.github.conv4j.layers.Pool2DLayer;
import io.github.conv4j.nets.Network;
import io.github.conv4j.nets.SampleNetworks;
import io.github.conv4j.result.LayerSwap;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

class TwinTest {

  @TempDir Path folder;

  static Stream<Arguments> samples() {
    return SampleNetworks.all(7).entrySet().stream()
        .map(sample -> Arguments.of(sample.getKey(), sample.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  void roundTripGivesTheSameNetworkAndTheOriginalIsUntouched(String name, Supplier<Model> sample) {
    Model original = sample.get();
    train(original, 0, 3);
    Network network = Network.of(original);
    String configuration = configuration(original);
    INDArray parameters = original.params().dup();
    INDArray state = copy(network.updaterState());

    Twinned<? extends Model> twin = Twin.handwritten(original);
    Model back = Twin.builtin(twin.network()).network();

    assertThat(twin.replaced()).isGreaterThanOrEqualTo(2);
    assertThat(configuration(twin.network())).contains("io.github.conv4j.layers");
    assertThat(configuration(original)).isEqualTo(configuration);
    assertThat(original.params()).isEqualTo(parameters);
    assertThat(network.updaterState()).isEqualTo(state);

    assertThat(configuration(back)).isEqualTo(configuration);
    assertThat(back.params()).isEqualTo(parameters).isNotSameAs(original.params());
    assertThat(Network.of(back).updaterState()).isEqualTo(state);
    assertThat(Network.of(twin.network()).updaterState()).isEqualTo(state);

    train(original, 3, 2);
    train(back, 3, 2);
    assertThat(back.params()).isEqualTo(original.params());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  void twinTrainsOnLikeTheOriginal(String name, Supplier<Model> sample) {
    Model original = sample.get();
    train(original, 0, 3);

    Model twin = Twin.handwritten(original).network();
    train(original, 3, 3);
    train(twin, 3, 3);

    INDArray images = SampleNetworks.batchFor(original, 9, 5).getFeatures();
    INDArray expected = Network.of(original).output(images);
    INDArray found = Network.of(twin).output(images);
    assertThat(expected.sub(found).amaxNumber().doubleValue())
        .isLessThan(original.params().dataType() == DataType.DOUBLE ? 1e-10 : 1e-5);
    assertThat(iterations(twin)).isEqualTo(6).isEqualTo(iterations(original));
  }

  @Test
  void countersGoOnWhereTheOriginalStood() {
    MultiLayerNetwork network = SampleNetworks.plain(3, DataType.FLOAT, new Adam(1e-3));
    network.setEpochCount(4);
    network.getLayerWiseConfigurations().setIterationCount(17);

    MultiLayerNetwork twin = Twin.handwritten(network).network();

    assertThat(twin.getEpochCount()).isEqualTo(4);
    assertThat(twin.getIterationCount()).isEqualTo(17);
  }

  @Test
  void takesNetworksFromFiles() throws Exception {
    ComputationGraph graph = SampleNetworks.graph(5, DataType.FLOAT);
    train(graph, 0, 2);
    Path file = folder.resolve("graph.zip");
    ModelSerializer.writeModel(graph, file.toFile(), true);
    ComputationGraph loaded = ModelSerializer.restoreComputationGraph(file.toFile(), true);

    Twinned<ComputationGraph> twin = Twin.handwritten(loaded);

    assertThat(twin.replaced()).isEqualTo(8);
    INDArray images = SampleNetworks.batch(1, 5).getFeatures();
    assertThat(twin.network().outputSingle(images).equalsWithEps(graph.outputSingle(images), 1e-6))
        .isTrue();
    ModelSerializer.writeModel(twin.network(), file.toFile(), true);
    ComputationGraph again = ModelSerializer.restoreComputationGraph(file.toFile(), true);
    assertThat(again.outputSingle(images)).isEqualTo(twin.network().outputSingle(images));
  }

  @Test
  void swapsSayWhatBecameOfEveryLayer() {
    List<LayerSwap> swaps =
        Twin.handwritten(SampleNetworks.plain(3, DataType.FLOAT, new Sgd(0.1))).swaps();

    assertThat(swaps)
        .startsWith(
            new LayerSwap("first", "ConvolutionLayer", "Conv2DLayer", true, ""),
            new LayerSwap("layer1", "SubsamplingLayer", "Pool2DLayer", true, ""))
        .endsWith(new LayerSwap("layer5", "OutputLayer", "HandwrittenOutputLayer", true, ""))
        .hasSize(6);
  }

  @Test
  void frozenLayersStayFrozenAndKeepTheirNames() {
    Model frozen = SampleNetworks.all(3).get("frozen").get();

    Twinned<? extends Model> twin = Twin.handwritten(frozen);

    MultiLayerNetwork network = (MultiLayerNetwork) twin.network();
    assertThat(twin.swaps().get(0))
        .isEqualTo(new LayerSwap("kept", "ConvolutionLayer", "Conv2DLayer", true, ""));
    assertThat(network.getLayerWiseConfigurations().getConf(0).getLayer())
        .isInstanceOfSatisfying(
            FrozenLayer.class,
            layer -> assertThat(layer.getLayer()).isInstanceOf(Conv2DLayer.class));
    assertThat(Network.of(network).layers().get(0).name()).isEqualTo("kept");
    INDArray before = network.getParam("0_W").dup();
    train(network, 0, 2);
    assertThat(network.getParam("0_W")).isEqualTo(before);
  }

  @Test
  void layersFrozenByTransferLearningAreReplaced() {
    MultiLayerNetwork network =
        new TransferLearning.Builder(SampleNetworks.plain(3, DataType.FLOAT, new Sgd(0.1)))
            .setFeatureExtractor(2)
            .build();

    Twinned<MultiLayerNetwork> twin = Twin.handwritten(network);

    assertThat(twin.replaced()).isEqualTo(6);
    INDArray images = SampleNetworks.batch(1, 5).getFeatures();
    assertThat(twin.network().output(images).equalsWithEps(network.output(images), 1e-6)).isTrue();
    INDArray before = twin.network().getParam("2_W").dup();
    train(twin.network(), 0, 2);
    assertThat(twin.network().getParam("2_W")).isEqualTo(before);
  }

  @Test
  void equalNamesAreToldApart() {
    MultiLayerNetwork network =
        images(
            new ConvolutionLayer.Builder(2, 2).name("conv").nOut(3).build(),
            new ConvolutionLayer.Builder(2, 2).name("conv").nOut(3).build(),
            new ConvolutionLayer.Builder(2, 2).name(" ").nOut(3).build());

    assertThat(Twin.handwritten(network).swaps())
        .extracting(LayerSwap::layer)
        .containsExactly("conv", "conv#1", "layer2", "layer3");
    assertThat(Network.of(network).layers())
        .extracting(layer -> layer.name())
        .containsExactly("conv", "conv#1", "layer2", "layer3");
  }

  /** A class of a user that may compute anything. */
  @SuppressWarnings("serial")
  public static class Special extends ConvolutionLayer {
    /** For JSON. */
    public Special() {}

    Special(ConvolutionLayer.Builder builder) {
      super(builder);
    }
  }

  static Stream<Arguments> leftLayers() {
    return Stream.of(
        Arguments.of(new Deconvolution2D.Builder(2, 2).nOut(2).build(), "transposed"),
        Arguments.of(new SeparableConvolution2D.Builder(2, 2).nOut(2).build(), "channel by itself"),
        Arguments.of(
            new DepthwiseConvolution2D.Builder(2, 2).nOut(2).depthMultiplier(2).build(),
            "channel by itself"),
        Arguments.of(new Special(new ConvolutionLayer.Builder(2, 2).nOut(2)), "class of its own"),
        Arguments.of(
            new SubsamplingLayer.Builder().kernelSize(2, 2).dilation(2, 2).build(), "dilation"),
        Arguments.of(
            new SubsamplingLayer.Builder()
                .kernelSize(1, 1)
                .stride(3, 3)
                .convolutionMode(ConvolutionMode.Same)
                .build(),
            "Same mode"));
  }

  @ParameterizedTest
  @MethodSource("leftLayers")
  void leavesWhatItDoesNotCoverAndSaysWhy(Layer layer, String reason) {
    MultiLayerNetwork network = images(layer);

    Twinned<MultiLayerNetwork> twin = Twin.handwritten(network);

    assertThat(twin.replaced()).as("the output layer only").isEqualTo(1);
    assertThat(twin.swaps().get(0).reason()).contains(reason);
    assertThat(twin.swaps().get(0).to()).isEqualTo(layer.getClass().getSimpleName());
    assertThat(configuration(Twin.builtin(twin.network()).network()))
        .isEqualTo(configuration(network));
    assertThat(twin.network().params()).isEqualTo(network.params());
  }

  @Test
  void leavesOtherDimensions() {
    MultiLayerNetwork sequence =
        initialised(
            InputType.recurrent(3, 8, RNNFormat.NCW),
            new Convolution1DLayer.Builder(2).nOut(4).build(),
            new Subsampling1DLayer.Builder(2).build(),
            new GlobalPoolingLayer.Builder().poolingDimensions(2).build());
    MultiLayerNetwork volume =
        initialised(
            InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, 4, 4, 4, 1),
            new Convolution3D.Builder(2, 2, 2).nOut(2).build(),
            new GlobalPoolingLayer.Builder().poolingDimensions(2, 3, 4).build());

    assertThat(Twin.handwritten(sequence).swaps())
        .extracting(LayerSwap::reason)
        .startsWith(
            "one dimension is not covered",
            "one dimension is not covered",
            "pooling over other dimensions than height and width is not covered");
    assertThat(Twin.handwritten(volume).swaps())
        .extracting(LayerSwap::reason)
        .startsWith(
            "three dimensions are not covered",
            "pooling over other dimensions than height and width is not covered");
  }

  @Test
  void globalPoolingNeedsAnInputType() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new ConvolutionLayer.Builder(2, 2).nIn(1).nOut(3).build())
                .layer(new GlobalPoolingLayer(PoolingType.MAX))
                .layer(
                    new OutputLayer.Builder().nIn(3).nOut(2).activation(Activation.SOFTMAX).build())
                .build());
    network.init();

    Twinned<MultiLayerNetwork> twin = Twin.handwritten(network);

    assertThat(twin.swaps()).extracting(LayerSwap::replaced).containsExactly(true, false, true);
    assertThat(twin.swaps().get(1).reason()).contains("input type");
    INDArray images = SampleNetworks.batch(1, 3).getFeatures();
    assertThat(twin.network().output(images).equalsWithEps(network.output(images), 1e-6)).isTrue();
  }

  static Stream<Arguments> oursOnly() {
    return Stream.of(
        Arguments.of(
            new Conv2DLayer.Builder(2, 2).nOut(2).orientation(Orientation.CONVOLUTION).build(),
            "flip"),
        Arguments.of(
            new Conv2DLayer.Builder(2, 2).nOut(2).paddingAfter(1, 0).build(), "both sides"),
        Arguments.of(
            new Conv2DLayer.Builder(2, 2).nOut(2).stride(3, 3).rounding(Rounding.CEIL).build(),
            "incomplete"),
        Arguments.of(
            new Pool2DLayer.Builder(SubsamplingLayer.PoolingType.SUM).kernelSize(2, 2).build(),
            "SUM"),
        Arguments.of(
            new Pool2DLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                .kernelSize(2, 2)
                .dilation(2, 2)
                .build(),
            "dilation"),
        Arguments.of(
            new HandwrittenBatchNormLayer.Builder()
                .nOut(1)
                .lockGammaBeta(true)
                .gamma(2)
                .beta(0)
                .build(),
            "locked"));
  }

  @ParameterizedTest
  @MethodSource("oursOnly")
  void onTheWayBackStaysWhatTheBuiltinLayersCannotDo(Layer layer, String reason) {
    MultiLayerNetwork network = images(layer);

    Twinned<MultiLayerNetwork> back = Twin.builtin(network);

    assertThat(back.replaced()).isZero();
    assertThat(back.swaps().get(0).reason()).contains(reason);
    INDArray images = SampleNetworks.batch(1, 3).getFeatures();
    assertThat(back.network().output(images)).isEqualTo(network.output(images));
    assertThat(Twin.handwritten(network).swaps().get(0).reason()).isEqualTo("already handwritten");
  }

  @Test
  void everyKindOfHandwrittenLayerGoesBack() {
    MultiLayerNetwork network =
        images(
            new Conv2DLayer.Builder(2, 2).nOut(2).build(),
            new Pool2DLayer.Builder(SubsamplingLayer.PoolingType.AVG).kernelSize(2, 2).build(),
            new HandwrittenBatchNormLayer.Builder().build(),
            new GlobalPool2DLayer(PoolingType.SUM),
            new HandwrittenDenseLayer.Builder().nOut(3).build());

    Twinned<MultiLayerNetwork> back = Twin.builtin(network);

    assertThat(back.swaps())
        .extracting(LayerSwap::to)
        .containsExactly(
            "ConvolutionLayer",
            "SubsamplingLayer",
            "BatchNormalization",
            "GlobalPoolingLayer",
            "DenseLayer",
            "OutputLayer");
    INDArray images = SampleNetworks.batch(1, 3).getFeatures();
    assertThat(back.network().output(images).equalsWithEps(network.output(images), 1e-5)).isTrue();
  }

  @Test
  void refusesWhatIsNoNetwork() {
    assertThatThrownBy(() -> Twin.handwritten((Model) null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("MultiLayerNetwork or ComputationGraph, found null");
  }

  private static MultiLayerNetwork images(Layer... layers) {
    return initialised(
        InputType.convolutional(SampleNetworks.SIZE, SampleNetworks.SIZE, 1), layers);
  }

  private static MultiLayerNetwork initialised(InputType input, Layer... layers) {
    NeuralNetConfiguration.ListBuilder builder =
        new NeuralNetConfiguration.Builder().seed(3).list();
    for (Layer layer : layers) {
      builder.layer(layer);
    }
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            builder
                .layer(new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build())
                .setInputType(input)
                .build());
    network.init();
    return network;
  }

  /** Steps whose random numbers depend on their number only. */
  private static void train(Model model, int first, int steps) {
    Network network = Network.of(model);
    for (int step = first; step < first + steps; step++) {
      DataSet batch = SampleNetworks.batchFor(model, step, 8);
      Nd4j.getRandom().setSeed(step + 1);
      network.fit(batch);
    }
  }

  private static int iterations(Model model) {
    return model instanceof MultiLayerNetwork network
        ? network.getIterationCount()
        : ((ComputationGraph) model).getIterationCount();
  }

  private static String configuration(Model model) {
    return model instanceof MultiLayerNetwork network
        ? network.getLayerWiseConfigurations().toJson()
        : ((ComputationGraph) model).getConfiguration().toJson();
  }

  private static INDArray copy(INDArray array) {
    return array == null ? null : array.dup();
  }
}
