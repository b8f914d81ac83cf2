package io.github.conv4j.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.conv4j.data.DataSources;
import io.github.conv4j.data.ImageDataSource;
import io.github.conv4j.emit.OnnxEmittable;
import io.github.conv4j.emit.Scope;
import io.github.conv4j.emit.UnsupportedLayerException;
import io.github.conv4j.emit.Value;
import io.github.conv4j.models.ModelFiles;
import io.github.conv4j.models.SafeModels;
import io.github.conv4j.nets.Airbench;
import io.github.conv4j.nets.LeNet;
import io.github.conv4j.nets.Network;
import io.github.conv4j.nets.NetworkSpec;
import io.github.conv4j.nets.ResNet20;
import io.github.conv4j.nets.Vgg;
import io.github.conv4j.onnx.ElementType;
import io.github.conv4j.onnx.Initializer;
import io.github.conv4j.onnx.Node;
import io.github.conv4j.onnx.OnnxModel;
import io.github.conv4j.onnx.OnnxReader;
import io.github.conv4j.onnx.OnnxWriter;
import io.github.conv4j.twin.Twin;
import io.github.conv4j.verify.Tolerances;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.AutoEncoder;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.util.MaskZeroLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInitDistribution;
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
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

class OnnxExportTest {

  private static final List<Integer> SHAPE =
      List.of(TestNetworks.CHANNELS, TestNetworks.HEIGHT, TestNetworks.WIDTH);

  @TempDir Path folder;

  private static Samples samples(DataType type) {
    return new Samples(List.of(RandomNetworks.examples(SHAPE, 10, type, 1)));
  }

  private static MultiLayerNetwork chain() {
    return TestNetworks.builtinChain(DataType.FLOAT);
  }

  @Test
  void bothTwinsGiveTheSameBytes() {
    byte[] builtin =
        OnnxWriter.bytes(OnnxExport.of(chain(), List.of(SHAPE), OnnxOptions.PLAIN).model());
    byte[] handwritten =
        OnnxWriter.bytes(
            OnnxExport.of(Twin.handwritten(chain()).network(), List.of(SHAPE), OnnxOptions.PLAIN)
                .model());

    assertThat(handwritten).isEqualTo(builtin);
  }

  @Test
  void layersKeepTheirNamesAndEachHasAResult() {
    OnnxModel model = OnnxExport.of(chain(), List.of(SHAPE), OnnxOptions.PLAIN).model();

    assertThat(model.opset()).isEqualTo(17);
    assertThat(model.ir()).isEqualTo(8);
    assertThat(model.inputs().get(0).toString()).contains("name=input").contains("[N, 2, 9, 7]");
    assertThat(model.nodes().stream().flatMap(node -> node.outputs().stream()))
        .contains("conv", "bn", "dense", "output")
        .doesNotHaveDuplicates();
    assertThat(model.initializers().stream().map(Initializer::name))
        .contains("conv_W", "conv_b", "bn_gamma", "dense_W", "output_b");
    assertThat(model.outputs().get(0).name()).isEqualTo("output");
  }

  static Stream<Arguments> wellKnown() {
    return Stream.of(
        Arguments.of("LeNet", LeNet.create(1, 28, 28, 10, 1, DataType.FLOAT), List.of(1, 28, 28)),
        Arguments.of("VGG", Vgg.create(spec()), List.of(3, 32, 32)),
        Arguments.of(
            "ResNet-20", ResNet20.create(3, 32, 32, 10, 1, DataType.FLOAT), List.of(3, 32, 32)),
        Arguments.of("the fast net", Airbench.create(spec()), List.of(3, 32, 32)));
  }

  private static NetworkSpec spec() {
    return TestNetworks.colourSpec();
  }

