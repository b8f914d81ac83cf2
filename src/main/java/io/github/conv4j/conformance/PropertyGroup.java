package io.github.conv4j.conformance;

import io.github.conv4j.conformance.CaseResult.Outcome;
import io.github.conv4j.result.GroupKind;
import java.util.List;

/**
 * Laws tried on random problems, see {@link Properties}; a case is a law.
 *
 * @param implementation what is examined
 * @param laws names of the laws
 * @param suite on how many problems
 */
record PropertyGroup(Subject implementation, List<String> laws, Suite suite)
    implements ExaminationGroup {

  PropertyGroup {
    laws = List.copyOf(laws);
  }

  @Override
  public String name() {
    return "properties";
  }

  @Override
  public String subject() {
    return implementation.name();
  }

  @Override
  public GroupKind kind() {
    return GroupKind.PROPERTIES;
  }

  @Override
  public Order order() {
    return implementation instanceof ProbedSubject ? Order.ONE_BY_ONE : Order.ANY;
  }

  @Override
  public void close() {
    if (implementation instanceof ProbedSubject probed) {
      probed.close();
    }
  }

  @Override
  public int portion() {
    return 1;
  }

  @Override
  public int size() {
    return laws.size();
  }

  @Override
  public Examined examine(int index) {
    String law = laws.get(index);
    PropertyResult result = Properties.run(implementation, law, suite);
    if (!result.holds()) {
      return Examined.check(
          subject(), law, Outcome.FAILED, result.message() + ", on " + result.failing());
    }
    int tried = result.cases() - result.declined();
    return tried == 0
        ? Examined.check(subject(), law, Outcome.DECLINED, "does not offer the problems")
        : Examined.check(subject(), law, Outcome.PASSED, "holds on " + tried + " problems");
  }
}
