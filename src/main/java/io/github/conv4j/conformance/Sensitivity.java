package io.github.conv4j.conformance;

import io.github.conv4j.conformance.CaseResult.Outcome;
import io.github.conv4j.kernels.Algorithm;
import io.github.conv4j.verify.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Would the checks notice a mistake? Runs a small fixed selection of them against right code with
 * one plausible mistake built in, for many mistakes. A mistake counts as found only where the
 * quantity that it breaks is found wrong; an exception does not count. The same checks have to pass
 * the right code.
 */
public final class Sensitivity {

  private static final List<String> LINES =
      List.of(
          "conv n2 ic3 ih7 iw6 oc4 kh3 kw2 sh2 ph1:0 pw2",
          "conv n3 ic2 ih6 iw8 oc2 kh3 kw3 sw2 dw2 pw1",
          "conv n2 ic3 ih8 iw5 oc3 kh2 kw3 dh2 ph=same pw=same double",
          "conv n2 ic2 ih7 iw7 oc3 kh3 kw3 sh2 sw2 ceil nobias",
          "flip n2 ic2 ih6 iw5 oc3 kh3 kw2 ph=full pw=full",
          "conv n2 ic3 ih6 iw6 oc2 kh3 kw3 ph1 pw1 normal",
          "conv n2 ic3 ih6 iw6 oc2 kh3 kw3 normal double",
          "max n2 ic3 ih7 iw6 kh3 kw2 sh2 ph1:0 pw2 distinct",
          "max n2 ic2 ih8 iw8 kh3 kw3 sh2 sw2 ph=same pw=same",
          "max n2 ic2 ih4 iw4 kh2 kw2 ph2 pw2",
          "max n2 ic2 ih6 iw7 kh3 kw2 sh2 sw2 ceil",
          "avg n2 ic3 ih7 iw6 kh3 kw2 sh2 ph1:0 pw1",
          "avginc n2 ic3 ih7 iw6 kh3 kw2 sw2 ph1 pw0:1",
          "avginc n2 ic2 ih6 iw7 kh3 kw2 sh2 sw2 ceil normal double",
          "sum n2 ic2 ih5 iw5 kh2 kw3 ph1",
          "norm2 n2 ic2 ih6 iw5 kh2 kw2 ph1 normal",
          "norm3 n2 ic2 ih5 iw6 kh3 kw2 sh2 double",
          "conv n1 ic1 ih3 iw3 oc1 kh5 kw5",
          "max n1 ic1 ih3 iw3 kh3 kw3 dh2 dw2",
          "conv n2 ic3 ih7 iw6 oc4 kh3 kw2 ph1 pw1 relu",
          "conv n2 ic3 ih9 iw10 oc4 kh3 kw3 ph1 pw1 winograd-2",
          "conv n2 ic3 ih8 iw7 oc4 kh3 kw3 ph1 pw1 winograd-2 normal",
          "conv n2 ic3 ih9 iw10 oc4 kh3 kw3 ph1 pw1 winograd-4 normal",
          "conv n2 ic3 ih8 iw7 oc3 kh3 kw4 ph1 pw2 fft normal",
          "conv n1 ic2 ih7 iw9 oc3 kh5 kw3 ph2 pw1 fft uniform double");

  private Sensitivity() {}

  /**
   * What became of a mistake.
   *
   * @param mistake what is wrong
   * @param found whether a check failed for it
   * @param check the first check that did: a case line, the name of a hand-written case, or a
   *     property and its case line; empty if none did
   * @param message what that check said; empty if none failed
   */
  public record Kill(String mistake, boolean found, String check, String message) {}

  /**
   * The score.
   *
   * @param rightCodePasses whether the same checks pass right code
   * @param kills one entry per mistake
   */
  public record Report(boolean rightCodePasses, List<Kill> kills) {

    /** Copies the list. */
    public Report {
      kills = List.copyOf(kills);
    }

    /**
     * Mistakes that were found.
     *
     * @return a count
     */
    public long killed() {
      return kills.stream().filter(Kill::found).count();
    }

    /**
     * Whether every mistake was found and nothing else was.
     *
     * @return true for a full score
     */
    public boolean complete() {
      return rightCodePasses && killed() == kills.size();
    }

    /**
     * The score in words.
     *
     * @return such as "killed 40/40"
     */
    public String score() {
      return "killed "
          + killed()
          + "/"
          + kills.size()
          + (rightCodePasses ? "" : "; but right code fails as well");
    }
  }

  /**
   * Tries every mistake.
   *
   * @return the score
   */
  public static Report run() {
    List<Kill> kills = new ArrayList<>();
    for (Mutant mutant : Mutants.all()) {
      kills.add(kill(mutant, 0));
    }
    return new Report(rightCodePasses(0), kills);
  }

  static boolean rightCodePasses(long more) {
    return failure(new ReferenceSubject(), null, false, more).isEmpty();
  }

  /** What becomes of a mistake; other numbers are added to the seed of each check. */
  static Kill kill(Mutant mutant, long more) {
    return failure(mutant, mutant.broken(), true, more)
        .orElseGet(() -> new Kill(mutant.name(), false, "", ""));
  }

  /** The first check that fails, for the quantity if the right reason matters. */
  private static Optional<Kill> failure(
      Subject subject, Quantity quantity, boolean forIt, long more) {
    for (String line : LINES) {
      Problem problem = CaseLine.parse(line).withSeed(more);
      Optional<Kill> failed =
          failed(
              subject, problem.toString(), Examination.examine(subject, problem), quantity, forIt);
      if (failed.isPresent()) {
        return failed;
      }
    }
    for (Algorithm algorithm : List.of(Algorithm.AUTO, Algorithm.FFT)) {
      for (SpecialCase special : DegenerateCases.all(Precision.FLOAT, more)) {
        SpecialCase one = special.by(algorithm);
        Optional<Kill> failed = failed(subject, one.line(), one.examine(subject), quantity, forIt);
        if (failed.isPresent()) {
          return failed;
        }
      }
    }
    for (Property property : Properties.all()) {
      PropertyResult result = Properties.run(subject, property, Suite.SMOKE, more);
      boolean rightReason = !forIt || !result.message().startsWith("threw");
      if (!result.holds() && rightReason) {
        return Optional.of(
            new Kill(
                subject.name(),
                true,
                result.property() + " [" + result.failing() + "]",
                result.message()));
      }
    }
    return Optional.empty();
  }

  private static Optional<Kill> failed(
      Subject subject, String check, List<CaseResult> results, Quantity quantity, boolean forIt) {
    return results.stream()
        .filter(result -> result.outcome() == Outcome.FAILED)
        .filter(result -> !forIt || Objects.equals(result.quantity(), quantity))
        .findFirst()
        .map(result -> new Kill(subject.name(), true, check, result.message()));
  }
}
