package io.github.conv4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.conv4j.conformance.CaseResult.Outcome;
import io.github.conv4j.reference.Tensor4;
import io.github.conv4j.verify.Precision;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class DegenerateCasesTest {

  static Stream<SpecialCase> cases() {
    return Stream.of(Precision.values())
        .flatMap(precision -> DegenerateCases.all(precision).stream());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void ourOpsPass(SpecialCase special) {
    assertThat(special.examine(new OpSubject()))
        .isNotEmpty()
        .allMatch(result -> result.outcome() == Outcome.PASSED);
  }

  @Test
  void theReferencePasses() {
    assertThat(cases())
        .flatMap(special -> special.examine(new ReferenceSubject()))
        .allMatch(result -> result.outcome() == Outcome.PASSED);
  }

  @Test
  void namesAreUnique() {
    List<String> names =
        DegenerateCases.all(Precision.FLOAT).stream().map(SpecialCase::name).toList();
    assertThat(new HashSet<>(names)).hasSameSizeAs(names).hasSizeGreaterThanOrEqualTo(80);
  }

  @Test
  void failuresSayWhichCase() {
    Subject wrong =
        new Subject() {
          @Override
          public String name() {
            return "wrong";
          }

          @Override
          public Map<Quantity, double[]> compute(Problem problem, Operands operands) {
            return Map.of();
          }
        };
    SpecialCase special = named("batch of one");
    assertThat(special.examine(wrong))
        .allMatch(result -> result.outcome() == Outcome.FAILED)
        .allMatch(result -> result.message().startsWith("batch of one: "));
  }

  @Test
  void allPaddingWindowsAreReallyThere() {
    Problem problem = named("windows of nothing but padding, max").problem();
    assertThat(problem.window().height().countInside(0)).isZero();
  }

  @Test
  void overflowIsExpectedInFloatOnly() {
    assertThat(sumOfHugeNumbers(Precision.FLOAT)).containsOnly(Double.POSITIVE_INFINITY);
    assertThat(sumOfHugeNumbers(Precision.DOUBLE)).doesNotContain(Double.POSITIVE_INFINITY);
  }

  private static double[] sumOfHugeNumbers(Precision precision) {
    SpecialCase special = named("sums overflow to Infinity");
    return Truth.of(special.problem().in(precision), special.operands())
        .get(Quantity.OUTPUT)
        .value();
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void arraysOfEveryLayoutHoldTheSameNumbers(Layout layout) {
    Tensor4 tensor = Operands.of(CaseLine.parse("max n2 ic3 ih4 iw5 kh2 kw2")).x();
    INDArray placed = new Placement(DataType.DOUBLE, layout).place(tensor);
    assertThat(placed.shape()).containsExactly(2, 3, 4, 5);
    assertThat(OpSubject.values(placed)).containsExactly(tensor.values());
  }

  @Test
  void layoutsDiffer() {
    Tensor4 tensor = Operands.of(CaseLine.parse("max n2 ic3 ih4 iw5 kh2 kw2")).x();
    assertThat(placed(Layout.FIRST_AXIS_FASTEST, tensor).ordering()).isEqualTo('f');
    assertThat(placed(Layout.EVERY_SECOND, tensor).stride(3)).isEqualTo(2);
    assertThat(placed(Layout.GUARDED, tensor).offset()).isEqualTo(32);
    assertThat(placed(Layout.DENSE, tensor).offset()).isZero();
  }

  private static INDArray placed(Layout layout, Tensor4 tensor) {
    return new Placement(DataType.FLOAT, layout).place(tensor);
  }

  @ParameterizedTest
  @EnumSource(names = {"EVERY_SECOND", "GUARDED"})
  void noticesWritesIntoOperands(Layout layout) {
    Placement placement = new Placement(DataType.FLOAT, layout);
    INDArray placed =
        placement.place(Operands.of(CaseLine.parse("max n2 ic3 ih4 iw5 kh2 kw2")).x());
    placement.requireIntact();
    placed.putScalar(0, 0, 0, 0, 55);
    assertThatThrownBy(placement::requireIntact)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("found 55");
  }

  @ParameterizedTest
  @EnumSource(names = {"EVERY_SECOND", "GUARDED"})
  void noticesWritesAroundResults(Layout layout) {
    Placement placement = new Placement(DataType.FLOAT, layout);
    INDArray target = placement.target(2, 3, 4, 5);
    target.assign(7);
    placement.requireIntact();
    DataBuffer buffer = target.data();
    DataBuffer all = buffer.originalDataBuffer() == null ? buffer : buffer.originalDataBuffer();
    all.put(1, 55.0);
    assertThatThrownBy(placement::requireIntact)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("found 55");
  }

  private static SpecialCase named(String name) {
    return DegenerateCases.all(Precision.FLOAT).stream()
        .filter(special -> special.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
