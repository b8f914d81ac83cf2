package io.github.conv4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.conformance.CaseResult.Outcome;
import io.github.conv4j.verify.Precision;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumSet;
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
    int rows = CoveringArray.rows().size();
    List<Problem> full = CoveringArray.cases(Suite.FULL, Precision.DOUBLE);
    for (Distribution distribution : EnumSet.complementOf(EnumSet.of(Distribution.DISTINCT))) {
      assertThat(convolutions(full))
          .filteredOn(problem -> problem.distribution() == distribution)
          .hasSize(rows);
    }
    assertThat(full).doesNotHaveDuplicates().hasSizeBetween(4 * rows + rows / 2, 5 * rows);
    assertThat(CoveringArray.cases(Suite.NIGHTLY, Precision.DOUBLE))
        .hasSizeGreaterThan(9 * full.size())
        .containsAll(full);
  }

  @Test
  void smokeStillHasEveryRowAndEveryDistribution() {
    List<Problem> smoke = CoveringArray.cases(Suite.SMOKE, Precision.DOUBLE);
    assertThat(convolutions(smoke)).hasSameSizeAs(CoveringArray.rows());
    assertThat(smoke.stream().map(Problem::distribution).distinct()).hasSize(4);
    assertThat(smoke).isSubsetOf(CoveringArray.cases(Suite.FULL, Precision.DOUBLE));
  }

  @Test
  void hasPoolingsOfEveryKindWithEveryDistribution() {
    assertThat(
            CoveringArray.cases(Suite.FULL, Precision.FLOAT).stream()
                .filter(problem -> !problem.operation().isConvolution())
                .map(problem -> problem.operation().pool() + " " + problem.distribution())
                .distinct())
        .hasSize(5 * 4);
  }

  private static List<Problem> convolutions(List<Problem> problems) {
    return problems.stream().filter(problem -> problem.operation().isConvolution()).toList();
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