  /** Trained a little, on real images where there are any of the size. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("wellKnown")
  void exportsWellKnownNetworks(String name, Model network, List<Integer> shape)
      throws IOException {
    // The handwritten twin, of which there is a test that it gives the same file: it is faster.
    Network twin = Network.of(Twin.handwritten(network).network());
    Optional<ImageDataSource> data = realImages(shape);
    for (int step = 0; step < 5; step++) {
      twin.fit(data.isPresent() ? data.get().train(32, step, 32).next() : drawn(shape, 32, step));
    }
    Samples images =
        new Samples(
            List.of(
                data.map(source -> source.test(72, 72).next().getFeatures())
                    .orElseGet(() -> RandomNetworks.examples(shape, 72, DataType.FLOAT, 3))));

    Verification found =
        OnnxExport.of(twin.model(), List.of(shape), OnnxOptions.PLAIN)
            .save(folder.resolve("network.onnx"), images, 2)
            .verification();

    assertThat(found.passed()).isTrue();
    assertThat(found.argmaxAgreement()).isEqualTo(1);
    assertThat(found.images()).isEqualTo(72);
  }

  private static Optional<ImageDataSource> realImages(List<Integer> shape) {
    String cifar10 = System.getenv("CONV4J_TEST_CIFAR10");
    return shape.get(0) == 1
        ? Optional.of(DataSources.open("mnist"))
        : Optional.ofNullable(cifar10).map(DataSources::open);
  }

  private static DataSet drawn(List<Integer> shape, int count, int seed) {
    INDArray labels = Nd4j.zeros(DataType.FLOAT, count, 10);
    for (int i = 0; i < count; i++) {
      labels.putScalar(i, i % 10, 1);
    }
    return new DataSet(RandomNetworks.examples(shape, count, DataType.FLOAT, seed), labels);
  }

  /** A test that cannot fail proves nothing: one number of each stored array is changed. */
  @Test
  void aChangedWeightFailsTheVerification() throws IOException {
    MultiLayerNetwork network = chain();
    OnnxExport export = OnnxExport.of(network, List.of(SHAPE), OnnxOptions.PLAIN);
    Path file = folder.resolve("changed.onnx");
    int tried = 0;
    for (Initializer array : export.model().initializers()) {
      if (array.type() == ElementType.FLOAT && export.graph().trained().contains(array.name())) {
        OnnxModel changed = with(export.model(), changed(array));
        Files.write(file, OnnxWriter.bytes(changed));
        Verification found =
            new OnnxVerifier(
                    new Reference(network, samples(DataType.FLOAT)), export.graph(), 1, false)
                .verify(file);
        assertThat(found.passed()).as(array.name()).isFalse();
        assertThat(found.failures().get(0)).contains("differ by");
        tried++;
      }
    }
    assertThat(tried).isGreaterThan(5);
  }

