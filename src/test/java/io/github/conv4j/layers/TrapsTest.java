package io.github.conv4j.layers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.ops.Pool2D;
import io.github.conv4j.ops.Pool2DConfig;
import io.github.conv4j.testing.Data;
import io.github.conv4j.testing.Match;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * One test per trap that custom layers of Deeplearning4j 1.0.0-M2.1 fall into and ours step around.
 */
class TrapsTest {

  private static MultiLayerNetwork network(
      NeuralNetConfiguration.Builder settings, Layer... layers) {
    NeuralNetConfiguration.ListBuilder list = settings.seed(3).list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    MultiLayerNetwork net =
        new MultiLayerNetwork(list.setInputType(InputType.convolutional(6, 6, 2)).build());
    net.init();
    return net;
  }

  private static NeuralNetConfiguration.Builder settings() {
    return new NeuralNetConfiguration.Builder()
        .dataType(DataType.DOUBLE)
        .updater(new Sgd(1))
        .activation(Activation.IDENTITY);
  }

  /** Sum of squares of the last layer's activations: gradients can be done by hand. */
  private static LossLayer loss() {
    return new LossLayer.Builder(LossFunctions.LossFunction.L2)
        .activation(Activation.IDENTITY)
        .build();
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
        .nOut(3)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private final INDArray x = Data.normal(1, DataType.DOUBLE, 3, 2, 6, 6);
  private final INDArray labels = Data.oneHot(2, DataType.DOUBLE, 3, 3);

  /** SameDiffLayer returns every gradient twice as large: y = w · x, loss y², dL/dw = 2 y x. */
  @ParameterizedTest
  @EnumSource(names = {"HANDWRITTEN", "COMPOSED"})
  void trapGradientsAreDoubled(Variant variant) {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            settings()
                .weightInit(org.deeplearning4j.nn.weights.WeightInit.ONES)
                .list()
                .layer(variant.conv(1, 1))
                .layer(variant.globalPool(PoolingType.SUM, true, 2))
                .layer(loss())
                .setInputType(InputType.convolutional(1, 1, 1))
                .build());
    net.init();
    INDArray three = Data.array(new double[] {3}, DataType.DOUBLE, 1, 1, 1, 1);
    net.fit(three, Nd4j.zeros(DataType.DOUBLE, 1, 1));
    assertThat(net.getParam("0_W").getDouble(0)).isEqualTo(1 - 2 * 3 * 3.0);
    assertThat(net.getParam("0_b").getDouble(0)).isEqualTo(-2 * 3.0);
  }

  /** SameDiffLayer stores W before b: another network's flat parameters end up scrambled. */
  @Test
  void trapFlatParametersHaveAnotherOrder() {
    MultiLayerNetwork builtin = network(settings(), Variant.BUILTIN.conv(3, 4), output());
    MultiLayerNetwork ours = network(settings().seed(99), Variant.HANDWRITTEN.conv(3, 4), output());
    builtin.getParam("0_b").assign(Data.normal(5, DataType.DOUBLE, 4));
    ours.setParams(builtin.params());
    assertThat(ours.paramTable().keySet()).containsExactlyElementsOf(builtin.paramTable().keySet());
    builtin.paramTable().forEach((k, v) -> Match.identical(k, v, ours.getParam(k)));
    Match.close("output", builtin.output(x), ours.output(x), 1e-12);
    INDArray layerParameters = builtin.getLayer(0).params().dup();
    ours.params().assign(0);
    ours.getLayer(0).setParams(layerParameters);
    Match.identical("W of a layer", builtin.getParam("0_W"), ours.getParam("0_W"));
    Match.identical("b of a layer", builtin.getParam("0_b"), ours.getParam("0_b"));
  }

  /** SameDiffLayer's setParam checks and forgets. */
  @Test
  void trapSetParamDoesNothing() {
    MultiLayerNetwork net = network(settings(), Variant.HANDWRITTEN.conv(3, 4), output());
    INDArray w = Data.normal(5, DataType.DOUBLE, 4, 2, 3, 3);
    net.setParam("0_W", w);
    Match.identical("W", w, net.getParam("0_W"));
    INDArray b = Data.normal(6, DataType.DOUBLE, 4);
    net.getLayer(0).setParam("b", b);
    Match.identical("b", b, net.getParam("0_b"));
    assertThat(Data.values(net.params())).contains(Data.values(b)).contains(Data.values(w));
  }

  /** SameDiffLayer leaves regularisation out of the score. */
  @Test
  void trapRegularisationIsMissingInTheScore() {
    MultiLayerNetwork net =
        network(settings().l2(0.5).l1(0.25), Variant.HANDWRITTEN.conv(3, 4), output());
    INDArray w = net.getParam("0_W");
    double expected =
        0.5 * 0.5 * w.mul(w).sumNumber().doubleValue() + 0.25 * w.norm1Number().doubleValue();
    assertThat(net.getLayer(0).calcRegularizationScore(true))
        .isCloseTo(expected, org.assertj.core.data.Offset.offset(1e-12));
  }

