package io.github.conv4j.cli;

import java.util.List;
import java.util.concurrent.Callable;

/** A verb of the command line: parse by picocli annotations, then {@link #run}. */
abstract class Verb implements Callable<Integer> {
  private final Session session;

  /**
   * A verb of one process.
   *
   * @param session what it works with
   */
  Verb(Session session) {
    this.session = session;
  }

  final Session session() {
    return session;
  }

  /** The verbs below this one, such as "fetch" below "data". */
  List<Verb> subverbs() {
    return List.of();
  }

  @Override
  public final Integer call() throws Exception {
    return run().code();
  }

  /**
   * Does the work and prints the result.
   *
   * @return how the process ends
   * @throws Exception whatever went wrong; {@code Failure} turns it into a line and an exit code
   */
  abstract ExitCode run() throws Exception;
}