  /** The first number, by a tenth and a bit. */
  private static Initializer changed(Initializer array) {
    float[] values = new float[Math.toIntExact(array.elements())];
    ByteBuffer.wrap(array.data()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    values[0] = values[0] * 1.1f + 0.01f;
    return Initializer.of(array.name(), array.shape(), values);
  }

  private static OnnxModel with(OnnxModel model, Initializer replacement) {
    List<Initializer> arrays = new ArrayList<>(model.initializers());
    arrays.replaceAll(array -> array.name().equals(replacement.name()) ? replacement : array);
    return model.withGraph(model.inputs(), model.outputs(), model.nodes(), arrays);
  }

  @Test
  void whatTheCheckerRefusesIsRefused() throws IOException {
    MultiLayerNetwork network = chain();
    OnnxExport export = OnnxExport.of(network, List.of(SHAPE), OnnxOptions.PLAIN);
    OnnxModel model = export.model();
    List<Node> backwards = new ArrayList<>(model.nodes());
    Collections.reverse(backwards);
    OnnxModel unsorted =
        model.withGraph(model.inputs(), model.outputs(), backwards, model.initializers());
    Path file = folder.resolve("unsorted.onnx");
    Files.write(file, OnnxWriter.bytes(unsorted));

    Verification found =
        new OnnxVerifier(new Reference(network, samples(DataType.FLOAT)), export.graph(), 1, false)
            .verify(file);

    assertThat(found.checker()).contains("topological");
    assertThat(found.passed()).isFalse();
  }

  /** ONNX Runtime has no convolution of doubles: the file's numbers are rounded for it. */
  @Test
  void doublesAreWrittenAsTheyAreAndVerifiedRounded() throws IOException {
    MultiLayerNetwork network = chain().convertDataType(DataType.DOUBLE);
    network.params().addi(1e-9);
    OnnxOptions doubles =
        new OnnxOptions(ElementType.DOUBLE, List.of(), List.of(1f), List.of(2f), true, "");
    INDArray pixels = Nd4j.rand(DataType.FLOAT, 9, 2, 9, 7).muli(255).castTo(DataType.UINT8);
    Samples samples =
        new Samples(List.of(pixels.castTo(DataType.DOUBLE).subi(1).divi(2)), List.of(pixels));
    OnnxExport export = OnnxExport.of(network, List.of(SHAPE), doubles);
    Path file = folder.resolve("double.onnx");

    Saved saved = export.save(file, samples, 1);

    OnnxModel written = OnnxReader.read(file);
    assertThat(saved.verification().runtime()).endsWith(", rounded to FLOAT");
    assertThat(written.metadata().get(OnnxExport.VERIFIED)).contains("rounded to FLOAT");
    assertThat(written.outputs().get(0).type()).isEqualTo(ElementType.DOUBLE);
    Initializer bias =
        written.initializers().stream()
            .filter(array -> array.name().endsWith("_b"))
            .findFirst()
            .orElseThrow();
    double first = ByteBuffer.wrap(bias.data()).order(ByteOrder.LITTLE_ENDIAN).getDouble();
    assertThat(network.paramTable().values()).anyMatch(array -> array.getDouble(0) == first);

    network.params().muli(1.5);
    assertThatThrownBy(() -> export.save(file, samples, 1))
        .isInstanceOf(VerificationFailedException.class);
  }

  @Test
  void doublesRunWhereOnnxRuntimeCan() throws IOException {
    MultiLayerNetwork network =
        TestNetworks.around(DataType.DOUBLE, new DenseLayer.Builder().nOut(3).build());
    OnnxOptions doubles =
        new OnnxOptions(ElementType.DOUBLE, List.of(), List.of(), List.of(), false, "");

    Saved saved =
        OnnxExport.of(network, List.of(SHAPE), doubles)
            .save(folder.resolve("dense.onnx"), samples(DataType.DOUBLE), 1);

    assertThat(saved.verification().runtime()).doesNotContain("rounded");
    assertThat(saved.verification().maxAbs()).isLessThan(1e-12);
  }

  @Test
  void aFileThatFailsIsNotWritten() {
    MultiLayerNetwork network = chain();
    OnnxExport export = OnnxExport.of(network, List.of(SHAPE), OnnxOptions.PLAIN);
    network.params().muli(1.5);
    Path file = folder.resolve("failed.onnx");

    assertThatThrownBy(() -> export.save(file, samples(DataType.FLOAT), 1))
        .isInstanceOf(VerificationFailedException.class)
        .hasMessageContaining("failed its verification and was not written");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void metadataSaysWhatIsKnown() throws IOException {
    OnnxOptions options =
        new OnnxOptions(
            ElementType.FLOAT,
            List.of("cat", "dög", "\"bird\""),
            List.of(0f),
            List.of(255f),
            false,
            "9.9");
    OnnxExport export = OnnxExport.of(chain(), List.of(SHAPE), options);

    assertThat(export.model().metadata())
        .containsEntry("labels", "[\"cat\",\"dög\",\"\\\"bird\\\"\"]")
        .containsEntry(
            "preprocessing",
            "{\"formula\":\"(pixel - mean) / deviation, pixels 0 to 255\",\"means\":[0.0],"
                + "\"deviations\":[255.0],\"inGraph\":false}");
    assertThat(export.model().producerVersion()).isEqualTo("9.9");
    Path file = folder.resolve("unverified.onnx");
    assertThat(export.saveUnverified(file).verification()).isNull();
    assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
        .contains("conv4j.verified\u0012\u0002no");
  }

  @Test
  void takesPixelsIfAsked() throws IOException {
    OnnxOptions options =
        new OnnxOptions(
            ElementType.FLOAT, List.of(), List.of(120f, 3f), List.of(60f, -5f), true, "");
    OnnxExport export = OnnxExport.of(chain(), List.of(SHAPE), options);
    INDArray pixels = RandomNetworks.examples(SHAPE, 72, DataType.FLOAT, 5).muli(60).addi(128);
    pixels = Transforms.max(pixels, 0);
    pixels = Transforms.min(pixels, 255).castTo(DataType.UINT8);
    INDArray scaled = pixels.castTo(DataType.FLOAT);
    for (int c = 0; c < 2; c++) {
      INDArray channel = scaled.get(NDArrayIndex.all(), NDArrayIndex.point(c));
      channel.subi(c == 0 ? 120 : 3).divi(c == 0 ? 60 : -5);
    }

    Saved saved =
        export.save(
            folder.resolve("pixels.onnx"), new Samples(List.of(scaled), List.of(pixels)), 1);

    assertThat(saved.verification().passed()).isTrue();
    assertThat(export.model().inputs().get(0).type()).isEqualTo(ElementType.UINT8);
  }

  @Test
  void anOwnLayerSaysWhatItComputes() throws IOException {
    Samples images = samples(DataType.FLOAT);
    MultiLayerNetwork network =
        TestNetworks.around(
            DataType.FLOAT, new DenseLayer.Builder().nOut(3).build(), new OwnActivation());

    Saved saved =
        OnnxExport.of(network, List.of(SHAPE), OnnxOptions.PLAIN)
            .save(folder.resolve("own.onnx"), images, 1);

    assertThat(saved.verification().layers()).hasSize(3);
  }

  /** tanh, in other words: 2 · sigmoid(2x) - 1. A subclass that says nothing is refused. */
  public static final class OwnActivation extends ActivationLayer implements OnnxEmittable {
    private static final long serialVersionUID = 1L;

    OwnActivation() {
      super(Activation.TANH);
    }

    @Override
    public Value emitOnnx(Scope scope, List<Value> inputs) {
      String two = scope.scalar("two", 2);
      Value sigmoid = scope.unary("Sigmoid", scope.binary("Mul", inputs.get(0), two));
      return scope.binary("Sub", scope.binary("Mul", sigmoid, two), scope.scalar("one", 1));
    }
  }

  /** Layers that the random networks do not have. */
  static Stream<Layer> furtherLayers() {
    return Stream.of(
        new Deconvolution2D.Builder(3, 2).nOut(3).stride(2, 1).name("odd").build(),
        new Deconvolution2D.Builder(3, 3)
            .nOut(2)
            .stride(2, 2)
            .convolutionMode(ConvolutionMode.Same)
            .name("odd")
            .build(),
        new Deconvolution2D.Builder(3, 3).nOut(2).padding(1, 1).hasBias(false).name("odd").build(),
        new LocalResponseNormalization.Builder().n(2).name("odd").build(),
        new PReLULayer.Builder().inputShape(4, 9, 7).sharedAxes(2, 3).name("odd").build(),
        new GlobalPoolingLayer.Builder(PoolingType.AVG)
            .collapseDimensions(false)
            .name("odd")
            .build(),
        new AutoEncoder.Builder().nOut(4).name("odd").build(),
        new FrozenLayerWithBackprop(new ConvolutionLayer.Builder(2, 2).nOut(3).name("odd").build()),
        new DenseLayer.Builder().nOut(4).name("input").build(),
        new DenseLayer.Builder().nOut(4).name("a/b c#1").build());
  }

  @ParameterizedTest
  @MethodSource("furtherLayers")
  void exportsFurtherLayers(Layer layer) throws IOException {
    Layer before = new ConvolutionLayer.Builder(1, 1).nOut(4).build();
    MultiLayerNetwork network = TestNetworks.around(DataType.FLOAT, before, layer);

    Saved saved =
        OnnxExport.of(network, List.of(SHAPE), OnnxOptions.PLAIN)
            .save(folder.resolve("layer.onnx"), samples(DataType.FLOAT), 1);

    assertThat(saved.verification().layers()).hasSize(3);
  }

  @Test
  void exportsGraphsOfSeveralInputsAndOutputs() throws IOException {
    ComputationGraph graph = TestNetworks.severalInputsAndOutputs();
    Samples examples =
        new Samples(
            List.of(
                RandomNetworks.examples(SHAPE, 9, DataType.FLOAT, 1),
                RandomNetworks.examples(List.of(4), 9, DataType.FLOAT, 2)));

    Saved saved =
        OnnxExport.of(graph, List.of(SHAPE, List.of(4)), OnnxOptions.PLAIN)
            .save(folder.resolve("graph.onnx"), examples, 1);

    assertThat(saved.verification().layers()).hasSize(8);
  }

  static Stream<Arguments> furtherNetworks() {
    return Stream.of(
        Arguments.of("segmentation", TestNetworks.segmentation(), SHAPE),
        Arguments.of("steps", TestNetworks.steps(), List.of(3, 11)),
        Arguments.of("gates", TestNetworks.gates(), SHAPE));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("furtherNetworks")
  void exportsFurtherNetworks(String name, Model network, List<Integer> shape) throws IOException {
    Samples examples = new Samples(List.of(RandomNetworks.examples(shape, 9, DataType.FLOAT, 1)));

    Saved saved =
        OnnxExport.of(network, List.of(shape), OnnxOptions.PLAIN)
            .save(folder.resolve("network.onnx"), examples, 1);

    assertThat(saved.verification().passed()).isTrue();
  }

  /** Whose weights have another shape once they were saved. */
  @Test
  void exportsElementWiseMultiplicationThatWasLoaded() throws IOException {
    MultiLayerNetwork network =
        TestNetworks.around(
            DataType.FLOAT,
            new DenseLayer.Builder().nOut(6).build(),
            new ElementWiseMultiplicationLayer.Builder().nIn(6).nOut(6).build());
    Path zip = folder.resolve("network.zip");
    ModelFiles.save(network, zip, "network");

    Saved saved =
        OnnxExport.of(SafeModels.load(zip), List.of(SHAPE), OnnxOptions.PLAIN)
            .save(folder.resolve("network.onnx"), samples(DataType.FLOAT), 1);

    assertThat(saved.verification().passed()).isTrue();
  }

  /** What is in a wrapper is not what the wrapper computes. */
  @Test
  void refusesWrappersByTheirOwnName() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            TestNetworks.settings(DataType.FLOAT)
                .list()
                .layer(
                    new MaskZeroLayer(
                        new Convolution1DLayer.Builder(3).nIn(4).nOut(6).build(), 0.0))
                .layer(new GlobalPoolingLayer(PoolingType.AVG))
                .layer(TestNetworks.output())
                .setInputType(InputType.recurrent(4, 9))
                .build());
    network.init();
    assertThatThrownBy(() -> OnnxExport.of(network, List.of(List.of(4, 9)), OnnxOptions.PLAIN))
        .isInstanceOf(UnsupportedLayerException.class)
        .hasMessageContaining("MaskZeroLayer");
  }

  /** Deep and large numbers: held against what the network would give without rounding. */
  @Test
  void roundingIsToldFromMistakes() throws IOException {
    Layer[] layers = new Layer[30];
    for (int i = 0; i < layers.length; i++) {
      layers[i] =
          new ConvolutionLayer.Builder(3, 3)
              .nOut(24)
              .convolutionMode(ConvolutionMode.Same)
              .activation(Activation.LEAKYRELU)
              .weightInit(new WeightInitDistribution(new NormalDistribution(0, 0.12)))
              .build();
    }
    MultiLayerNetwork network = TestNetworks.around(DataType.FLOAT, layers);
    OnnxExport export = OnnxExport.of(network, List.of(SHAPE), OnnxOptions.PLAIN);
    Path file = folder.resolve("deep.onnx");

    Verification found = export.save(file, samples(DataType.FLOAT), 1).verification();

    assertThat(found.bound()).isEqualTo(Tolerances.ONNX_EXACT_BOUND);
    assertThat(found.worst()).isLessThan(0.5);
    INDArray bias = network.getParam("20_b");
    bias.putScalar(
        3, bias.getDouble(3) + 0.05 * network.getParam("20_W").amaxNumber().doubleValue());
    assertThatThrownBy(() -> export.save(file, samples(DataType.FLOAT), 1))
        .isInstanceOf(VerificationFailedException.class);
  }

  @Test
  void nothingHidesBehindNotANumber() {
    Difference difference = new Difference();
    difference.compare(
        "array",
        Nd4j.createFromArray(Double.NaN, 1, Double.POSITIVE_INFINITY),
        Nd4j.createFromArray(0.0, 1, 3));
    assertThat(difference.ofBound()).isEqualTo(Double.POSITIVE_INFINITY);
    Difference same = new Difference();
    same.compare(
        "array", Nd4j.createFromArray(Double.NaN, 1.0), Nd4j.createFromArray(Double.NaN, 1.0));
    assertThat(same.ofBound()).isZero();
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of(
            new SubsamplingLayer.Builder().kernelSize(2, 2).dilation(2, 2).name("odd").build(),
            "layer \"odd\" (SubsamplingLayer) cannot be exported: the built-in layer ignores the"
                + " dilation"),
        Arguments.of(
            new SubsamplingLayer.Builder()
                .kernelSize(1, 1)
                .stride(3, 3)
                .convolutionMode(ConvolutionMode.Same)
                .name("odd")
                .build(),
            "layer \"odd\" (SubsamplingLayer) cannot be exported: the built-in layer shifts"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refusesByNameAndReason(Layer layer, String message) {
    MultiLayerNetwork network = TestNetworks.around(DataType.FLOAT, layer);

    assertThatThrownBy(() -> OnnxExport.of(network, List.of(SHAPE), OnnxOptions.PLAIN))
        .isInstanceOf(UnsupportedLayerException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void refusesRecurrentLayers() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            TestNetworks.settings(DataType.FLOAT)
                .list()
                .layer(new LSTM.Builder().nOut(3).name("memory").build())
                .layer(new RnnOutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.recurrent(4, 10))
                .build());
    network.init();

    assertThatThrownBy(() -> OnnxExport.of(network, List.of(List.of(4, 10)), OnnxOptions.PLAIN))
        .isInstanceOf(UnsupportedLayerException.class)
        .hasMessage(
            "layer \"memory\" (LSTM) cannot be exported: this kind of layer is not covered; save"
                + " the network as a Deeplearning4j zip instead");
  }

  @Test
  void refusesShapesThatDoNotFit() {
    assertThatThrownBy(() -> OnnxExport.of(chain(), List.of(List.of(3, 9, 7)), OnnxOptions.PLAIN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expects 2 channels, found [N, 3, 10, 10]");
  }

  @Test
  void findsOutWhatANetworkTakes() {
    InputShapes.Found found =
        InputShapes.of(LeNet.create(1, 28, 28, 10, 1, DataType.FLOAT)).orElseThrow();
    assertThat(found.shape()).containsExactly(1, 28, 28);
    // Pooling drops what is left over.
    assertThat(found.isChosen()).isTrue();
    assertThat(found.heights()).containsExactly(28, 29, 30, 31);
    assertThat(
            InputShapes.of(
                TestNetworks.around(DataType.FLOAT, new DenseLayer.Builder().nOut(3).build())))
        .hasValueSatisfying(says -> assertThat(says.isChosen()).isFalse())
        .map(InputShapes.Found::shape)
        .contains(List.of(2, 9, 7));
    Layer convolution = new ConvolutionLayer.Builder(3, 3).nOut(3).build();
    assertThat(InputShapes.of(TestNetworks.around(DataType.FLOAT, convolution)))
        .map(InputShapes.Found::shape)
        .contains(List.of(2, 9, 7));
  }
}