  /** SameDiffLayer ignores dropout. */
  @Test
  void trapDropoutIsIgnored() {
    MultiLayerNetwork net =
        network(settings(), Variant.HANDWRITTEN.conv(3, 4, b -> b.dropOut(0.5)), output());
    assertThat(net.output(x, true)).isNotEqualTo(net.output(x, false));
    assertThat(net.output(x, false)).isEqualTo(net.output(x, false));
  }

  /** SameDiffLayer takes neither activation, weight init, bias init nor mode from the network. */
  @Test
  void trapDefaultsOfTheNetworkAreNotInherited() {
    MultiLayerNetwork net =
        network(
            settings()
                .activation(Activation.SWISH)
                .weightInit(org.deeplearning4j.nn.weights.WeightInit.ONES)
                .biasInit(0.25)
                .convolutionMode(ConvolutionMode.Same),
            Variant.HANDWRITTEN.conv(3, 4),
            Variant.HANDWRITTEN.pool(PoolingType.MAX, 2, 2),
            output());
    Conv2DLayer layer = (Conv2DLayer) net.getLayer(0).conf().getLayer();
    assertThat(layer.getActivationFn()).isEqualTo(Activation.SWISH.getActivationFunction());
    assertThat(layer.getConvolutionMode()).isEqualTo(ConvolutionMode.Same);
    assertThat(((Pool2DLayer) net.getLayer(1).conf().getLayer()).getConvolutionMode())
        .isEqualTo(ConvolutionMode.Same);
    assertThat(net.getParam("0_W").eq(1).all()).isTrue();
    assertThat(net.getParam("0_b").eq(0.25).all()).isTrue();
  }

  /** SameDiff prints a line per op when it builds a gradient graph. */
  @ParameterizedTest
  @EnumSource(names = {"HANDWRITTEN", "COMPOSED"})
  void trapPrintsOnStandardOutput(Variant variant) {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream capture = new PrintStream(printed, true, StandardCharsets.UTF_8);
    System.setOut(capture);
    try {
      MultiLayerNetwork net =
          network(
              settings(),
              variant.conv(3, 4),
              variant.pool(PoolingType.AVG, 2, 2),
              variant.globalPool(PoolingType.MAX, true, 2),
              output());
      net.fit(x, labels);
      net.output(x);
      assertThat(System.out).isSameAs(capture);
    } finally {
      System.setOut(before);
    }
    // Lines with a time are the logging framework's, which a program configures as it likes.
    assertThat(
            printed
                .toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} \\[.*")))
        .isEmpty();
  }

  /** SameDiffLayer bakes the first input's height and width into its graph. */
  @ParameterizedTest
  @EnumSource(names = {"HANDWRITTEN", "COMPOSED"})
  void trapInputSizeIsFrozenAtTheFirstCall(Variant variant) {
    Layer[][] layers = new Layer[2][];
    for (int i = 0; i < 2; i++) {
      Variant v = i == 0 ? Variant.BUILTIN : variant;
      layers[i] =
          new Layer[] {
            v.conv(3, 4),
            v.pool(PoolingType.MAX, 2, 2),
            v.globalPool(PoolingType.AVG, true, 2),
            output()
          };
    }
    MultiLayerNetwork builtin = network(settings().updater(new Sgd(0.1)), layers[0]);
    MultiLayerNetwork ours = network(settings().updater(new Sgd(0.1)), layers[1]);
    for (int[] shape : new int[][] {{2, 6, 6}, {5, 9, 7}, {1, 4, 12}, {3, 6, 6}}) {
      INDArray images = Data.normal(shape[1], DataType.DOUBLE, shape[0], 2, shape[1], shape[2]);
      INDArray targets = Data.oneHot(4, DataType.DOUBLE, shape[0], 3);
      Match.close("output", builtin.output(images), ours.output(images), 1e-12);
      builtin.fit(images, targets);
      ours.fit(images, targets);
      Match.close("parameters", builtin.params(), ours.params(), 1e-12);
    }
  }

  /** A SameDiffLayer without parameters as layer 0 fails with a null pointer. */
  @ParameterizedTest
  @EnumSource(names = {"HANDWRITTEN", "COMPOSED"})
  void trapLayerWithoutParametersCannotBeFirst(Variant variant) {
    MultiLayerNetwork net = network(settings(), variant.pool(PoolingType.MAX, 2, 2), output());
    net.fit(x, labels);
    assertThat(net.output(x).shape()).containsExactly(3, 3);
    assertThat(
            network(settings(), variant.globalPool(PoolingType.MAX, true, 2), output())
                .output(x)
                .shape())
        .containsExactly(3, 3);
  }

  /** Deeplearning4j clones configurations field by field and fails on a static final one. */
  @Test
  void trapConfigurationsWithStaticFieldsCannotBeCloned() {
    for (Class<?> type : List.of(Conv2DLayer.class, Pool2DLayer.class, GlobalPool2DLayer.class)) {
      assertThat(Arrays.stream(type.getDeclaredFields()).filter(TrapsTest::isStatic)).isEmpty();
    }
    for (Layer layer :
        List.of(
            Variant.HANDWRITTEN.conv(3, 4),
            Variant.HANDWRITTEN.pool(PoolingType.MAX, 2, 2),
            Variant.HANDWRITTEN.globalPool(PoolingType.MAX, true, 2))) {
      assertThat(layer.clone()).isEqualTo(layer).isNotSameAs(layer).hasSameClassAs(layer);
    }
  }

  private static boolean isStatic(Field field) {
    return Modifier.isStatic(field.getModifiers()) && !field.isSynthetic();
  }

  /** The built-in layer offers SUM and fails when it runs. */
  @ParameterizedTest
  @EnumSource(names = {"HANDWRITTEN", "COMPOSED"})
  void trapSumPoolingIsOfferedButFails(Variant variant) {
    MultiLayerNetwork sum = network(settings(), variant.pool(PoolingType.SUM, 2, 2), output());
    MultiLayerNetwork average = network(settings(), variant.pool(PoolingType.AVG, 2, 2), output());
    Match.close("sum", average.feedForward(x).get(1).mul(4), sum.feedForward(x).get(1), 1e-15);
  }

  /** The built-in layer with oneDNN ignores the dilation of pooling windows for FLOAT. */
  @Test
  void trapDilationOfPoolingIsIgnored() {
    for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
      Pool2DLayer layer =
          new Pool2DLayer.Builder(PoolingType.MAX)
              .kernelSize(2, 3)
              .stride(1, 2)
              .dilation(3, 2)
              .build();
      MultiLayerNetwork net = network(settings().dataType(type), layer, output());
      INDArray images = x.castTo(type);
      Pool2DConfig config = Pool2DConfig.of(layer.geometry(), PoolKind.MAX);
      INDArray y = net.feedForward(images).get(1);
      assertThat(y.shape()).containsExactly(3, 2, 3, 1);
      Match.identical("y", Nd4j.exec(new Pool2D(images, config))[0], y);
      assertThat(y.getDouble(0, 0, 0, 0))
          .isEqualTo(
              images
                  .get(
                      org.nd4j.linalg.indexing.NDArrayIndex.point(0),
                      org.nd4j.linalg.indexing.NDArrayIndex.point(0),
                      org.nd4j.linalg.indexing.NDArrayIndex.indices(0, 3),
                      org.nd4j.linalg.indexing.NDArrayIndex.indices(0, 2, 4))
                  .maxNumber()
                  .doubleValue());
    }
  }

