package io.github.conv4j.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.checks.Faulty.Fault;
import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.kernels.Algorithm;
import io.github.conv4j.layers.Conv2DLayer;
import io.github.conv4j.layers.Pool2DLayer;
import io.github.conv4j.nets.Network;
import io.github.conv4j.nets.SampleNetworks;
import io.github.conv4j.result.Check;
import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.LayerSwap;
import io.github.conv4j.result.ProgressListener;
import io.github.conv4j.result.Verdict;
import io.github.conv4j.twin.Twin;
import io.github.conv4j.twin.Twinned;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;

/** Right twins pass every check; each planted fault is found, by the check that should find it. */
class PlantedFaultsTest {

  private static final int IMAGES = 16;

  static Stream<Arguments> samples() {
    return SampleNetworks.all(7).entrySet().stream()
        .map(sample -> Arguments.of(sample.getKey(), sample.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  void rightTwinsPass(String name, Supplier<Model> sample) {
    Model builtin = sample.get();
    Twinned<? extends Model> twin = Twin.handwritten(builtin);
    INDArray before = builtin.params().dup();
    INDArray twinBefore = twin.network().params().dup();

    List<Check> checks = checks(builtin, twin.network(), twin.swaps());

    assertThat(failed(checks)).isEmpty();
    assertThat(checks).extracting(Check::name).doesNotHaveDuplicates();
    for (LayerSwap swap : twin.swaps()) {
      assertThat(checks)
          .filteredOn(check -> check.name().equals("forward/" + swap.layer() + "/output/builtin"))
          .hasSize(swap.replaced() ? 1 : 0)
          .allMatch(check -> check.verdict() == Verdict.PASS);
    }
    assertThat(checks)
        .extracting(Check::name)
        .contains("network/output")
        .anyMatch(check -> check.startsWith("network/gradient/"))
        .anyMatch(check -> check.startsWith("network/step/"));
    assertThat(builtin.params()).isEqualTo(before);
    assertThat(twin.network().params()).isEqualTo(twinBefore);
  }

  /** An algorithm that mixes magnitudes is judged as a whole, and a fault is found all the same. */
  @Test
  void layersByWinogradAreJudgedByNorms() {
    MultiLayerNetwork builtin = network(DataType.FLOAT);
    Twinned<MultiLayerNetwork> twin = Twin.handwritten(builtin);
    ((Conv2DLayer) twin.network().getLayer(0).conf().getLayer()).setAlgorithm(Algorithm.WINOGRAD_2);

    List<Check> right = layerChecks(builtin, twin.network(), twin.swaps());
    MultiLayerNetwork wrong = Faulty.network(twin.network(), 0, Fault.WEIGHT_GRADIENT_TRANSPOSED);

    assertThat(failed(right)).isEmpty();
    assertThat(right)
        .filteredOn(check -> check.name().equals("forward/first/output/reference"))
        .singleElement()
        .satisfies(
            check ->
                assertThat(check.detail())
                    .contains("norm of the error", "gate NORM", "conv4j verify --case \"conv n"));
    assertThat(failed(layerChecks(builtin, wrong, twin.swaps())))
        .containsExactlyInAnyOrder("gradient/first/dW/builtin", "gradient/first/dW/reference");
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void oneWeightOffByAThousandthIsFound(DataType type) {
    MultiLayerNetwork builtin = network(type);
    Twinned<MultiLayerNetwork> twin = Twin.handwritten(builtin);
    INDArray weights = twin.network().getParam("0_W");
    weights.putScalar(5, weights.getDouble(5) * 1.001);

    List<String> failed = failed(checks(builtin, twin.network(), twin.swaps()));

    assertThat(failed)
        .contains("forward/first/output/builtin", "network/output")
        .doesNotContain("forward/first/output/reference")
        .noneMatch(check -> check.startsWith("forward/layer"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "WEIGHT_GRADIENT_DOUBLED | 0 | gradient/first/dW/builtin, gradient/first/dW/reference,"
            + " network/gradient/0_W, network/step/0_W",
        "INPUT_GRADIENT_DOUBLED | 2 | gradient/layer2/dInput/builtin,"
            + " gradient/layer2/dInput/reference, network/gradient/0_W, network/gradient/0_b,"
            + " network/step/0_W, network/step/0_b",
        "BIAS_GRADIENT_WITHOUT_AN_IMAGE | 0 | gradient/first/db/builtin,"
            + " gradient/first/db/reference, network/gradient/0_b, network/step/0_b",
        "WEIGHT_GRADIENT_TRANSPOSED | 2 | gradient/layer2/dW/builtin, gradient/layer2/dW/reference,"
            + " network/gradient/2_W, network/step/2_W"
      })
  void wrongGradientsAreFoundAndNothingElseIs(Fault fault, int layer, String expected) {
    assertThat(failed(fault, layer)).containsExactlyInAnyOrder(expected.split(", "));
  }

  @Test
  void aBiasAddedTwiceIsFoundThoughTheNetworksBiasesAreZero() {
    assertThat(failed(Fault.BIAS_TWICE, 0))
        .containsExactlyInAnyOrder(
            "forward/first/output/builtin", "forward/first/output/reference");
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"ONE_OUTPUT_OFF", "ONE_OUTPUT_NAN"})
  void oneWrongOutputOfThousandsIsFound(Fault fault) {
    assertThat(failed(fault, 0))
        .contains("forward/first/output/builtin", "forward/first/output/reference");
  }

  @Test
  void aTieGivenToTheLastIsFound() {
    MultiLayerNetwork builtin = network(DataType.FLOAT);
    Twinned<MultiLayerNetwork> twin = Twin.handwritten(builtin);
    MultiLayerNetwork wrong = Faulty.network(twin.network(), 1, Fault.LAST_TIE);

    assertThat(failed(layerChecks(builtin, wrong, twin.swaps())))
        .containsExactlyInAnyOrder(
            "gradient/layer1/dInput/builtin", "gradient/layer1/dInput/reference");
  }

  static Stream<Arguments> wrongSettings() {
    return Stream.of(
        Arguments.of(
            "flipped kernel",
            0,
            (Consumer<Conv2DLayer>) layer -> layer.setOrientation(Orientation.CONVOLUTION),
            "forward/first/output/builtin"),
        Arguments.of(
            "shifted padding",
            0,
            (Consumer<Conv2DLayer>)
                layer -> {
                  layer.setPadding(new int[] {0, 0});
                  layer.setPaddingAfter(new int[] {2, 2});
                },
            "forward/first/output/builtin"),
        Arguments.of(
            "wrong stride",
            0,
            (Consumer<Conv2DLayer>) layer -> layer.setStride(new int[] {2, 2}),
            "forward/first/shape"),
        Arguments.of(
            "wrong dilation",
            0,
            (Consumer<Conv2DLayer>)
                layer -> {
                  layer.setDilation(new int[] {2, 2});
                  layer.setPadding(new int[] {2, 2});
                },
            "forward/first/output/builtin"),
        Arguments.of(
            "wrong divisor",
            1,
            (Consumer<Pool2DLayer>) layer -> layer.setAvgPoolIncludePadInDivisor(true),
            "forward/layer1/output/builtin"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongSettings")
  <L> void wrongSettingsAreFound(String name, int index, Consumer<L> change, String expected) {
    MultiLayerNetwork builtin = SampleNetworks.padded(7);
    Twinned<MultiLayerNetwork> twin = Twin.handwritten(builtin);
    MultiLayerConfiguration configuration = twin.network().getLayerWiseConfigurations().clone();
    @SuppressWarnings("unchecked")
    L layer = (L) configuration.getConf(index).getLayer();
    change.accept(layer);
    MultiLayerNetwork wrong = new MultiLayerNetwork(configuration);
    wrong.init(twin.network().params().dup(), false);

    assertThat(failed(layerChecks(builtin, wrong, twin.swaps()))).contains(expected);
  }

  @Test
  void aWrongUpdaterIsFoundByTheStepAlone() {
    MultiLayerNetwork builtin = network(DataType.FLOAT);
    Twinned<MultiLayerNetwork> twin = Twin.handwritten(builtin);
    twin.network().setLearningRate(0.101);

    assertThat(failed(checks(builtin, twin.network(), twin.swaps())))
        .isNotEmpty()
        .allMatch(check -> check.startsWith("network/step/"));
  }

  @Test
  void forgottenRegularisationIsFoundByTheStepAlone() {
    Model builtin = SampleNetworks.all(7).get("p-norm, l2, tanh").get();
    Twinned<? extends Model> twin = Twin.handwritten(builtin);
    MultiLayerConfiguration configuration =
        ((MultiLayerNetwork) twin.network()).getLayerWiseConfigurations().clone();
    ((Conv2DLayer) configuration.getConf(2).getLayer()).setRegularization(List.of());
    MultiLayerNetwork wrong = new MultiLayerNetwork(configuration);
    wrong.init(twin.network().params().dup(), false);

    assertThat(failed(checks(builtin, wrong, twin.swaps()))).containsExactly("network/step/2_W");
  }

  @Test
  void forgottenUpdaterStateIsFoundByTheStep() {
    Model builtin = SampleNetworks.all(7).get("graph").get();
    for (int step = 0; step < 3; step++) {
      Network.of(builtin).fit(SampleNetworks.batch(step, 8));
    }
    Twinned<? extends Model> twin = Twin.handwritten(builtin);
    assertThat(failed(checks(builtin, twin.network(), twin.swaps()))).isEmpty();

    Network.of(twin.network()).updaterState().assign(0);

    assertThat(failed(checks(builtin, twin.network(), twin.swaps())))
        .contains("network/step/stem_W", "network/step/out_W");
  }

  @Test
  void whatTheBuiltinLayerCannotComputeIsNoFaultOfTheTwin() {
    // All-zero windows: the built-in gradient of p-norm pooling is NaN there.
    MultiLayerNetwork builtin = SampleNetworks.pnormOverZeros(7);
    Twinned<MultiLayerNetwork> twin = Twin.handwritten(builtin);

    List<Check> checks = checks(builtin, twin.network(), twin.swaps());

    assertThat(failed(checks)).isEmpty();
    assertThat(checks)
        .filteredOn(check -> check.name().equals("gradient/layer1/dInput/builtin"))
        .singleElement()
        .satisfies(check -> assertThat(check.detail()).contains("left out", "no finite number"));
    assertThat(checks)
        .filteredOn(check -> check.name().equals("network/gradient/0_W"))
        .singleElement()
        .satisfies(check -> assertThat(check.verdict()).isEqualTo(Verdict.SKIPPED));
  }

  private static MultiLayerNetwork network(DataType type) {
    return SampleNetworks.plain(7, type, new Sgd(0.1));
  }

  private static List<String> failed(Fault fault, int layer) {
    MultiLayerNetwork builtin = network(DataType.FLOAT);
    Twinned<MultiLayerNetwork> twin = Twin.handwritten(builtin);
    return failed(checks(builtin, Faulty.network(twin.network(), layer, fault), twin.swaps()));
  }

  @Test
  void aMaximumThatPaddingCanWinIsFoundThoughNothingIsNegative() {
    MultiLayerNetwork builtin = SampleNetworks.paddedMaximum(7);
    Twinned<MultiLayerNetwork> twin = Twin.handwritten(builtin);
    MultiLayerNetwork wrong = Faulty.network(twin.network(), 1, Fault.PADDING_WINS);

    assertThat(failed(layerChecks(builtin, wrong, twin.swaps())))
        .contains("forward/layer1/output/builtin", "forward/layer1/output/reference");
  }

  private static List<String> failed(List<Check> checks) {
    return checks.stream()
        .filter(check -> check.verdict() == Verdict.FAIL)
        .map(Check::name)
        .toList();
  }

  private static List<Check> checks(Model builtin, Model custom, List<LayerSwap> swaps) {
    List<Check> checks = new ArrayList<>(layerChecks(builtin, custom, swaps));
    DataSet batch = SampleNetworks.batchFor(builtin, 7, IMAGES);
    checks.addAll(
        NetworkChecks.run(Network.of(builtin), Network.of(custom), batch, new Interruption()));
    return checks;
  }

  private static List<Check> layerChecks(Model builtin, Model custom, List<LayerSwap> swaps) {
    return LayerChecks.run(
            Network.of(builtin),
            Network.of(custom),
            swaps,
            SampleNetworks.batchFor(builtin, 7, IMAGES).getFeatures(),
            ProgressListener.SILENT,
            new Interruption())
        .checks();
  }
}
