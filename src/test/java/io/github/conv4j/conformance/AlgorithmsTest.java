package io.github.conv4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.conv4j.conformance.CaseResult.Outcome;
import io.github.conv4j.kernels.Algorithm;
import io.github.conv4j.kernels.Microkernels;
import io.github.conv4j.verify.Precision;
import io.github.conv4j.verify.Tolerances.Gate;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How cases are made for algorithms, and judged. */
class AlgorithmsTest {

  private static final Set<Algorithm> MIXING =
      EnumSet.of(Algorithm.WINOGRAD_2, Algorithm.WINOGRAD_4, Algorithm.FFT);

  private static Set<Gate> gates(String line) {
    return Examination.examine(new ReferenceSubject(), CaseLine.parse(line)).stream()
        .map(CaseResult::gate)
        .collect(Collectors.toSet());
  }

  private static Set<Gate> gates(String line, Quantity quantity) {
    return Examination.examine(new ReferenceSubject(), CaseLine.parse(line)).stream()
        .filter(result -> result.quantity() == quantity)
        .map(CaseResult::gate)
        .collect(Collectors.toSet());
  }

  @Test
  void caseLinesKeepAlgorithmAndReLU() {
    for (Algorithm algorithm : Algorithm.values()) {
      Problem problem =
          CaseLine.parse("conv n2 ic3 ih7 iw5 oc4 kh3 kw3 relu normal seed4").by(algorithm);
      assertThat(CaseLine.parse(problem.toString())).isEqualTo(problem);
    }
    assertThat(CaseLine.parse("conv n1 ic1 ih3 iw3 oc1 kh3 kw3 fft relu").toString())
        .isEqualTo("conv n1 ic1 ih3 iw3 oc1 kh3 kw3 relu fft");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CaseLine.parse("max n1 ic1 ih3 iw3 kh2 kw2 fft"))
        .withMessageContaining("expected pooling without ReLU and without an algorithm, found fft");
  }

  @Test
  void allAlgorithmsGetTheSameNumbers() {
    Problem problem = CaseLine.parse("conv n1 ic2 ih5 iw5 oc2 kh3 kw3 normal");
    double[] x = Operands.of(problem).x().values();
    for (Algorithm algorithm : Algorithm.values()) {
      assertThat(Operands.of(problem.by(algorithm)).x().values()).containsExactly(x);
    }
  }

  /** Where auto takes Winograd's algorithm, it is judged as that. */
  @Test
  void autoByWinogradIsJudgedAsAWhole() {
    assumeTrue(Microkernels.vectorised());
    Problem wide = CaseLine.parse("conv n8 ic64 ih16 iw16 oc128 kh3 kw3 ph1 pw1 normal");
    Problem one = CaseLine.parse("conv n1 ic64 ih8 iw8 oc128 kh3 kw3 ph1 pw1 normal");

    List<CaseResult> results = Examination.examine(new OpSubject(), wide);

    assertThat(OurAlgorithms.resolve(wide)).isEqualTo(Algorithm.WINOGRAD_2);
    assertThat(OurAlgorithms.resolve(one)).isEqualTo(Algorithm.DIRECT);
    assertThat(results).extracting(CaseResult::outcome).containsOnly(Outcome.PASSED);
    assertThat(results)
        .filteredOn(result -> result.quantity() == Quantity.OUTPUT)
        .extracting(CaseResult::gate)
        .containsExactly(Gate.NORM);
  }

  @Test
  void integersAreExactInSumsAndInTransformsThatHalve() {
    String line = "conv n2 ic3 ih7 iw6 oc4 kh3 kw3 ph1 pw1";
    assertThat(gates(line)).containsExactly(Gate.EXACT);
    assertThat(gates(line + " im2col")).containsExactly(Gate.EXACT);
    assertThat(gates(line + " winograd-2")).containsExactly(Gate.EXACT);
    assertThat(gates(line + " winograd-4", Quantity.OUTPUT)).containsExactly(Gate.NORM);
    assertThat(gates(line + " fft", Quantity.WEIGHT_GRADIENT)).containsExactly(Gate.NORM);
    assertThat(gates(line + " fft", Quantity.BIAS_GRADIENT)).containsExactly(Gate.EXACT);
  }

  @Test
  void otherNumbersAreJudgedAsAWholeWhereMagnitudesMix() {
    String line = "conv n2 ic3 ih7 iw6 oc4 kh3 kw3 normal";
    assertThat(gates(line + " direct")).containsExactlyInAnyOrder(Gate.PROOF, Gate.QUALITY);
    for (Algorithm algorithm : MIXING) {
      String by = line + " " + algorithm.label();
      assertThat(gates(by, Quantity.OUTPUT)).containsExactly(Gate.NORM);
      assertThat(gates(by, Quantity.BIAS_GRADIENT))
          .containsExactlyInAnyOrder(Gate.PROOF, Gate.QUALITY);
      assertThat(gates(by, Quantity.WEIGHT_GRADIENT).contains(Gate.NORM))
          .isEqualTo(algorithm != Algorithm.WINOGRAD_4);
    }
  }

  @Test
  void longSumsOfIntegersLoseBitsWhenHalved() {
    // 64 filters of 9 elements are exact still; 121 are too many.
    String line = "conv n1 ic121 ih3 iw3 oc64 kh3 kw3 ph1 pw1 winograd-2";
    assertThat(gates(line, Quantity.OUTPUT)).containsExactly(Gate.NORM);
    assertThat(gates(line, Quantity.INPUT_GRADIENT)).containsExactly(Gate.EXACT);
    assertThat(gates(line, Quantity.WEIGHT_GRADIENT)).containsExactly(Gate.EXACT);
  }

  @Test
  void whatIsNotFiniteIsJudgedPerElement() {
    SpecialCase special =
        SpecialCase.named("degenerate float fft: NaN in the input reaches its windows only")
            .orElseThrow();
    assertThat(special.examine(new ReferenceSubject()))
        .filteredOn(result -> result.quantity() == Quantity.OUTPUT)
        .extracting(CaseResult::gate)
        .doesNotContain(Gate.NORM);
    assertThat(special.examine(new ReferenceSubject()))
        .filteredOn(result -> result.quantity() == Quantity.INPUT_GRADIENT)
        .extracting(CaseResult::gate)
        .containsExactly(Gate.NORM);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-6, 1e-5})
  void anErrorOfTheWholeWithinTheNormPasses(double error) {
    assertThat(outcomeWithError(error)).isEqualTo(Outcome.PASSED);
  }

  @ParameterizedTest
  @ValueSource(doubles = {3e-5, 1e-3})
  void anErrorOfTheWholeBeyondTheNormFails(double error) {
    assertThat(outcomeWithError(error)).isEqualTo(Outcome.FAILED);
  }

  /** One element carries it all, relative to the norm: no bound per element would allow that. */
  private static Outcome outcomeWithError(double error) {
    Mutant mutant =
        new Mutant(
            "one element off",
            Quantity.OUTPUT,
            (p, o, right) -> {
              double[] y = right.get(Quantity.OUTPUT);
              y[0] += error * Math.sqrt(Arrays.stream(y).map(v -> v * v).sum());
              return right;
            });
    return Examination.examine(
            mutant, CaseLine.parse("conv n2 ic3 ih7 iw6 oc4 kh3 kw3 normal winograd-4"))
        .get(0)
        .outcome();
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void everyGeometryThatAnAlgorithmComputesIsThere(Algorithm algorithm) {
    List<Problem> problems = GeometryMatrix.by(algorithm, Precision.FLOAT);

    assertThat(problems).hasSizeBetween(600, 1000).doesNotHaveDuplicates();
    assertThat(problems).allMatch(p -> p.operation().algorithm() == algorithm);
    assertThat(problems).allMatch(p -> OurAlgorithms.lacks(p).isEmpty());
    assertThat(problems.stream().filter(p -> p.operation().rectified()).count())
        .isBetween(problems.size() / 2L - 1, problems.size() / 2L + 1);
    if (algorithm == Algorithm.WINOGRAD_4) {
      // Outputs with every remainder of tiles of four, on both axes.
      assertThat(problems.stream().map(p -> p.window().height().output() % 4).distinct())
          .hasSize(4);
      assertThat(problems.stream().map(p -> p.window().width().output() % 4).distinct()).hasSize(4);
    }
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void coveringArraysCoverWhatAnAlgorithmComputesAndListTheRest(Algorithm algorithm) {
    List<Problem> problems = CoveringArray.by(algorithm, Suite.FULL, Precision.FLOAT);
    long declined = problems.stream().filter(p -> OurAlgorithms.lacks(p).isPresent()).count();

    assertThat(problems).doesNotHaveDuplicates();
    assertThat(declined > 0).isEqualTo(MIXING.contains(algorithm));
    assertThat(problems.size() - declined).isGreaterThan(100);
    assertThat(problems).anyMatch(p -> p.operation().rectified());
  }

  @Test
  void reluPassesNoGradientNearItsKink() {
    Problem problem = CaseLine.parse("conv n2 ic3 ih9 iw9 oc4 kh3 kw3 relu mixed");
    Operands operands = Operands.of(problem);
    double[] z = Truth.convolution(problem, operands, problem.window()).value();
    double largest = Arrays.stream(z).map(Math::abs).max().orElseThrow();
    for (int i = 0; i < z.length; i++) {
      if (operands.dy().values()[i] != 0) {
        assertThat(Math.abs(z[i])).isGreaterThan(1e-5 * largest);
      }
    }
    assertThat(Arrays.stream(operands.dy().values()).anyMatch(value -> value != 0)).isTrue();
  }

  @Test
  void onlyExactAlgorithmsAreAskedAboutZeroItself() {
    Problem problem = CaseLine.parse("conv n2 ic2 ih7 iw9 oc3 kh3 kw3 ph1 pw1 relu");
    double[] z = Truth.convolution(problem, Operands.of(problem), problem.window()).value();
    int at = 0;
    while (z[at] != 0 || Operands.of(problem).dy().values()[at] == 0) {
      at++;
    }
    assertThat(Operands.of(problem.by(Algorithm.WINOGRAD_2)).dy().values()[at]).isNotZero();
    for (Algorithm algorithm : List.of(Algorithm.WINOGRAD_4, Algorithm.FFT)) {
      assertThat(Operands.of(problem.by(algorithm)).dy().values()[at]).isZero();
    }
  }

  @Test
  void ourOpsAndLayersRectify() {
    Problem problem = CaseLine.parse("conv n2 ic3 ih7 iw6 oc4 kh3 kw2 ph1 pw1 relu");
    Map<Quantity, double[]> results = new OpSubject().compute(problem, Operands.of(problem));

    double[] y = results.get(Quantity.OUTPUT);
    assertThat(Arrays.stream(y).allMatch(value -> value >= 0)).isTrue();
    assertThat(Arrays.stream(y).anyMatch(value -> value > 0)).isTrue();
    for (Subject subject :
        List.of(
            new OpSubject(),
            new LayerSubject(
                new HandwrittenLayers(io.github.conv4j.layers.Execution.HANDWRITTEN)))) {
      for (Algorithm algorithm : List.of(Algorithm.AUTO, Algorithm.DIRECT, Algorithm.IM2COL)) {
        assertThat(Examination.examine(subject, problem.by(algorithm)))
            .allMatch(result -> result.outcome() == Outcome.PASSED);
      }
    }
  }

  @Test
  void whatAnAlgorithmLacksIsNotOffered() {
    Problem strided = CaseLine.parse("conv n1 ic1 ih7 iw7 oc1 kh3 kw3 sh2 winograd-2");

    assertThat(Examination.examine(new OpSubject(), strided))
        .singleElement()
        .matches(result -> result.outcome() == Outcome.DECLINED)
        .extracting(CaseResult::message)
        .isEqualTo("winograd-2 computes stride 1 only");
  }

  @Test
  void autoIsJudgedByWhatItChooses() {
    Problem problem = CaseLine.parse("conv n1 ic1 ih7 iw7 oc1 kh3 kw3");
    assertThat(OurAlgorithms.resolve(problem)).isNotEqualTo(Algorithm.AUTO);
    for (Algorithm algorithm : EnumSet.complementOf(EnumSet.of(Algorithm.AUTO))) {
      assertThat(OurAlgorithms.resolve(problem.by(algorithm))).isEqualTo(algorithm);
    }
  }

  @Test
  void handWrittenCasesKeepAlgorithmAndSeedInTheirLines() {
    for (String line :
        List.of(
            "degenerate double: weights all zero",
            "degenerate float winograd-2 seed7: weights all zero",
            "degenerate float fft: all equal: the first wins")) {
      SpecialCase special = SpecialCase.named(line).orElseThrow();
      boolean pooling = !special.problem().operation().isConvolution();
      assertThat(special.line()).isEqualTo(pooling ? line.replace(" fft", "") : line);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SpecialCase.named("degenerate float fast: weights all zero"))
        .withMessageContaining("by its name");
  }

  @Test
  void anotherSeedReachesEverythingThatIsRandom() {
    List<ExaminationGroup> first = SuitePlan.ours(Suite.SMOKE, 1, EnumSet.allOf(Algorithm.class));
    List<ExaminationGroup> second = SuitePlan.ours(Suite.SMOKE, 5, EnumSet.allOf(Algorithm.class));
    for (int i = 0; i < first.size(); i++) {
      if (first.get(i) instanceof ProblemGroup one && second.get(i) instanceof ProblemGroup other) {
        for (int j = 0; j < one.size(); j++) {
          Problem problem = one.problems().get(j);
          assertThat(other.problems().get(j)).isEqualTo(problem.withSeed(problem.seed() + 4));
        }
      }
    }
    assertThat(DegenerateCases.all(Precision.FLOAT, 4).get(40).problem().seed()).isEqualTo(4);
    Problem conduct = CaseLine.parse("max n4 ic2 ih9 iw8 kh2 kw2 uniform double");
    assertThat(images(conduct)).isNotEqualTo(images(conduct.withSeed(4)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SuitePlan.ours(Suite.SMOKE, 0, EnumSet.allOf(Algorithm.class)))
        .withMessage("seed: expected 1 or more, found 0");
  }

  private static double[] images(Problem problem) {
    return OpSubject.values(
        new ConductNetworks(new BuiltinLayers(), problem)
            .images(2, org.nd4j.linalg.api.buffer.DataType.DOUBLE, 1));
  }
}