  /**
   * The average over a padded window divides by the elements inside by default, as the built-in
   * layer does in spite of its comments; JSON without the field means the other.
   */
  @Test
  void trapAverageDividesByOtherThanTheCommentsSay() {
    INDArray ones = Nd4j.ones(DataType.DOUBLE, 1, 2, 6, 6);
    for (boolean include : new boolean[] {false, true}) {
      Variant.Pool pool = Variant.Pool.of(PoolingType.AVG, 2, 2).padded(1, 1, include);
      for (Variant variant : Variant.values()) {
        MultiLayerNetwork net = network(settings(), variant.pool(pool), output());
        INDArray y = net.feedForward(ones).get(1);
        assertThat(y.getDouble(0, 0, 0, 0)).as(variant + "").isEqualTo(include ? 0.25 : 1);
        assertThat(y.getDouble(0, 0, 1, 1)).as(variant + "").isEqualTo(1);
      }
    }
    assertThat(new Pool2DLayer().isAvgPoolIncludePadInDivisor())
        .isEqualTo(new SubsamplingLayer().isAvgPoolIncludePadInDivisor());
  }

  /** Networks that end in images: no preprocessor reshapes what our layer returns. */
  @Test
  void trapOutputsOfConvolutionGoStraightIntoALoss() {
    MultiLayerNetwork[] nets = new MultiLayerNetwork[2];
    for (int i = 0; i < 2; i++) {
      Variant variant = i == 0 ? Variant.BUILTIN : Variant.HANDWRITTEN;
      ConvolutionLayer last = variant.conv(1, 2);
      nets[i] =
          network(
              settings().updater(new Sgd(0.1)),
              variant.conv(3, 4),
              last,
              new CnnLossLayer.Builder(LossFunctions.LossFunction.MSE).build());
      nets[i].fit(x, Data.normal(9, DataType.DOUBLE, 3, 2, 4, 4));
    }
    Match.close("parameters", nets[0].params(), nets[1].params(), 1e-12);
  }
}
