package io.github.conv4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.conformance.CaseResult.Outcome;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProbedSubjectTest {

  private static final Problem GOOD = CaseLine.parse("max n1 ic1 ih3 iw3 kh2 kw2 distinct");

  private final ProbedSubject subject =
      ProbedSubject.of("fake", new Everything(), MoodyProbe.class, 2);

  /** Declines nothing. */
  private static final class Everything implements LayerFactory {
    @Override
    public String name() {
      return "fake";
    }

    @Override
    public Optional<String> declines(Problem problem) {
      return Optional.empty();
    }

    @Override
    public Layer layer(Problem problem) {
      throw new IllegalStateException("only the probe makes layers");
    }
  }

  @AfterEach
  void endProcess() {
    subject.close();
  }

  private CaseResult first(Problem problem) {
    return Examination.examine(subject, problem).get(0);
  }

  @Test
  void carriesNumbersBothWaysInSpiteOfNoise() {
    assertThat(Examination.examine(subject, GOOD))
        .hasSize(2)
        .allMatch(result -> result.outcome() == Outcome.PASSED);
  }

  @Test
  void survivesCrashAndReportsIt() {
    CaseResult crash = first(GOOD.withSeed(MoodyProbe.HALT));

    assertThat(crash.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(crash.message()).isEqualTo("crashed the Java process (exit code 9)");
    assertThat(first(GOOD).outcome()).isEqualTo(Outcome.PASSED);
  }

  @Test
  void survivesHangAndReportsIt() {
    // The first case may take longer, as the process has to start.
    assertThat(first(GOOD).outcome()).isEqualTo(Outcome.PASSED);
    CaseResult hang = first(GOOD.withSeed(MoodyProbe.SLEEP_AFTER_START));

    assertThat(hang.outcome()).isEqualTo(Outcome.PASSED);
    assertThat(ProbedSubject.aftermath(subject, GOOD))
        .get()
        .extracting(CaseResult::message)
        .isEqualTo(
            "found the Java process damaged by an earlier case: it did not return within 2 s, but"
                + " not in a fresh one");
    assertThat(ProbedSubject.aftermath(subject, GOOD)).isEmpty();
  }

  @Test
  void tellsRefusalFromCrashWhereRefusalIsRight() {
    Problem unfit = CaseLine.parse("max n1 ic1 ih1 iw1 kh2 kw2");

    assertThat(first(unfit).outcome()).isEqualTo(Outcome.PASSED);
    assertThat(first(unfit.withSeed(MoodyProbe.HALT)).outcome()).isEqualTo(Outcome.FAILED);
  }

  @Test
  void passesOnWhatWasThrown() {
    CaseResult refusal = first(GOOD.withSeed(MoodyProbe.THROW));

    assertThat(refusal.message())
        .isEqualTo("threw IllegalStateException: bad mood on a valid case");
  }

  @Test
  void crashOfASubjectThatIsNotOursIsAFinding() {
    Deviations deviations = new Deviations("fake");
    Problem killer = GOOD.withSeed(MoodyProbe.HALT);
    deviations.add(Examined.of(killer, Examination.examine(subject, killer)));

    assertThat(deviations.list()).hasSize(1);
    assertThat(deviations.list().get(0).title()).contains("takes the Java process down");
    assertThat(deviations.list().get(0).examples()).isEqualTo(List.of(killer.toString()));
  }
}
