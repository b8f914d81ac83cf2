package io.github.conv4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PropertiesTest {

  static Stream<String> names() {
    return Properties.names().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void holdsForTheReference(String name) {
    assertThat(Properties.run(new ReferenceSubject(), name, Suite.FULL))
        .isEqualTo(new PropertyResult(name, "reference loops", 100, 0, null, ""));
  }

  @ParameterizedTest
  @MethodSource("names")
  void holdsForOurOps(String name) {
    assertThat(Properties.run(new OpSubject(), name, Suite.SMOKE))
        .isEqualTo(new PropertyResult(name, "conv4j ops", 10, 0, null, ""));
  }

  @Test
  void namesAreUnique() {
    List<String> names = Properties.names();
    assertThat(new HashSet<>(names)).hasSameSizeAs(names).hasSizeGreaterThanOrEqualTo(40);
  }

  @Test
  void adaptingTwiceIsAdaptingOnce() {
    for (Property property : Properties.all()) {
      for (int i = 0; i < 30; i++) {
        Problem drawn = property.draw(i);
        assertThat(property.adapt().apply(drawn)).as(property.name()).isEqualTo(drawn);
      }
    }
  }

  @Test
  void shrinksAFailingCaseToTheSmallestThatStillFails() {
    Subject wrong =
        wrong(
            (problem, results) -> {
              if (problem.channels() >= 2 && problem.height() >= 3) {
                results.get(Quantity.OUTPUT)[0]++;
              }
            });
    PropertyResult result =
        Properties.run(wrong, "convolution: equals a product of matrices of patches", Suite.FULL);
    assertThat(result.holds()).isFalse();
    assertThat(result.failing().toString())
        .matches("conv n1 ic2 ih3 iw1 oc1 kh1 kw1( nobias)?( double)?( seed\\d+)?");
    assertThat(result.message()).contains("y").contains("index 0");
  }

  @Test
  void aShrunkenCaseFailsAgainFromItsLine() {
    Subject wrong = wrong((problem, results) -> results.get(Quantity.INPUT_GRADIENT)[0] *= 2);
    String name = "pooling: inner products of both passes agree";
    PropertyResult result = Properties.run(wrong, name, Suite.FULL);
    Problem again = CaseLine.parse(result.failing().toString());
    assertThat(again).isEqualTo(result.failing());
    PropertyResult rerun = Properties.rerun(wrong, name, again);
    assertThat(rerun.failing()).isEqualTo(again);
    assertThat(rerun.message()).isEqualTo(result.message());
    assertThat(Properties.rerun(new ReferenceSubject(), name, again).holds()).isTrue();
  }

  @Test
  void countsDeclinedCasesAndDoesNotFailThem() {
    Subject idle =
        new Subject() {
          @Override
          public String name() {
            return "idle";
          }

          @Override
          public Optional<String> declines(Problem problem) {
            return Optional.of("offers nothing");
          }

          @Override
          public Map<Quantity, double[]> compute(Problem problem, Operands operands) {
            throw new AssertionError("declined");
          }
        };
    assertThat(Properties.run(idle, Suite.SMOKE))
        .allMatch(PropertyResult::holds)
        .allMatch(result -> result.cases() == 0 && result.declined() == 50);
  }

  @Test
  void drawsOtherCasesInPlaceOfDeclinedOnes() {
    Subject picky =
        new Subject() {
          @Override
          public String name() {
            return "picky";
          }

          @Override
          public Optional<String> declines(Problem problem) {
            return problem.batch() > 1 ? Optional.of("one image only") : Optional.empty();
          }

          @Override
          public Map<Quantity, double[]> compute(Problem problem, Operands operands) {
            return new ReferenceSubject().compute(problem, operands);
          }
        };
    PropertyResult result = Properties.run(picky, "convolution: linear in x", Suite.SMOKE);
    assertThat(result.holds()).isTrue();
    assertThat(result.cases()).isEqualTo(10);
    assertThat(result.declined()).isPositive();
  }

  @Test
  void anExceptionIsAViolation() {
    Subject broken =
        wrong(
            (problem, results) -> {
              throw new IllegalStateException("no memory\nfor anything");
            });
    assertThat(Properties.run(broken, "convolution: linear in x", Suite.SMOKE).message())
        .isEqualTo("threw IllegalStateException: no memory on a valid case");
  }

  @Test
  void refusesAnUnknownName() {
    assertThatThrownBy(() -> Properties.run(new ReferenceSubject(), "commutes", Suite.SMOKE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("convolution: linear in x")
        .hasMessageContaining("found \"commutes\"");
  }

  private interface Fault {
    void apply(Problem problem, Map<Quantity, double[]> results);
  }

  private static Subject wrong(Fault fault) {
    return new Subject() {
      @Override
      public String name() {
        return "wrong";
      }

      @Override
      public Map<Quantity, double[]> compute(Problem problem, Operands operands) {
        Map<Quantity, double[]> results =
            new HashMap<>(new ReferenceSubject().compute(problem, operands));
        fault.apply(problem, results);
        return results;
      }
    };
  }
}
