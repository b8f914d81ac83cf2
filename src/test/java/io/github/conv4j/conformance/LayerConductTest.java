package io.github.conv4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.conv4j.conformance.CaseResult.Outcome;
import io.github.conv4j.examples.ColumnsConvolution;
import io.github.conv4j.examples.ColumnsLayer;
import io.github.conv4j.examples.DoubledConvolution;
import io.github.conv4j.layers.Execution;
import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.ProgressListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** How layers behave in networks: ours and a user's, right and wrong. */
class LayerConductTest {

  private static List<ConductResult> examine(LayerFactory factory, LayerRole role, int iterations) {
    return LayerConduct.examine(
        factory,
        LayerConduct.problemFor(factory, role),
        iterations,
        ProgressListener.SILENT,
        new Interruption());
  }

  private static List<ConductResult> examine(Class<? extends Layer> type) {
    return examine(new ReflectedLayers(type, LayerRole.CONVOLUTION), LayerRole.CONVOLUTION, 0);
  }

  private static Map<String, String> failures(List<ConductResult> results) {
    return results.stream()
        .filter(result -> result.outcome() == Outcome.FAILED)
        .collect(Collectors.toMap(ConductResult::check, ConductResult::message));
  }

  @Test
  void ourLayersPassEveryCheck() {
    for (LayerRole role : LayerRole.values()) {
      HandwrittenLayers ours = new HandwrittenLayers(Execution.HANDWRITTEN);
      List<ConductResult> results = examine(ours, role, LayerConduct.FEW_ITERATIONS);
      assertThat(results).hasSize(23);
      assertThat(failures(results)).isEmpty();
      assertThat(results)
          .filteredOn(result -> result.outcome() == Outcome.DECLINED)
          .hasSize(role == LayerRole.CONVOLUTION ? 0 : 5)
          .allMatch(r -> r.message().matches("has no parameters|takes no dropout, as the .*"));
    }
  }

  @Test
  void theBuiltinLayersPassToo() {
    for (LayerRole role : LayerRole.values()) {
      assertThat(failures(examine(new BuiltinLayers(), role, 0))).isEmpty();
    }
  }

  @Test
  void aUsersRightLayerPasses() {
    assertThat(failures(examine(ColumnsConvolution.class))).isEmpty();
  }

  @Test
  void aSameDiffLayersFaultsAreNamed() {
    List<ConductResult> results = examine(DoubledConvolution.class);
    Map<String, String> failures = failures(results);
    assertThat(failures.get("gradients in a network")).startsWith("weight gradient in a network");
    assertThat(failures.get("20 training steps")).startsWith("loss of step 2");
    assertThat(failures.get("parameters by key")).startsWith("getParam(\"W\") after setParam");
    assertThat(failures.get("dropout")).startsWith("dropout is ignored");
    assertThat(failures.get("l1 and l2 in the score")).endsWith("found 0.00000");
    assertThat(failures.get("input size change")).isNotNull();
    assertThat(failures.get("nothing on standard output")).contains("Added differentiated op");
    assertThat(failures)
        .doesNotContainKeys("save and load", "l1 and l2 in the gradient", "updater step");
    assertThat(results)
        .filteredOn(result -> result.check().equals("parameter order"))
        .allMatch(result -> result.outcome() == Outcome.DECLINED);
  }

  @Test
  void aLeakIsFound() {
    ConductNetworks networks =
        new ConductNetworks(
            new ReflectedLayers(LeakingConvolution.class, LayerRole.CONVOLUTION),
            LayerConduct.problemFor(new BuiltinLayers(), LayerRole.CONVOLUTION));
    assertThatThrownBy(() -> new ResourceConduct(networks).memory(300))
        .hasMessageMatching("the heap grows by \\d+ kB in 100 iterations, .*");
  }

  @Test
  void aLayerThatThrowsFailsChecksWithoutStoppingTheRest() {
    LayerFactory broken =
        new LayerFactory() {
          @Override
          public String name() {
            return "Broken";
          }

          @Override
          public Optional<String> declines(Problem problem) {
            return Optional.empty();
          }

          @Override
          public Layer layer(Problem problem) {
            return new BrokenConvolution(new BuiltinLayers().builder(problem));
          }
        };
    List<ConductResult> results = examine(broken, LayerRole.CONVOLUTION, 0);
    assertThat(results).hasSize(23);
    assertThat(failures(results).values())
        .hasSizeGreaterThan(15)
        .allMatch(message -> message.equals("threw IllegalStateException: broken on two lines"));
  }

  /** Keeps 64 kB per batch. */
  @SuppressWarnings("serial")
  public static class LeakingConvolution extends ColumnsConvolution {

    /** For JSON. */
    public LeakingConvolution() {}

    /**
     * As configured.
     *
     * @param builder settings
     */
    public LeakingConvolution(ConvolutionLayer.Builder builder) {
      super(builder);
    }

    @Override
    protected ColumnsLayer implementation(NeuralNetConfiguration conf, DataType type) {
      return new ColumnsLayer(conf, type) {
        private final transient List<byte[]> kept = new ArrayList<>();

        @Override
        public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
          kept.add(new byte[1 << 16]);
          return super.activate(training, workspaces);
        }
      };
    }
  }

  /** Cannot be instantiated. */
  @SuppressWarnings("serial")
  public static class BrokenConvolution extends ColumnsConvolution {

    BrokenConvolution(Layer.Builder<?> builder) {
      super((ConvolutionLayer.Builder) builder);
    }

    @Override
    protected ColumnsLayer implementation(NeuralNetConfiguration conf, DataType type) {
      throw new IllegalStateException("broken\non two lines");
    }
  }
}
