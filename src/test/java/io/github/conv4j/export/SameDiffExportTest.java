package io.github.conv4j.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.conv4j.emit.OnnxEmittable;
import io.github.conv4j.emit.Scope;
import io.github.conv4j.emit.UnsupportedLayerException;
import io.github.conv4j.emit.Value;
import io.github.conv4j.layers.Conv2DLayer;
import io.github.conv4j.layers.GlobalPool2DLayer;
import io.github.conv4j.layers.HandwrittenBatchNormLayer;
import io.github.conv4j.layers.Pool2DLayer;
import io.github.conv4j.models.AllowedClasses;
import io.github.conv4j.models.ModelFileException;
import io.github.conv4j.nets.LeNet;
import io.github.conv4j.nets.Network;
import io.github.conv4j.result.OutputFile;
import io.github.conv4j.twin.Twin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.graph.L2Vertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SpaceToBatchLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationPReLU;
import org.nd4j.linalg.activations.impl.ActivationRReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationThresholdedReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

class SameDiffExportTest {

  @TempDir Path folder;

  static Stream<Arguments> networks() {
    return Stream.of(DataType.FLOAT, DataType.DOUBLE)
        .flatMap(
            type ->
                Stream.<Model>of(
                    TestNetworks.builtinChain(type),
                    Twin.handwritten(TestNetworks.builtinChain(type)).network(),
                    TestNetworks.handwrittenChain(type),
                    TestNetworks.residual(type),
                    Twin.handwritten(TestNetworks.residual(type)).network()))
        .flatMap(model -> Stream.of(Form.values()).map(form -> Arguments.of(model, form)));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void computesWhatTheNetworkComputesAtAnyBatchSize(Model model, Form form) throws IOException {
    Network network = trained(model);
    Path file = folder.resolve("graph.fb");
    SameDiff graph =
        SameDiffExport.export(
            network, TestNetworks.CHANNELS, TestNetworks.HEIGHT, TestNetworks.WIDTH, form);
    SameDiffExport.save(graph, file, "a graph");

    double allowed = network.dataType() == DataType.DOUBLE ? 1e-12 : 2e-6;
    for (int batch : new int[] {1, 7, 64}) {
      INDArray images = TestNetworks.images(network.dataType(), batch, batch);
      assertThat(SameDiffExport.verify(file, network, images)).isLessThan(allowed);
    }
  }

  /** Trained, so that batch normalisation has statistics and biases are not zero. */
  private static Network trained(Model model) {
    Network network = Network.of(model);
    for (int step = 0; step < 5; step++) {
      network.fit(TestNetworks.batch(network.dataType(), 8, step));
    }
    return network;
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void exportsLeNet(Form form) throws IOException {
    Network network = Network.of(LeNet.create(1, 28, 28, 10, 1, DataType.FLOAT));
    INDArray images = Nd4j.rand(DataType.FLOAT, 7, 1, 28, 28);
    INDArray labels = Nd4j.zeros(DataType.FLOAT, 7, 10);
    labels.putScalar(0, 3, 1);
    network.fit(new DataSet(images, labels));
    Path file = folder.resolve("lenet.fb");
    SameDiffExport.save(SameDiffExport.export(network, 1, 28, 28, form), file, "LeNet");

    assertThat(SameDiffExport.verify(file, network, images)).isLessThan(1e-6);
  }

  @Test
  void namesVariablesAfterLayers() {
    SameDiff graph =
        SameDiffExport.export(
            Network.of(TestNetworks.builtinChain(DataType.FLOAT)),
            TestNetworks.CHANNELS,
            TestNetworks.HEIGHT,
            TestNetworks.WIDTH,
            Form.CONV4J_OPS);

    assertThat(graph.variableMap().keySet())
        .contains(
            "input",
            "conv_W",
            "conv_b",
            "conv_output",
            "bn_mean",
            "bn_var",
            "bn_gamma",
            "bn_beta",
            "dense_W",
            "dense_b",
            "output_W",
            "output_b",
            "output");
    assertThat(graph.inputs()).containsExactly("input");
    assertThat(graph.outputs()).containsExactly("output");
    assertThat(graph.getVariable("input").placeholderShape()).containsExactly(-1, 2, 9, 7);
    assertThat(graph.getVariable("conv_W").getVariableType()).isEqualTo(VariableType.VARIABLE);
    assertThat(graph.getVariable("bn_mean").getVariableType()).isEqualTo(VariableType.CONSTANT);
  }

  @Test
  void givesLayersOfOneNameDifferentVariables() {
    Network network =
        Network.of(
            TestNetworks.around(
                DataType.FLOAT,
                new DenseLayer.Builder().name("a b").nOut(4).build(),
                new DenseLayer.Builder().name("a/b").nOut(5).build()));
    SameDiff graph = SameDiffExport.export(network, 2, 9, 7, Form.ND4J_OPS);

    assertThat(graph.getVariable("a_b_W").getShape()).containsExactly(126, 4);
    assertThat(graph.getVariable("a_b_2_W").getShape()).containsExactly(4, 5);
  }

  @Test
  void usesHandwrittenOpsInOneFormAndNoneInTheOther() {
    Network network = Network.of(TestNetworks.residual(DataType.FLOAT));
    assertThat(ops(SameDiffExport.export(network, 2, 9, 7, Form.CONV4J_OPS)))
        .contains("conv4j_conv2d", "conv4j_pool2d");
    assertThat(ops(SameDiffExport.export(network, 2, 9, 7, Form.ND4J_OPS)))
        .isNotEmpty()
        .noneMatch(name -> name.startsWith("conv4j"));
  }

  private static List<String> ops(SameDiff graph) {
    return Stream.of(graph.ops()).map(op -> op.opName()).toList();
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void writesTheSameBytesForTheSameNetwork(Form form) throws IOException {
    Network network = Network.of(TestNetworks.residual(DataType.FLOAT));
    Path first = folder.resolve("first.fb");
    Path second = folder.resolve("second.fb");
    SameDiffExport.save(SameDiffExport.export(network, 2, 9, 7, form), first, "a graph");
    SameDiffExport.save(SameDiffExport.export(network.copy(), 2, 9, 7, form), second, "a graph");

    assertThat(second).hasSameBinaryContentAs(first);
  }

  @Test
  void leavesTheNetworkAndStandardOutputAlone() throws IOException {
    Network network = trained(TestNetworks.builtinChain(DataType.FLOAT));
    INDArray before = network.model().params().dup();
    Path file = folder.resolve("graph.fb");
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      SameDiff graph = SameDiffExport.export(network, 2, 9, 7, Form.CONV4J_OPS);
      graph.getVariable("conv_W").getArr().assign(0);
      SameDiffExport.save(graph, file, "a graph");
      SameDiffExport.verify(file, network, TestNetworks.images(DataType.FLOAT, 2, 1));
    } finally {
      System.setOut(out);
    }

    assertThat(network.model().params()).isEqualTo(before);
    assertThat(printed.toString(StandardCharsets.UTF_8)).doesNotContain("Added");
  }

  @Test
  void findsAWrongGraph() throws IOException {
    Network network = trained(TestNetworks.builtinChain(DataType.DOUBLE));
    SameDiff graph = SameDiffExport.export(network, 2, 9, 7, Form.ND4J_OPS);
    INDArray bias = graph.getVariable("output_b").getArr();
    bias.putScalar(0, bias.getDouble(0) + 0.01);
    Path file = folder.resolve("graph.fb");
    SameDiffExport.save(graph, file, "a graph");
    INDArray images = TestNetworks.images(DataType.DOUBLE, 3, 1);

    assertThat(SameDiffExport.verify(file, network, images)).isBetween(1e-4, 1e-2);
    bias.putScalar(0, Double.NaN);
    SameDiffExport.save(graph, file, "a graph");
    assertThat(SameDiffExport.verify(file, network, images)).isInfinite();
  }

  @Test
  void reportsTheFileAndRefusesToVerifyAnother() throws IOException {
    Network network = Network.of(TestNetworks.builtinChain(DataType.FLOAT));
    Path file = folder.resolve("graph.fb");
    SameDiff graph = SameDiffExport.export(network, 2, 9, 7, Form.ND4J_OPS);
    OutputFile written = SameDiffExport.save(graph, file, "a graph");
    assertThat(written.path()).isEqualTo("graph.fb");
    assertThat(written.bytes()).isEqualTo(Files.size(file));

    Path absent = folder.resolve("absent.fb");
    INDArray images = TestNetworks.images(DataType.FLOAT, 2, 1);
    assertThatThrownBy(() -> SameDiffExport.verify(absent, network, images))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContainingAll("absent.fb", "found nothing");
  }

  static Stream<IActivation> activations() {
    return Stream.concat(
        Stream.of(Activation.values()).map(Activation::getActivationFunction),
        Stream.of(
            new ActivationELU(0.5),
            new ActivationLReLU(0.3),
            new ActivationGELU(true),
            new ActivationRReLU(0.2, 0.6),
            new ActivationThresholdedReLU(0.4),
            new ActivationReLU(0.7, null, null),
            new ActivationReLU(null, null, 0.2),
            new ActivationReLU(0.9, 0.3, 0.2),
            new ActivationReLU(null, -0.3, null)));
  }

  @ParameterizedTest
  @MethodSource("activations")
  void computesEveryActivationOfVectorsAndImages(IActivation activation) throws IOException {
    for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
      Network network =
          Network.of(
              TestNetworks.around(
                  type,
                  new ConvolutionLayer.Builder(2, 2).nOut(3).activation(activation).build(),
                  new DenseLayer.Builder().nOut(6).activation(activation).build()));
      network.parameters().get("0_W").muli(3);
      Path file = folder.resolve("graph.fb");
      SameDiffExport.save(SameDiffExport.export(network, 2, 9, 7, Form.ND4J_OPS), file, "a graph");
      INDArray images = TestNetworks.images(type, 5, 3);
      assertThat(SameDiffExport.verify(file, network, images))
          .isLessThan(type == DataType.DOUBLE ? 1e-12 : 5e-6);
    }
  }

  static Stream<BatchNormalization> batchNormalisations() {
    return Stream.of(
        new BatchNormalization.Builder().useLogStd(false).eps(0.1).build(),
        new BatchNormalization.Builder().useLogStd(true).activation(Activation.CUBE).build(),
        new BatchNormalization.Builder().lockGammaBeta(true).gamma(2).beta(3).build(),
        new BatchNormalization.Builder().lockGammaBeta(true).gamma(2).beta(0).build(),
        new HandwrittenBatchNormLayer.Builder().useLogStd(false).eps(0.1).build(),
        new HandwrittenBatchNormLayer.Builder().useLogStd(true).build(),
        new HandwrittenBatchNormLayer.Builder().lockGammaBeta(true).gamma(2).beta(0).build());
  }

  @ParameterizedTest
  @MethodSource("batchNormalisations")
  void computesEveryBatchNormalisation(BatchNormalization layer) throws IOException {
    Network network =
        trained(
            TestNetworks.around(
                DataType.DOUBLE,
                layer.clone(),
                new DenseLayer.Builder().nOut(4).build(),
                layer.clone()));
    Path file = folder.resolve("graph.fb");
    SameDiffExport.save(SameDiffExport.export(network, 2, 9, 7, Form.ND4J_OPS), file, "a graph");

    INDArray images = TestNetworks.images(DataType.DOUBLE, 5, 3);
    assertThat(SameDiffExport.verify(file, network, images)).isLessThan(1e-12);
  }

  static Stream<Layer> windows() {
    return Stream.of(
        new ConvolutionLayer.Builder(3, 2).nOut(3).dilation(2, 3).hasBias(false).build(),
        new ConvolutionLayer.Builder(1, 1).nOut(3).stride(2, 2).build(),
        new ConvolutionLayer.Builder(3, 3)
            .nOut(3)
            .convolutionMode(ConvolutionMode.Same)
            .dilation(2, 2)
            .build(),
        new Conv2DLayer.Builder(4, 2).nOut(3).fullPadding().build(),
        new SubsamplingLayer.Builder(PoolingType.MAX).kernelSize(3, 2).stride(2, 2).build(),
        new SubsamplingLayer.Builder(PoolingType.MAX)
            .kernelSize(3, 3)
            .stride(2, 2)
            .convolutionMode(ConvolutionMode.Same)
            .build(),
        new SubsamplingLayer.Builder(PoolingType.AVG)
            .kernelSize(3, 3)
            .stride(2, 2)
            .padding(1, 1)
            .avgPoolIncludePadInDivisor(true)
            .build(),
        new SubsamplingLayer.Builder(PoolingType.AVG)
            .kernelSize(3, 3)
            .stride(2, 2)
            .padding(1, 1)
            .build(),
        new SubsamplingLayer.Builder(PoolingType.PNORM)
            .pnorm(3)
            .kernelSize(2, 3)
            .stride(1, 2)
            .build(),
        new Pool2DLayer.Builder(PoolingType.SUM).kernelSize(2, 2).stride(2, 2).build(),
        new GlobalPoolingLayer(PoolingType.MAX),
        new GlobalPoolingLayer.Builder(PoolingType.PNORM).pnorm(3).build(),
        new GlobalPoolingLayer.Builder(PoolingType.AVG).collapseDimensions(false).build(),
        new GlobalPool2DLayer(PoolingType.SUM));
  }

  @ParameterizedTest
  @MethodSource("windows")
  void computesEveryWindow(Layer layer) throws IOException {
    Network network = trained(TestNetworks.around(DataType.DOUBLE, layer));
    for (Form form : Form.values()) {
      Path file = folder.resolve("graph.fb");
      SameDiffExport.save(SameDiffExport.export(network, 2, 9, 7, form), file, "a graph");
      INDArray images = TestNetworks.images(DataType.DOUBLE, 5, 3);
      assertThat(SameDiffExport.verify(file, network, images)).isLessThan(1e-12);
    }
  }

  @Test
  void exportsFrozenLayersAndInferenceOfNoise() throws IOException {
    MultiLayerNetwork base =
        TestNetworks.around(
            DataType.DOUBLE,
            new ConvolutionLayer.Builder(2, 2).nOut(3).build(),
            new DenseLayer.Builder().nOut(4).weightNoise(new DropConnect(0.5)).build());
    Network network = Network.of(new TransferLearning.Builder(base).setFeatureExtractor(1).build());
    Path file = folder.resolve("graph.fb");
    SameDiffExport.save(SameDiffExport.export(network, 2, 9, 7, Form.ND4J_OPS), file, "a graph");

    INDArray images = TestNetworks.images(DataType.DOUBLE, 5, 3);
    assertThat(SameDiffExport.verify(file, network, images)).isLessThan(1e-12);
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void exportsGraphsThatCanBeTrainedFurther(Form form) {
    Network network = trained(TestNetworks.handwrittenChain(DataType.DOUBLE));
    SameDiff graph = SameDiffExport.export(network, 2, 9, 7, form);
    DataSet batch = TestNetworks.batch(DataType.DOUBLE, 4, 9);
    SDVariable labels = graph.placeHolder("labels", DataType.DOUBLE, -1, TestNetworks.CLASSES);
    // Cross-entropy; Deeplearning4j divides by the batch size only when it updates.
    graph.math().log(graph.getVariable("output")).mul(labels).sum().neg().markAsLoss();
    Map<String, INDArray> gradients =
        graph.calculateGradients(
            Map.of("input", batch.getFeatures(), "labels", batch.getLabels()), "flipped_W");

    // A true convolution's kernels are stored turned round.
    INDArray expected = network.gradients(batch).get("0_W").dup('c');
    INDArray found = gradients.get("flipped_W").dup('c');
    long kernel = expected.size(2) * expected.size(3);
    for (long i = 0; i < expected.length() / kernel; i++) {
      INDArray plane = found.reshape(-1, kernel).getRow(i);
      plane.assign(Nd4j.reverse(plane.dup()));
    }
    assertThat(found.sub(expected).amaxNumber().doubleValue()).isLessThan(1e-10);
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of(
            new SpaceToBatchLayer.Builder<>(new int[] {1, 1}).name("up").build(), "not covered"),
        Arguments.of(
            new DenseLayer.Builder().name("up").nOut(4).hasLayerNorm(true).build(),
            "layer normalisation"),
        Arguments.of(
            new DenseLayer.Builder()
                .name("up")
                .nOut(4)
                .weightNoise(new DropConnect(0.5, true))
                .build(),
            "noise"),
        Arguments.of(
            new SubsamplingLayer.Builder(PoolingType.MAX)
                .name("up")
                .kernelSize(2, 2)
                .stride(1, 1)
                .dilation(2, 2)
                .build(),
            "ignores the dilation"),
        Arguments.of(
            new ActivationLayer.Builder()
                .name("up")
                .activation(new ActivationPReLU(Nd4j.ones(1), null))
                .build(),
            "ActivationPReLU"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refusesWhatItCannotExportExactly(Layer layer, String reason) {
    Network network = Network.of(TestNetworks.around(DataType.FLOAT, layer));
    assertThatThrownBy(() -> SameDiffExport.export(network, 2, 9, 7, Form.ND4J_OPS))
        .isInstanceOf(UnsupportedLayerException.class)
        .hasMessageContainingAll("layer \"up\"", layer.getClass().getSimpleName(), reason);
  }

  @ParameterizedTest
  @MethodSource({"io.github.conv4j.export.OnnxExportTest#furtherLayers", "ownOps"})
  void exportsFurtherLayers(Layer layer) throws IOException {
    Layer before = new ConvolutionLayer.Builder(1, 1).nOut(4).build();
    MultiLayerNetwork network = TestNetworks.around(DataType.DOUBLE, before, layer);
    for (Form form : Form.values()) {
      files(network, TestNetworks.images(DataType.DOUBLE, 72, 3))
          .sameDiff(List.of(List.of(2, 9, 7)), form, folder.resolve("graph.fb"));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.github.conv4j.export.OnnxExportTest#furtherNetworks")
  void exportsFurtherNetworks(String name, Model network, List<Integer> shape) throws IOException {
    for (Form form : Form.values()) {
      files(network, RandomNetworks.examples(shape, 72, DataType.FLOAT, 1))
          .sameDiff(List.of(shape), form, folder.resolve("graph.fb"));
    }
  }

  /** Convolutions that go by ND4J's ops in both forms. */
  static Stream<Layer> ownOps() {
    return Stream.of(
        new DepthwiseConvolution2D.Builder(3, 2).depthMultiplier(1).name("odd").build(),
        new DepthwiseConvolution2D.Builder(2, 3)
            .depthMultiplier(3)
            .stride(2, 1)
            .hasBias(false)
            .name("odd")
            .build(),
        new DepthwiseConvolution2D.Builder(3, 2)
            .depthMultiplier(2)
            .convolutionMode(ConvolutionMode.Same)
            .stride(2, 2)
            .name("odd")
            .build(),
        new SeparableConvolution2D.Builder(3, 3)
            .nOut(5)
            .depthMultiplier(2)
            .padding(1, 1)
            .name("odd")
            .build(),
        new Deconvolution2D.Builder(3, 2).nOut(3).stride(1, 2).dilation(2, 1).name("odd").build());
  }

  private ReloadedFiles files(Model network, INDArray... inputs) {
    return new ReloadedFiles(
        new Reference(network, new Samples(List.of(inputs))), AllowedClasses.standard());
  }

  @Test
  void graphsOfSeveralInputsAndOutputsKeepTheirNames() throws IOException {
    ComputationGraph network = TestNetworks.severalInputsAndOutputs();
    List<List<Integer>> shapes = List.of(List.of(2, 9, 7), List.of(4));
    INDArray[] inputs = {
      TestNetworks.images(DataType.FLOAT, 72, 3),
      RandomNetworks.examples(List.of(4), 72, DataType.FLOAT, 2)
    };
    for (Form form : Form.values()) {
      files(network, inputs).sameDiff(shapes, form, folder.resolve("graph.fb"));
      SameDiff graph = SameDiffExport.export(network, shapes, form);
      assertThat(graph.inputs()).containsExactly("images", "numbers");
      assertThat(graph.outputs()).containsExactly("first", "second");
    }
  }

  /** Says an operation of ONNX that the translation does not have. */
  public static final class ErrorFunctionLayer extends ActivationLayer implements OnnxEmittable {
    private static final long serialVersionUID = 1L;

    ErrorFunctionLayer() {
      super(Activation.TANH);
      setLayerName("up");
    }

    @Override
    public Value emitOnnx(Scope scope, List<Value> inputs) {
      return scope.unary("Erf", inputs.get(0));
    }
  }

  @Test
  void refusesOperationsThatSameDiffLacks() {
    MultiLayerNetwork network = TestNetworks.around(DataType.FLOAT, new ErrorFunctionLayer());
    assertThatThrownBy(() -> SameDiffExport.export(Network.of(network), 2, 9, 7, Form.ND4J_OPS))
        .isInstanceOf(UnsupportedLayerException.class)
        .hasMessageStartingWith("layer \"up\" (Erf) cannot be exported");
  }

  @Test
  void refusesVerticesThatAreNotCovered() {
    ComputationGraph graph =
        new ComputationGraph(
            TestNetworks.settings(DataType.FLOAT)
                .graphBuilder()
                .addInputs("images")
                .setInputTypes(TestNetworks.input())
                .addLayer("dense", new DenseLayer.Builder().nOut(4).build(), "images")
                .addVertex("unit", new L2Vertex(), "dense", "dense")
                .addLayer("output", TestNetworks.output(), "unit")
                .setOutputs("output")
                .build());
    graph.init();
    assertThatThrownBy(() -> SameDiffExport.export(Network.of(graph), 2, 9, 7, Form.ND4J_OPS))
        .isInstanceOf(UnsupportedLayerException.class)
        .hasMessageContainingAll("\"unit\"", "L2Vertex");
  }

  @Test
  void refusesOtherLayouts() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            TestNetworks.settings(DataType.FLOAT)
                .list()
                .layer(new ConvolutionLayer.Builder(2, 2).name("conv").nOut(3).build())
                .layer(TestNetworks.output())
                .setInputType(InputType.convolutional(9, 7, 2, CNN2DFormat.NHWC))
                .build());
    network.init();
    assertThatThrownBy(() -> SameDiffExport.export(Network.of(network), 2, 9, 7, Form.ND4J_OPS))
        .isInstanceOf(UnsupportedLayerException.class)
        .hasMessageContainingAll("\"conv\"", "NHWC");
  }

  @Test
  void refusesOtherImageSizes() {
    Network network = Network.of(TestNetworks.builtinChain(DataType.FLOAT));
    assertThatThrownBy(() -> SameDiffExport.export(network, 3, 9, 7, Form.ND4J_OPS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("\"conv\"", "2 channels", "[N, 3, ");
    assertThatThrownBy(() -> SameDiffExport.export(network, 2, 28, 28, Form.ND4J_OPS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("expects [N, ", "found [N, ");
  }
}
