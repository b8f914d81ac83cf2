package io.github.conv4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.conv4j.kernels.Algorithm;
import io.github.conv4j.result.CaseSummary.Outcome;
import io.github.conv4j.result.GroupResult;
import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.PassGrid;
import io.github.conv4j.result.ProgressListener;
import io.github.conv4j.result.QuantityErrors;
import io.github.conv4j.result.Verdict;
import io.github.conv4j.result.VerifyReport;
import io.github.conv4j.verify.Precision;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class ConformanceTest {

  private static final List<Problem> PROBLEMS =
      GeometryMatrix.fitting(Precision.FLOAT).subList(0, 200);

  static VerifyReport run(List<ExaminationGroup> groups) {
    return new Conformance("test", ProgressListener.SILENT, new Interruption())
        .run("scripts/conv4j verify", Map.of("suite", "test"), groups);
  }

  private static List<ExaminationGroup> group(Subject subject, boolean counts) {
    return List.of(new ProblemGroup("geometry", subject, PROBLEMS, counts));
  }

  /** What {@code mvn verify} and {@code conv4j verify --suite smoke} demand. */
  @Test
  void smokeSuitePasses() {
    VerifyReport report = run(SuitePlan.ours(Suite.SMOKE, 1, EnumSet.allOf(Algorithm.class)));

    assertThat(report.failures()).isEmpty();
    assertThat(report.verdict()).isEqualTo(Verdict.PASS);
    assertThat(report.groups())
        .filteredOn(GroupResult::counts)
        .allMatch(group -> group.count(Outcome.PASSED) > 0);
    assertThat(report.findings()).isNotEmpty();
  }

  @Test
  void rightSubjectPassesAndEveryCaseIsCountedOnce() {
    VerifyReport report = run(group(new ReferenceSubject(), true));

    GroupResult group = report.groups().get(0);
    assertThat(report.verdict()).isEqualTo(Verdict.PASS);
    assertThat(group.cases())
        .extracting(summary -> summary.name())
        .containsExactlyElementsOf(PROBLEMS.stream().map(Problem::toString).toList());
    assertThat(group.count(Outcome.FAILED)).isZero();
  }

  @Test
  void wrongSubjectFailsWithCaseLines() {
    VerifyReport report = run(group(new PlantedMistake(), true));

    assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(report.failures())
        .isNotEmpty()
        .allMatch(failure -> failure.quantity().equals("dX"))
        .allMatch(failure -> failure.name().startsWith("conv "))
        .allMatch(failure -> failure.gate().equals("EXACT"));
    assertThat(CaseLine.parse(report.failures().get(0).name()).operation().isConvolution())
        .isTrue();
  }

  @Test
  void wrongSubjectThatDoesNotCountIsAFinding() {
    VerifyReport report = run(group(new PlantedMistake(), false));

    assertThat(report.verdict()).isEqualTo(Verdict.PASS);
    assertThat(report.failures()).isEmpty();
    assertThat(report.findings()).hasSize(1);
    assertThat(report.findings().get(0).cases())
        .isEqualTo(report.groups().get(0).count(Outcome.FAILED));
    assertThat(report.findings().get(0).examples()).hasSizeBetween(1, 3);
  }

  @Test
  void failuresBeyondAThousandAreCounted() {
    List<Problem> convolutions =
        GeometryMatrix.fitting(Precision.FLOAT).stream()
            .filter(problem -> problem.operation().isConvolution())
            .toList();
    List<Problem> many = new ArrayList<>(convolutions);
    convolutions.forEach(problem -> many.add(problem.withSeed(1)));

    VerifyReport report = run(List.of(new ProblemGroup("many", new PlantedMistake(), many, true)));

    assertThat(report.failures()).hasSize(VerifyReport.MOST_FAILURES);
    assertThat(report.furtherFailures())
        .isEqualTo(report.groups().get(0).count(Outcome.FAILED) - VerifyReport.MOST_FAILURES)
        .isPositive();
  }

  @Test
  void addsUpErrorsPerQuantityAndNamesTheWorstCase() {
    VerifyReport report = run(group(new PlantedMistake(), true));

    QuantityErrors wrong =
        report.errors().stream()
            .filter(errors -> errors.operation().equals("conv"))
            .filter(errors -> errors.quantity().equals("dX"))
            .findFirst()
            .orElseThrow();
    assertThat(wrong.errors().maxRatio()).isInfinite();
    assertThat(wrong.worst()).isEqualTo(report.failures().get(0).name());
    assertThat(wrong.errors().histogram().counts().stream().mapToLong(n -> n).sum())
        .isEqualTo(wrong.errors().count() - wrong.errors().exact());
    assertThat(report.errors()).filteredOn(errors -> errors.quantity().equals("y")).isNotEmpty();
  }

  @Test
  void gridCountsEachCaseForItsRowsAndColumns() {
    Problem problem = CaseLine.parse("max n1 ic1 ih5 iw4 kh2 kw3 distinct");

    PassGrid grid =
        run(List.of(new ProblemGroup("one", new ReferenceSubject(), List.of(problem), true)))
            .grids()
            .get(0);

    assertThat(grid.operation()).isEqualTo("max");
    assertThat(grid.cells().get(1).get(4).cases()).isEqualTo(1);
    assertThat(grid.cells().get(2).get(3).cases()).isEqualTo(1);
    assertThat(grid.cells().stream().flatMap(List::stream).mapToLong(PassGrid.Cell::cases).sum())
        .isEqualTo(2);
  }

  @Test
  void stopsWhenAsked() {
    Interruption interruption = new Interruption();
    interruption.request();

    assertThatThrownBy(
            () ->
                new Conformance("test", ProgressListener.SILENT, interruption)
                    .run("", Map.of(), group(new ReferenceSubject(), true)))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void alikePairsCoverEveryAxisAndAreNeverDeclinedForTheirModes() {
    List<Problem> alike = GeometryMatrix.alike(Precision.FLOAT);

    assertThat(alike).hasSize(4200).doesNotHaveDuplicates();
    assertThat(alike).allMatch(problem -> new BuiltinLayers().declines(problem).isEmpty());
  }
}
