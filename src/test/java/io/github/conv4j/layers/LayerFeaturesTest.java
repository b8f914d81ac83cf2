package io.github.conv4j.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.Rounding;
import io.github.conv4j.testing.Data;
import io.github.conv4j.testing.FreshJvm;
import io.github.conv4j.testing.Match;
import java.io.File;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.nn.weights.WeightInit;
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
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** What users of the library do with layers besides computing. */
class LayerFeaturesTest {

  private final INDArray x = Data.normal(1, DataType.DOUBLE, 4, 2, 10, 9);
  private final DataSet data = new DataSet(x, Data.oneHot(2, DataType.DOUBLE, 4, Recipe.CLASSES));

  private static MultiLayerNetwork init(Variant variant) {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            Recipe.named("truncate").configuration(variant, DataType.DOUBLE, new Adam(0.01)));
    net.init();
    return net;
  }

  private static MultiLayerNetwork fitted(MultiLayerNetwork net, DataSet data) {
    Nd4j.getRandom().setSeed(11);
    net.fit(data);
    net.fit(data);
    return net;
  }

  static Stream<Layer> extremes() {
    GlobalPool2DLayer global = new GlobalPool2DLayer(PoolingType.PNORM);
    global.setPnorm(4);
    global.setCollapseDimensions(false);
    global.setExecution(Execution.COMPOSED);
    return Stream.of(
        new Conv2DLayer.Builder(3, 2)
            .nIn(2)
            .nOut(4)
            .name("conv")
            .stride(2, 1)
            .padding(1, 2)
            .paddingAfter(0, 3)
            .dilation(1, 2)
            .orientation(Orientation.CONVOLUTION)
            .rounding(Rounding.CEIL)
            .execution(Execution.COMPOSED)
            .dataFormat(CNN2DFormat.NHWC)
            .hasBias(false)
            .activation(Activation.ELU)
            .build(),
        new Pool2DLayer.Builder(PoolingType.PNORM)
            .kernelSize(3, 2)
            .stride(1, 3)
            .padding(1, 0)
            .paddingAfter(2, 1)
            .dilation(2, 1)
            .pnorm(3)
            .rounding(Rounding.CEIL)
            .execution(Execution.HANDWRITTEN)
            .dataFormat(CNN2DFormat.NHWC)
            .build(),
        global);
  }

  @ParameterizedTest
  @MethodSource("extremes")
  void configurationSurvivesJsonAndClone(Layer layer) {
    MultiLayerConfiguration configuration =
        new NeuralNetConfiguration.Builder().list().layer(layer).build();
    MultiLayerConfiguration read = MultiLayerConfiguration.fromJson(configuration.toJson());
    Layer back = read.getConf(0).getLayer();
    assertThat(back).hasSameClassAs(layer).isEqualTo(configuration.getConf(0).getLayer());
    assertThat(back.hashCode()).isEqualTo(configuration.getConf(0).getLayer().hashCode());
    assertThat(back).usingRecursiveComparison().isEqualTo(configuration.getConf(0).getLayer());
    assertThat(read).isEqualTo(configuration);
    assertThat(configuration.clone()).isEqualTo(configuration);
    assertThat(layer.clone()).usingRecursiveComparison().isEqualTo(layer);
    assertThat(read.toJson()).isEqualTo(configuration.toJson());
  }

  @Test
  void clonesShareNoArrays() {
    Conv2DLayer layer = new Conv2DLayer.Builder(3, 3).nIn(1).nOut(1).paddingAfter(1, 2).build();
    Conv2DLayer clone = layer.clone();
    clone.getPaddingAfter()[0] = 9;
    clone.getKernelSize()[0] = 9;
    clone.getDilation()[0] = 9;
    assertThat(layer.getPaddingAfter()).containsExactly(1, 2);
    assertThat(layer.getKernelSize()).containsExactly(3, 3);
    assertThat(layer.getDilation()).containsExactly(1, 1);
    Pool2DLayer pool = new Pool2DLayer.Builder(PoolingType.MAX).paddingAfter(1, 2).build();
    Pool2DLayer copy = pool.clone();
    copy.getPaddingAfter()[0] = 9;
    copy.getDilation()[0] = 9;
    assertThat(pool.getPaddingAfter()).containsExactly(1, 2);
    assertThat(pool.getDilation()).containsExactly(1, 1);
  }

  @Test
  void layersDifferFromBuiltInOnesAndFromEachOther() {
    List<Layer> layers = new ArrayList<>();
    layers.add(Variant.BUILTIN.conv(3, 4));
    layers.add(Variant.HANDWRITTEN.conv(3, 4));
    layers.add(Variant.COMPOSED.conv(3, 4));
    layers.add(new Conv2DLayer.Builder(3, 3).nOut(4).build());
    layers.add(new Conv2DLayer.Builder(3, 3).nOut(4).orientation(Orientation.CONVOLUTION).build());
    layers.add(new Conv2DLayer.Builder(3, 3).nOut(4).rounding(Rounding.CEIL).build());
    layers.add(new Conv2DLayer.Builder(3, 3).nOut(4).paddingAfter(1).build());
    layers.add(Variant.BUILTIN.pool(PoolingType.MAX, 2, 2));
    layers.add(Variant.HANDWRITTEN.pool(PoolingType.MAX, 2, 2));
    layers.add(Variant.COMPOSED.pool(PoolingType.MAX, 2, 2));
    layers.add(new Pool2DLayer.Builder(PoolingType.MAX).kernelSize(2).build());
    layers.add(
        new Pool2DLayer.Builder(PoolingType.MAX).kernelSize(2).rounding(Rounding.CEIL).build());
    layers.add(new Pool2DLayer.Builder(PoolingType.MAX).kernelSize(2).paddingAfter(1).build());
    layers.add(Variant.BUILTIN.globalPool(PoolingType.MAX, true, 2));
    layers.add(Variant.HANDWRITTEN.globalPool(PoolingType.MAX, true, 2));
    layers.add(Variant.COMPOSED.globalPool(PoolingType.MAX, true, 2));
    layers.add(new GlobalPool2DLayer(PoolingType.MAX));
    for (int i = 0; i < layers.size(); i++) {
      for (int j = 0; j < layers.size(); j++) {
        assertThat(layers.get(i).equals(layers.get(j)))
            .as("layer " + i + " equals layer " + j)
            .isEqualTo(i == j);
      }
    }
    assertThat(Variant.HANDWRITTEN.conv(3, 4)).isEqualTo(Variant.HANDWRITTEN.conv(3, 4));
  }

  /** A program that only changes the class name of its builders keeps compiling. */
  @Test
  void buildersTakeWhatBuiltInBuildersTake() {
    requireSuperset(ConvolutionLayer.Builder.class, Conv2DLayer.Builder.class);
    requireSuperset(SubsamplingLayer.Builder.class, Pool2DLayer.Builder.class);
  }

  private static void requireSuperset(Class<?> builtin, Class<?> ours) {
    List<String> constructors =
        Arrays.stream(ours.getConstructors())
            .map(c -> Arrays.toString(c.getParameterTypes()))
            .toList();
    assertThat(constructors)
        .as("constructors of " + ours.getName())
        .containsAll(
            Arrays.stream(builtin.getConstructors())
                .map(Constructor::getParameterTypes)
                .map(Arrays::toString)
                .toList());
    List<String> methods = methods(ours);
    assertThat(methods).as("methods of " + ours.getName()).containsAll(methods(builtin));
  }

  private static List<String> methods(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(m -> !m.isSynthetic() && !Modifier.isStatic(m.getModifiers()))
        .map(LayerFeaturesTest::signature)
        .distinct()
        .toList();
  }

  private static String signature(Method method) {
    return method.getName() + Arrays.toString(method.getParameterTypes());
  }

  @ParameterizedTest
  @EnumSource(names = {"HANDWRITTEN", "COMPOSED"})
  void savedNetworkTrainsOnAsIfNothingHadHappened(Variant variant, @TempDir Path directory)
      throws Exception {
    MultiLayerNetwork net = fitted(init(variant), data);
    File file = directory.resolve("net.zip").toFile();
    ModelSerializer.writeModel(net, file, true);
    MultiLayerNetwork loaded = ModelSerializer.restoreMultiLayerNetwork(file, true);
    assertThat(loaded.getLayerWiseConfigurations()).isEqualTo(net.getLayerWiseConfigurations());
    Match.identical("output", net.output(x), loaded.output(x));
    fitted(net, data);
    fitted(loaded, data);
    Match.identical("parameters", net.params(), loaded.params());
    Match.identical(
        "updater state",
        net.getUpdater().getStateViewArray(),
        loaded.getUpdater().getStateViewArray());
  }

  @Test
  void savedNetworkRunsInAProgramThatMentionsNoClassOfConv4j(@TempDir Path directory)
      throws Exception {
    MultiLayerNetwork net = init(Variant.HANDWRITTEN);
    File model = directory.resolve("net.zip").toFile();
    ModelSerializer.writeModel(net, model, false);
    File input = directory.resolve("x.npy").toFile();
    Nd4j.writeAsNumpy(x, input);
    assertThat(FreshJvm.run(directory, LoadsSavedNetwork.class, model.getPath(), input.getPath()))
        .contains(Arrays.toString(Data.values(net.output(x))));
  }

  @Test
  void savedGraphTrainsOnAsIfNothingHadHappened(@TempDir Path directory) throws Exception {
    ComputationGraphConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .seed(4)
            .dataType(DataType.DOUBLE)
            .updater(new Adam(0.01))
            .graphBuilder()
            .addInputs("in")
            .addLayer("conv", Variant.HANDWRITTEN.conv(3, 4), "in")
            .addLayer("pool", Variant.HANDWRITTEN.pool(PoolingType.AVG, 2, 2), "conv")
            .addLayer("out", output(), "pool")
            .setOutputs("out")
            .setInputTypes(InputType.convolutional(10, 9, 2))
            .build();
    assertThat(ComputationGraphConfiguration.fromJson(configuration.toJson()))
        .isEqualTo(configuration);
    ComputationGraph net = new ComputationGraph(configuration);
    net.init();
    net.fit(data);
    File file = directory.resolve("graph.zip").toFile();
    ModelSerializer.writeModel(net, file, true);
    ComputationGraph loaded = ModelSerializer.restoreComputationGraph(file, true);
    Match.identical("clone", net.outputSingle(x), net.clone().outputSingle(x));
    for (ComputationGraph each : List.of(net, loaded)) {
      each.fit(data);
    }
    Match.identical("loaded", net.params(), loaded.params());
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
        .nOut(Recipe.CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  @Test
  void cloneOfANetworkIsIndependent() {
    MultiLayerNetwork net = fitted(init(Variant.HANDWRITTEN), data);
    MultiLayerNetwork clone = net.clone();
    Match.identical("parameters", net.params(), clone.params());
    fitted(clone, data);
    assertThat(clone.params()).isNotEqualTo(net.params());
    fitted(net, data);
    Match.identical("parameters after the same steps", net.params(), clone.params());
    Match.identical("as a graph", net.output(x), net.toComputationGraph().outputSingle(x));
  }

  @Test
  void learningRateCanBeSetForOneLayer() {
    MultiLayerNetwork net = init(Variant.HANDWRITTEN);
    net.setLearningRate(0, 0.5);
    assertThat(net.getLearningRate(0)).isEqualTo(0.5);
    assertThat(net.getLearningRate(2)).isEqualTo(0.01);
    MultiLayerNetwork builtin = init(Variant.BUILTIN);
    builtin.setLearningRate(0, 0.5);
    Match.close("parameters", fitted(builtin, data).params(), fitted(net, data).params(), 1e-10);
  }

  private interface Transfer {
    TransferLearning.Builder edit(TransferLearning.Builder builder, Variant variant);
  }

  @Test
  void transferLearningDoesWhatItDoesToBuiltInLayers() {
    List<Transfer> transfers =
        List.of(
            (b, v) -> b.setFeatureExtractor(0),
            (b, v) -> b.setFeatureExtractor(1),
            (b, v) -> b.nOutReplace(0, 7, WeightInit.XAVIER).nInReplace(2, 7, WeightInit.XAVIER),
            (b, v) -> b.nInReplace(2, 4, WeightInit.XAVIER),
            (b, v) ->
                b.fineTuneConfiguration(
                    new FineTuneConfiguration.Builder()
                        .seed(5)
                        .updater(new Sgd(0.2))
                        .dropOut(0.8)
                        .l2(0.01)
                        .convolutionMode(ConvolutionMode.Truncate)
                        .build()),
            (b, v) ->
                b.fineTuneConfiguration(fineTune())
                    .removeOutputLayer()
                    .addLayer(output(30))
                    .setInputPreProcessor(3, new CnnToFeedForwardPreProcessor(3, 2, 5)),
            (b, v) ->
                b.fineTuneConfiguration(fineTune())
                    .removeLayersFromOutput(2)
                    .addLayer(v.conv(3, 2, c -> c.nIn(4)))
                    .addLayer(output(4))
                    .setInputPreProcessor(3, new CnnToFeedForwardPreProcessor(2, 1, 2)));
    for (int i = 0; i < transfers.size(); i++) {
      MultiLayerNetwork[] nets = new MultiLayerNetwork[2];
      for (Variant variant : List.of(Variant.BUILTIN, Variant.HANDWRITTEN)) {
        TransferLearning.Builder builder =
            new TransferLearning.Builder(fitted(init(variant), data));
        Nd4j.getRandom().setSeed(21);
        MultiLayerNetwork net = transfers.get(i).edit(builder, variant).build();
        fitted(net, data);
        nets[variant.ordinal()] = net;
      }
      Match.close("transfer " + i, nets[0].params(), nets[1].params(), 1e-9);
    }
  }

  private static FineTuneConfiguration fineTune() {
    return new FineTuneConfiguration.Builder().seed(5).updater(new Sgd(0.2)).build();
  }

  private static OutputLayer output(int inputs) {
    return new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
        .nIn(inputs)
        .nOut(Recipe.CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  @Test
  void frozenLayersDoNotChange() {
    MultiLayerNetwork net =
        new TransferLearning.Builder(init(Variant.HANDWRITTEN)).setFeatureExtractor(0).build();
    INDArray frozen = net.getParam("0_W").dup();
    INDArray free = net.getParam("2_W").dup();
    fitted(net, data);
    Match.identical("frozen", frozen, net.getParam("0_W"));
    assertThat(net.getParam("2_W")).isNotEqualTo(free);
  }

  @Test
  void eightThreadsGetWhatOneGets() throws Exception {
    for (Variant variant : List.of(Variant.HANDWRITTEN, Variant.COMPOSED)) {
      MultiLayerNetwork net = init(variant);
      ComputationGraph graph = net.toComputationGraph();
      INDArray expected = net.output(x);
      ExecutorService threads = Executors.newFixedThreadPool(8);
      try {
        List<Callable<Void>> calls = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
          boolean asGraph = i % 2 == 0;
          calls.add(
              () -> {
                Match.identical(
                    variant + " in a thread",
                    expected,
                    asGraph ? graph.outputSingle(x) : net.output(x));
                return null;
              });
        }
        for (Future<Void> call : threads.invokeAll(calls)) {
          call.get();
        }
      } finally {
        threads.shutdownNow();
      }
    }
  }

  @Test
  void workspaceAndCacheModesDoNotChangeResults() {
    List<INDArray> results = new ArrayList<>();
    for (WorkspaceMode workspaces : List.of(WorkspaceMode.ENABLED, WorkspaceMode.NONE)) {
      for (CacheMode cache : List.of(CacheMode.NONE, CacheMode.HOST, CacheMode.DEVICE)) {
        for (Variant variant : List.of(Variant.HANDWRITTEN, Variant.COMPOSED)) {
          MultiLayerConfiguration configuration =
              Recipe.named("dropout").configuration(variant, DataType.DOUBLE, new Sgd(0.1));
          configuration.setTrainingWorkspaceMode(workspaces);
          configuration.setInferenceWorkspaceMode(workspaces);
          configuration.setCacheMode(cache);
          MultiLayerNetwork net = new MultiLayerNetwork(configuration);
          net.init();
          results.add(fitted(net, data).params().dup());
        }
      }
    }
    results.forEach(result -> Match.close("parameters", results.get(0), result, 1e-12));
  }

  @Test
  void imagesMayBeBytesOrOfAnotherFloatingType() {
    INDArray bytes = x.mul(40).addi(128).castTo(DataType.UINT8);
    for (DataType type : List.of(DataType.UINT8, DataType.FLOAT)) {
      INDArray images = bytes.castTo(type);
      DataSet other = new DataSet(images, data.getLabels());
      MultiLayerNetwork builtin = init(Variant.BUILTIN);
      MultiLayerNetwork ours = init(Variant.HANDWRITTEN);
      Match.close("output", builtin.output(images), ours.output(images), 1e-12);
      Match.close(
          "parameters", fitted(builtin, other).params(), fitted(ours, other).params(), 1e-9);
    }
  }

  @Test
  void randomRectifiersTrainInDoubleToo() {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(5)
                .dataType(DataType.DOUBLE)
                .list()
                // An object for each: it keeps the slopes that the last forward pass drew.
                .layer(new Conv2DLayer.Builder(3, 3).nOut(2).activation(Activation.RRELU).build())
                .layer(
                    new HandwrittenDenseLayer.Builder()
                        .nOut(4)
                        .activation(Activation.RRELU)
                        .build())
                .layer(new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(10, 9, 2))
                .build());
    net.init();
    INDArray before = net.params().dup();
    net.fit(data);
    assertThat(net.params().sub(before).norm2Number().doubleValue()).isPositive().isFinite();
  }

  @Test
  void masksDoWhatTheyDoInBuiltInLayers() {
    INDArray perExample = Data.array(new double[] {1, 0, 1, 1}, DataType.DOUBLE, 4, 1);
    INDArray perImage = perExample.reshape(4, 1, 1, 1);
    for (INDArray[] masks : new INDArray[][] {{null, perExample}, {perImage, perExample}}) {
      DataSet masked = new DataSet(x, data.getLabels(), masks[0], masks[1]);
      MultiLayerNetwork builtin = init(Variant.BUILTIN);
      MultiLayerNetwork ours = init(Variant.HANDWRITTEN);
      Match.close(
          "parameters", fitted(builtin, masked).params(), fitted(ours, masked).params(), 1e-10);
    }
  }

  @Test
  void masksOfPositionsAreReducedAsInBuiltInLayers() {
    INDArray mask = Nd4j.create(DataType.DOUBLE, 4, 1, 10, 9);
    mask.putScalar(new int[] {1, 0, 3, 3}, 1);
    MultiLayerNetwork builtin = init(Variant.BUILTIN);
    MultiLayerNetwork ours = init(Variant.HANDWRITTEN);
    for (int layer = 0; layer < 2; layer++) {
      Match.identical(
          "mask after layer " + layer,
          builtin.getLayer(layer).feedForwardMaskArray(mask, MaskState.Active, 4).getFirst(),
          ours.getLayer(layer).feedForwardMaskArray(mask, MaskState.Active, 4).getFirst());
    }
    MultiLayerNetwork asymmetric =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new Conv2DLayer.Builder(3, 3).nOut(2).paddingAfter(1).build())
                .layer(output())
                .setInputType(InputType.convolutional(10, 9, 2))
                .build());
    asymmetric.init();
    assertThatThrownBy(() -> asymmetric.getLayer(0).feedForwardMaskArray(mask, MaskState.Active, 4))
        .hasMessage(
            "layer \"layer0\": expected no mask or one per image [N, 1, 1, 1] with paddingAfter or"
                + " ceil rounding, found mask of shape [4, 1, 10, 9]");
  }

  /** Deeplearning4j itself refuses them before any layer sees them. */
  @Test
  void emptyBatchesFailAsInBuiltInNetworks() {
    INDArray none = Nd4j.create(DataType.DOUBLE, 0, 2, 10, 9);
    for (Variant variant : Variant.values()) {
      assertThatThrownBy(() -> init(variant).output(none))
          .hasMessage("Invalid input: length 0 (shape: [0, 2, 10, 9])");
    }
  }

  @Test
  void refusesWhatDoesNotFitInOneLine() {
    MultiLayerNetwork net = init(Variant.HANDWRITTEN);
    assertThatThrownBy(() -> net.output(Data.normal(1, DataType.DOUBLE, 4, 3, 10, 9)))
        .isInstanceOf(DL4JInvalidInputException.class)
        .hasMessage(
            "layer \"layer0\": expected 2 input channels in NCHW layout, found input of shape [4,"
                + " 3, 10, 9]");
    assertThatThrownBy(() -> net.output(Data.normal(1, DataType.DOUBLE, 4, 180)))
        .hasMessage(
            "layer \"layer0\": expected input of rank 4 [N, C, H, W], found shape [4, 180]; set the"
                + " network's input type, for example InputType.convolutionalFlat(28, 28, 1)");
    assertThatThrownBy(
            () ->
                new NeuralNetConfiguration.Builder()
                    .convolutionMode(ConvolutionMode.Strict)
                    .list()
                    .layer(new Conv2DLayer.Builder(3, 3).nOut(2).stride(2, 2).name("c1").build())
                    .setInputType(InputType.convolutional(6, 7, 1))
                    .build())
        .isInstanceOf(DL4JInvalidConfigException.class)
        .hasStackTraceContaining(
            "layer \"c1\": height: ConvolutionMode.Strict expects (input + padding - kernel) to be"
                + " a multiple of the stride, found (6 + 0 - 3) = 3 with stride 2; use Truncate or"
                + " Same, or change the sizes");
    assertThatThrownBy(
            () ->
                new NeuralNetConfiguration.Builder()
                    .list()
                    .layer(new Pool2DLayer.Builder(PoolingType.MAX).kernelSize(9, 9).build())
                    .setInputType(InputType.convolutional(6, 7, 1))
                    .build())
        .hasStackTraceContaining(
            "layer \"layer0\": height: window does not fit: expected an effective kernel of at most"
                + " 6 (input 6 + padding 0 + 0), found 9");
    assertThatThrownBy(() -> new Conv2DLayer.Builder(3, 3, 3))
        .hasMessage(
            "kernelSize: expected one or two sizes of 0 or more (height, width), found [3, 3, 3]");
    assertThatThrownBy(() -> new Conv2DLayer.Builder(0, 3).nOut(1).build())
        .hasMessage("kernel: expected 1 or more, found 0");
    assertThatThrownBy(() -> new Pool2DLayer.Builder(PoolingType.PNORM).kernelSize(2, 2).build())
        .hasMessage("p-norm pooling: expected a finite p of 1 or more, found 0.0");
    assertThatThrownBy(
            () ->
                new Conv2DLayer.Builder(3, 3)
                    .nOut(1)
                    .convolutionMode(ConvolutionMode.Same)
                    .paddingAfter(1)
                    .build())
        .hasMessage(
            "paddingAfter: ConvolutionMode.Same finds its own padding, found [1, 1]; leave it out"
                + " or set the layer's convolutionMode to Truncate");
  }

  @Test
  void fullPaddingHoldsUnderTheNetworksSameMode() {
    MultiLayerConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .convolutionMode(ConvolutionMode.Same)
            .list()
            .layer(new Conv2DLayer.Builder(3, 2).nOut(1).fullPadding().build())
            .build();
    Conv2DLayer layer = (Conv2DLayer) configuration.getConf(0).getLayer();
    assertThat(layer.getOutputType(0, InputType.convolutional(5, 5, 1)))
        .isEqualTo(InputType.convolutional(7, 6, 1));
  }

  /** The network's Same mode comes to the layer only after it was built. */
  @Test
  void refusesPaddingAfterUnderTheNetworksSameMode() {
    for (Layer layer :
        List.of(
            new Conv2DLayer.Builder(3, 3).nOut(1).paddingAfter(1).name("a").build(),
            new Pool2DLayer.Builder(PoolingType.MAX)
                .kernelSize(2, 2)
                .paddingAfter(1)
                .name("a")
                .build())) {
      assertThatThrownBy(
              () ->
                  new NeuralNetConfiguration.Builder()
                      .convolutionMode(ConvolutionMode.Same)
                      .list()
                      .layer(layer)
                      .setInputType(InputType.convolutional(6, 7, 1))
                      .build())
          .hasStackTraceContaining("paddingAfter: ConvolutionMode.Same finds its own padding");
    }
  }

  @Test
  void globalPoolingRefusesMasksAndOtherRanks() {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new GlobalPool2DLayer(PoolingType.AVG))
                .layer(output())
                .setInputType(InputType.convolutional(4, 4, 2))
                .build());
    net.init();
    INDArray images = Data.normal(1, DataType.FLOAT, 2, 2, 4, 4);
    assertThatThrownBy(() -> net.output(images, false, Nd4j.ones(DataType.FLOAT, 2, 1, 4, 4), null))
        .hasMessage(
            "layer \"layer0\": expected unmasked input of rank 4 [N, C, H, W], found shape [2, 2, 4,"
                + " 4] with a mask; use Deeplearning4j's GlobalPoolingLayer for it");
    net.clearLayerMaskArrays();
    assertThat(net.output(images).shape()).containsExactly(2, 3);
    assertThatThrownBy(
            () ->
                new NeuralNetConfiguration.Builder()
                    .list()
                    .layer(new GlobalPool2DLayer(PoolingType.AVG))
                    .setInputType(InputType.recurrent(4))
                    .build())
        .hasStackTraceContaining("layer \"layer0\": expected convolutional input [N, C, H, W]");
  }

  @Test
  void summariesAndMemoryReportsWork() {
    MultiLayerNetwork net = init(Variant.HANDWRITTEN);
    assertThat(net.summary(InputType.convolutional(10, 9, 2))).contains("Conv2D", "Pool2D");
    assertThat(
            net.getLayerWiseConfigurations()
                .getMemoryReport(InputType.convolutional(10, 9, 2))
                .getTotalMemoryBytes(
                    4,
                    org.deeplearning4j.nn.conf.memory.MemoryUseMode.TRAINING,
                    CacheMode.NONE,
                    DataType.FLOAT))
        .isPositive();
    assertThat(net.numParams()).isEqualTo(init(Variant.BUILTIN).numParams());
  }

  @Test
  void builtInClassesAreWhatOursExtend() {
    assertThat(new Conv2DLayer()).isInstanceOf(ConvolutionLayer.class);
    assertThat(new Pool2DLayer()).isInstanceOf(SubsamplingLayer.class);
    assertThat(new GlobalPool2DLayer()).isInstanceOf(GlobalPoolingLayer.class);
    assertThat(new WeightNames(init(Variant.HANDWRITTEN)).names())
        .containsExactly("0_W", "0_b", "2_W", "2_b", "3_W", "3_b");
  }

  private record WeightNames(MultiLayerNetwork net) {
    List<String> names() {
      return List.copyOf(net.paramTable().keySet().stream().sorted().toList());
    }
  }
}
