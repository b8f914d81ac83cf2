package io.github.conv4j.conformance;

import java.util.ArrayList;
import java.util.List;

/**
 * Problems held against the reference loops, see {@link Examination}.
 *
 * @param name kind of cases
 * @param implementation what is examined
 * @param problems the cases
 * @param counts whether a failure fails the run
 */
public record ProblemGroup(
    String name, Subject implementation, List<Problem> problems, boolean counts)
    implements ExaminationGroup {

  /** Copies the list. */
  public ProblemGroup {
    problems = List.copyOf(problems);
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
    return problems.size();
  }

  @Override
  public Examined examine(int index) {
    Problem problem = problems.get(index);
    List<CaseResult> results = new ArrayList<>(Examination.examine(implementation, problem));
    ProbedSubject.aftermath(implementation, problem).ifPresent(found -> results.add(0, found));
    return Examined.of(problem, results);
  }

  @Override
  public void close() {
    if (implementation instanceof ProbedSubject probed) {
      probed.close();
    }
  }
}
