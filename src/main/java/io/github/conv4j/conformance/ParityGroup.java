package io.github.conv4j.conformance;

import java.util.List;

/**
 * Problems on which an implementation may not round worse than the built-in layer, see {@link
 * Parity}.
 *
 * @param name kind of cases
 * @param implementation what is examined
 * @param peer the built-in layer
 * @param problems the cases
 */
record ParityGroup(String name, Subject implementation, Peer peer, List<Problem> problems)
    implements ExaminationGroup {

  ParityGroup {
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
    return Examined.of(
        problem, Parity.examine(implementation, problem, peer.examine(plain(problem))));
  }

  /** One case of the built-in layer serves all our algorithms. */
  private static Problem plain(Problem problem) {
    return problem.by(io.github.conv4j.kernels.Algorithm.AUTO);
  }

  @Override
  public void close() {
    peer.close();
    if (implementation instanceof ProbedSubject probed) {
      probed.close();
    }
  }
}
