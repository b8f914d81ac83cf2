package io.github.conv4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.conformance.CaseResult.Outcome;
import io.github.conv4j.verify.Precision;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoveringArrayTest {

  @Test
  void coversEveryTripleThatCanOccur() {
    BitSet possible = triples(CoveringArray.possibleRows());
    BitSet covered = triples(CoveringArray.rows());
    assertThat(possible.cardinality()).isGreaterThan(4000);
    assertThat(covered).isEqualTo(possible);
  }

  @Test
  void limitOnWorkForbidsNoTripleOfSizes() {
    BitSet covered = triples(CoveringArray.rows());
    for (int batch = 0; batch < 3; batch++) {
      for (int channels = 0; channels < 4; channels++) {
        for (int filters = 0; filters < 4; filters++) {
          int[] row = {batch, channels, filters, 0, 0, 0, 0, 0, 0, 0};
          assertThat(covered.get(CoveringArray.triples(row)[0])).isTrue();
        }
      }
    }
  }

  @Test
  void hasAFewHundredPossibleRows() {
    assertThat(CoveringArray.rows()).hasSizeBetween(150, 300).allMatch(CoveringArray::isPossible);
  }

  @Test
  void givesEachRowWithFourDistributions() {
    List<Problem> full = CoveringArray.cases(Suite.FULL, Precision.DOUBLE);
    assertThat(full).hasSize(4 * CoveringArray.rows().size());
    assertThat(new HashSet<>(full)).hasSameSizeAs(full);
    assertThat(CoveringArray.cases(Suite.SMOKE, Precision.DOUBLE))
        .hasSameSizeAs(CoveringArray.rows())
        .isSubsetOf(full);
    assertThat(CoveringArray.cases(Suite.NIGHTLY, Precision.DOUBLE))
        .hasSize(10 * full.size())
        .containsAll(full);
  }

  @Test
  void ourOpsPassTheSmokeCases() {
    OpSubject ops = new OpSubject();
    for (Precision precision : Precision.values()) {
      assertThat(CoveringArray.cases(Suite.SMOKE, precision))
          .flatMap(problem -> Examination.examine(ops, problem))
          .noneMatch(result -> result.outcome() == Outcome.FAILED);
    }
  }

  private static BitSet triples(List<int[]> rows) {
    BitSet triples = new BitSet();
    for (int[] row : rows) {
      Arrays.stream(CoveringArray.triples(row)).forEach(triples::set);
    }
    return triples;
  }
}
