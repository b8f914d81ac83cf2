package io.github.conv4j.conformance;

import java.util.List;

/**
 * Problems computed by the built-in layer. What is wrong there is a finding and fails no run.
 *
 * @param name kind of cases
 * @param peer the built-in layer; closed with the group
 * @param problems the cases
 */
record PeerGroup(String name, Peer peer, List<Problem> problems) implements ExaminationGroup {

  PeerGroup {
    problems = List.copyOf(problems);
  }

  @Override
  public String subject() {
    return peer.name();
  }

  @Override
  public boolean counts() {
    return false;
  }

  @Override
  public Order order() {
    return Order.ONE_BY_ONE;
  }

  @Override
  public int size() {
    return problems.size();
  }

  @Override
  public Examined examine(int index) {
    return Examined.of(problems.get(index), peer.examine(problems.get(index)));
  }

  @Override
  public void close() {
    peer.close();
  }
}
