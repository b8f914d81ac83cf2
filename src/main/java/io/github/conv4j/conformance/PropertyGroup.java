package io.github.conv4j.conformance;

import io.github.conv4j.conformance.CaseResult.Outcome;
import io.github.conv4j.result.GroupKind;
import java.util.List;

/**
 * Laws tried on random problems, see {@link Properties}; a case is a law.
 *
 * @param name kind of cases
 * @param implementation what is examined
 * @param laws the laws
 * @param suite on how many problems
 * @param more other problems for other numbers
 */
record PropertyGroup(
    String name, Subject implementation, List<Property> laws, Suite suite, long more)
    implements ExaminationGroup {

  PropertyGroup {
    laws = List.copyOf(laws);
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
    String law = laws.get(index).name();
    PropertyResult result = Properties.run(implementation, laws.get(index), suite, more);
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
