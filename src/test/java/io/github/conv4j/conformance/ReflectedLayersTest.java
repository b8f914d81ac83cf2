package io.github.conv4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.conv4j.conformance.CaseResult.Outcome;
import io.github.conv4j.examples.ColumnsConvolution;
import io.github.conv4j.examples.ColumnsLayer;
import io.github.conv4j.examples.DoubledConvolution;
import io.github.conv4j.examples.NegatedConvolution;
import io.github.conv4j.examples.SwappedStrideConvolution;
import io.github.conv4j.verify.Precision;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.junit.jupiter.api.Test;

/** Users' layers, right and wrong, as subjects of the examination. */
class ReflectedLayersTest {

  /** Every so many of the geometry matrix's cases: all kinds of windows are among them. */
  private static final int EVERY = 17;

  private static List<CaseResult> examine(Class<? extends Layer> type, Precision precision) {
    Subject subject = new LayerSubject(new ReflectedLayers(type, LayerRole.CONVOLUTION));
    List<Problem> problems = new ArrayList<>(GeometryMatrix.fitting(precision));
    problems.removeIf(problem -> !problem.operation().isConvolution());
    List<CaseResult> results = new ArrayList<>();
    for (int i = 0; i < problems.size(); i += EVERY) {
      results.addAll(Examination.examine(subject, problems.get(i)));
    }
    return results;
  }

  private static List<String> complaints(List<CaseResult> results) {
    return results.stream()
        .filter(result -> result.outcome() == Outcome.FAILED)
        .map(result -> result.problem() + ": " + result.message())
        .toList();
  }

  /** Null where the layer threw. */
  private static Set<Quantity> failed(List<CaseResult> results) {
    return results.stream()
        .filter(result -> result.outcome() == Outcome.FAILED)
        .map(CaseResult::quantity)
        .collect(Collectors.toCollection(HashSet::new));
  }

  @Test
  void aRightLayerPassesInBothPrecisions() {
    for (Precision precision : Precision.values()) {
      List<CaseResult> results = examine(ColumnsConvolution.class, precision);
      assertThat(complaints(results)).isEmpty();
      assertThat(results)
          .filteredOn(result -> result.outcome() == Outcome.PASSED)
          .hasSizeGreaterThan(90);
    }
  }

  @Test
  void aSameDiffLayersDoubledGradientsAreRefusedByName() {
    List<CaseResult> results = examine(DoubledConvolution.class, Precision.FLOAT);
    CaseResult first =
        results.stream()
            .filter(r -> r.outcome() == Outcome.FAILED)
            .filter(r -> r.quantity() == Quantity.WEIGHT_GRADIENT)
            .findFirst()
            .orElseThrow();
    assertThat(first.message()).startsWith("dW: largest error");
    assertThat(CaseLine.parse(first.problem().toString())).isEqualTo(first.problem());
    assertThat(results)
        .filteredOn(result -> result.quantity() == Quantity.OUTPUT)
        .isNotEmpty()
        .noneMatch(result -> result.outcome() == Outcome.FAILED);
  }

  @Test
  void aWrongSignIsFoundInTheInputGradientOnly() {
    assertThat(failed(examine(NegatedConvolution.class, Precision.FLOAT)))
        .containsExactly(Quantity.INPUT_GRADIENT);
  }

  @Test
  void swappedStridesAreFound() {
    assertThat(failed(examine(SwappedStrideConvolution.class, Precision.FLOAT)))
        .contains(Quantity.OUTPUT);
  }

  @Test
  void refusesAClassThatIsNoConfiguration() {
    assertThatThrownBy(
            () ->
                ReflectedLayers.load(
                    ColumnsLayer.class.getName(), LayerRole.CONVOLUTION, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ColumnsLayer: expected a subclass of")
        .hasMessageContaining("it is the computing side");
  }
}
