package io.github.conv4j.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.layers.HandwrittenBatchNormLayer;
import io.github.conv4j.nets.Network;
import io.github.conv4j.nets.ResNet20;
import io.github.conv4j.nets.SampleNetworks;
import io.github.conv4j.result.Check;
import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.ProgressListener;
import io.github.conv4j.result.Verdict;
import io.github.conv4j.twin.Twin;
import io.github.conv4j.twin.Twinned;
import java.util.List;
import java.util.function.Consumer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Layer checks of batch normalisation, layers 1 and 5 of the sample network. */
class NormChecksTest {

  private static final long SEED = 3;
  private static final int NORM = 1;

  private final MultiLayerNetwork builtin;
  private final Twinned<MultiLayerNetwork> twin;

  NormChecksTest() {
    builtin = (MultiLayerNetwork) SampleNetworks.all(SEED).get("batch normalisation").get();
    twin = Twin.handwritten(builtin);
  }

  private List<Check> checks() {
    return LayerChecks.run(
            Network.of(builtin),
            Network.of(twin.network()),
            twin.swaps(),
            SampleNetworks.batch(SEED, 5).getFeatures(),
            ProgressListener.SILENT,
            new Interruption())
        .checks();
  }

  private List<String> failed() {
    return checks().stream()
        .filter(check -> check.verdict() == Verdict.FAIL)
        .map(Check::name)
        .toList();
  }

  private void change(Consumer<HandwrittenBatchNormLayer> change) {
    change.accept((HandwrittenBatchNormLayer) twin.network().getLayer(NORM).conf().getLayer());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "forward/layer1/output",
        "forward/layer1/inference",
        "gradient/layer1/dInput",
        "gradient/layer1/dGamma",
        "gradient/layer1/dBeta",
        "gradient/layer1/mean",
        "gradient/layer1/variance"
      })
  void everyQuantityIsComparedWithBoth(String name) {
    assertThat(checks())
        .filteredOn(check -> check.name().startsWith(name))
        .allMatch(check -> check.verdict() == Verdict.PASS)
        .extracting(Check::name)
        .containsExactly(name + "/builtin", name + "/reference");
  }

  @Test
  void everyLayerOfAResidualNetworkPasses() {
    ComputationGraph graph = ResNet20.create(1, 12, 12, 4, SEED, DataType.FLOAT);
    Twinned<ComputationGraph> residual = Twin.handwritten(graph);
    List<Check> checks =
        LayerChecks.run(
                Network.of(graph),
                Network.of(residual.network()),
                residual.swaps(),
                SampleNetworks.batch(SEED, 5).getFeatures(),
                ProgressListener.SILENT,
                new Interruption())
            .checks();
    assertThat(checks).noneMatch(check -> check.verdict() == Verdict.FAIL);
    assertThat(checks)
        .filteredOn(check -> check.name().endsWith("/inference/reference"))
        .hasSize(21);
  }

  @Test
  void anotherEpsilonIsFound() {
    change(layer -> layer.setEps(2 * layer.getEps()));
    assertThat(failed())
        .contains("forward/layer1/output/builtin", "forward/layer1/inference/builtin")
        .allMatch(name -> name.contains("layer1"));
  }

  @Test
  void anotherDecayIsFound() {
    change(layer -> layer.setDecay(0.8));
    assertThat(failed())
        .containsExactlyInAnyOrder(
            "gradient/layer1/mean/builtin", "gradient/layer1/variance/builtin");
  }

  @Test
  void parametersThatDifferAreFound() {
    twin.network().getParam(NORM + "_gamma").putScalar(1, 1.001);
    assertThat(failed()).contains("forward/layer1/output/builtin");
  }
}
