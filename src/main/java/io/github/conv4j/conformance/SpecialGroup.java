package io.github.conv4j.conformance;

import java.util.ArrayList;
import java.util.List;

/**
 * Hand-written cases, see {@link DegenerateCases}.
 *
 * @param name kind of cases
 * @param implementation what is examined
 * @param cases the cases
 * @param counts whether a failure fails the run
 */
record SpecialGroup(String name, Subject implementation, List<SpecialCase> cases, boolean counts)
    implements ExaminationGroup {

  SpecialGroup {
    cases = List.copyOf(cases);
  }

  @Override
  public String subject() {
    return implementation.name();
  }

  @Override
  public Order order() {
    return implementation instanceof ProbedSubject ? Order.ONE_BY_ONE : Order.ANY;
  }

  @Override
  public int size() {
    return cases.size();
  }

  @Override
  public Examined examine(int index) {
    SpecialCase special = cases.get(index);
    List<CaseResult> results = new ArrayList<>(special.examine(implementation));
    ProbedSubject.aftermath(implementation, special.problem())
        .ifPresent(found -> results.add(0, found));
    return new Examined(special.line(), special.problem(), results);
  }

  @Override
  public void close() {
    if (implementation instanceof ProbedSubject probed) {
      probed.close();
    }
  }
}
