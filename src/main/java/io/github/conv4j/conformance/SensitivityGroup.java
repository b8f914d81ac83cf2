package io.github.conv4j.conformance;

import io.github.conv4j.conformance.CaseResult.Outcome;
import io.github.conv4j.result.GroupKind;
import java.util.List;

/** Would the checks notice a mistake? See {@link Sensitivity}; a case is a mistake. */
final class SensitivityGroup implements ExaminationGroup {

  private final List<Mutant> mutants = Mutants.all();
  private final long more;

  /** With other numbers for another seed. */
  SensitivityGroup(long more) {
    this.more = more;
  }

  @Override
  public String name() {
    return "sensitivity";
  }

  @Override
  public String subject() {
    return "the checks themselves";
  }

  @Override
  public GroupKind kind() {
    return GroupKind.SENSITIVITY;
  }

  @Override
  public int portion() {
    return 1;
  }

  @Override
  public int size() {
    return mutants.size();
  }

  @Override
  public Examined examine(int index) {
    Sensitivity.Kill kill = Sensitivity.kill(mutants.get(index), more);
    return kill.found()
        ? Examined.check(subject(), kill.mistake(), Outcome.PASSED, "found by " + kill.check())
        : Examined.check(
            subject(), kill.mistake(), Outcome.FAILED, "no check noticed this mistake");
  }
}
