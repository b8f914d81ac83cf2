package io.github.conv4j.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The built-in layer as others are compared with it: each case is examined once and kept. */
final class Peer implements AutoCloseable {

  private final ProbedSubject subject = ProbedSubject.builtin();
  private final Map<Problem, List<CaseResult>> known = new ConcurrentHashMap<>();

  String name() {
    return subject.name();
  }

  /** What {@link Examination} finds, and what became of the process that the layer runs in. */
  List<CaseResult> examine(Problem problem) {
    return known.computeIfAbsent(problem, this::examineAnew);
  }

  private List<CaseResult> examineAnew(Problem problem) {
    synchronized (subject) {
      List<CaseResult> results = new ArrayList<>(Examination.examine(subject, problem));
      ProbedSubject.aftermath(subject, problem).ifPresent(found -> results.add(0, found));
      return results;
    }
  }

  @Override
  public void close() {
    subject.close();
  }
}
