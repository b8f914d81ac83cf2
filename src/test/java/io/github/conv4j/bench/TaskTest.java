package io.github.conv4j.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.conv4j.kernels.Algorithm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "conv b64 c20 i12 f50 k5 s1 p0",
        "max b64 c32 i32 k3 s2 p1",
        "avg b1 c2 i4 k2 s2 p0",
        "train lenet b64",
        "infer resnet20 b1",
        "sgemm 1024"
      })
  void readsWhatItWrites(String line) {
    assertThat(Task.parse(line).line()).isEqualTo(line);
  }

  @Test
  void countsOutputAndOperations() {
    LayerShape shape = LayerShape.parse("conv b2 c3 i7 f4 k3 s2 p1");

    assertThat(shape.outputSize()).isEqualTo(4);
    assertThat(shape.flops()).isEqualTo(2.0 * 2 * 4 * 16 * 3 * 9);
  }

  @ParameterizedTest
  @ValueSource(strings = {"blur b1", "train alexnet b64", "conv b1 c1 i2 f1 k3", "conv b1 z3"})
  void refusesWhatIsNoTask(String line) {
    assertThatThrownBy(() -> Task.parse(line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected");
  }

  @Test
  void everyHeatOfThePlanIsATaskOfItsOwn() {
    Plan plan = new Plan(false, Algorithm.AUTO);

    assertThat(plan.layers()).hasSizeGreaterThanOrEqualTo(12).doesNotHaveDuplicates();
    assertThat(plan.layers())
        .allSatisfy(heat -> assertThat(Task.parse(heat.task().line())).isEqualTo(heat.task()));
  }
}
