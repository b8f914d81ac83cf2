package io.github.conv4j.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.conv4j.result.Measurement;
import io.github.conv4j.result.Spread;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RatiosTest {

  private static final String SMALL = "conv b1 c1 i4 f1 k3 s1 p0";
  private static final String LARGE = "conv b64 c64 i16 f64 k3 s1 p1";

  private static Measurement measured(String stage, String task, String who, double seconds) {
    double flops =
        Task.parse(task) instanceof Task.Layer layer
            ? 3 * layer.shape().flops()
            : Task.parse(task) instanceof Task.Gemm gemm ? gemm.flops() : 0;
    return new Measurement(
        stage,
        task,
        who,
        1,
        1,
        spread(seconds / 4),
        spread(seconds * 3 / 4),
        spread(seconds),
        64,
        flops,
        0);
  }

  private static Spread spread(double seconds) {
    return new Spread(seconds, seconds, seconds);
  }

  @Test
  void comparesLayersByTheGeometricMeanOverThoseThatBothComputed() {
    Ratios ratios =
        new Ratios(
            List.of(
                measured("layers", SMALL, "conv4j", 1),
                measured("layers", SMALL, "builtin", 2),
                measured("layers", LARGE, "conv4j", 1),
                measured("layers", LARGE, "builtin", 8),
                measured("layers", LARGE, "pytorch", 0.5),
                measured("scaling", SMALL, "builtin", 100)));

    assertThat(ratios.all()).containsOnlyKeys("layers.builtin", "layers.pytorch");
    assertThat(ratios.all().get("layers.builtin")).isCloseTo(4, within(1e-12));
    assertThat(ratios.all().get("layers.pytorch")).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void namesNetworksAndBatches() {
    Map<String, Double> ratios =
        new Ratios(
                List.of(
                    measured("networks", "train lenet b64", "conv4j", 1),
                    measured("networks", "train lenet b64", "pytorch", 2),
                    measured("networks", "infer cifarCnn b64", "conv4j", 1),
                    measured("networks", "infer cifarCnn b64", "onnxruntime", 0.25),
                    measured("networks", "infer lenet b1", "conv4j", 1),
                    measured("networks", "infer lenet b1", "builtin", 3)))
            .all();

    assertThat(ratios)
        .containsEntry("lenet.train.pytorch", 2.0)
        .containsEntry("cifarCnn.inference.onnxruntime", 0.25)
        .containsEntry("cifarCnn.inference.64.onnxruntime", 0.25)
        .containsEntry("lenet.inference.1.builtin", 3.0)
        .doesNotContainKey("lenet.inference.builtin");
  }

  @Test
  void listsWhereTheBuiltinLayerIsFaster() {
    Ratios ratios =
        new Ratios(
            List.of(
                measured("layers", SMALL, "conv4j", 2),
                measured("layers", SMALL, "builtin", 1),
                measured("layers", LARGE, "conv4j", 1),
                measured("layers", LARGE, "builtin", 8)));

    assertThat(ratios.slowerThanBuiltin()).containsExactly(SMALL);
  }

  @Test
  void holdsLargeConvolutionsAgainstTheMatrixProduct() {
    double flops = ((Task.Layer) Task.parse(LARGE)).shape().flops();
    double peak = new Task.Gemm(1024).flops(); // per second, below
    Ratios ratios =
        new Ratios(
            List.of(
                measured("layers", "sgemm 1024", "openblas", 1),
                measured("layers", SMALL, "conv4j", 1),
                measured("layers", LARGE, "conv4j", 2)));

    assertThat(ratios.fractionOfPeak()).containsOnlyKeys(LARGE);
    assertThat(ratios.fractionOfPeak().get(LARGE).both())
        .isCloseTo(3 * flops / 2 / peak, within(1e-9));
    assertThat(ratios.fractionOfPeak().get(LARGE).forward())
        .isCloseTo(flops / 0.5 / peak, within(1e-9));
  }
}
