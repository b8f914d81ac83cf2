package io.github.conv4j.bench;

/**
 * Someone who takes part.
 *
 * @param id short name in results
 * @param title name for people
 * @param host name of its {@link ContenderHost}
 * @param variant which of the host's ways; empty for the usual one
 * @param conditions what its process is started with
 */
record Contender(String id, String title, String host, String variant, Conditions conditions) {

  /** Environment variables of a process. */
  enum Conditions {
    /** As the launcher sets them: threads that wait give the core up. Best thread count. */
    TUNED("OMP_WAIT_POLICY=PASSIVE, best number of threads per task", true),
    /** None; the library's own number of threads. */
    AS_IT_COMES("no variables set, its own number of threads", false),
    /** None, as peers are fastest when threads wait actively. Best thread count. */
    PEER("no variables set, best number of threads per task", true);

    private final String words;
    private final boolean tuned;

    Conditions(String words, boolean tuned) {
      this.words = words;
      this.tuned = tuned;
    }

    String words() {
      return words;
    }

    boolean tuned() {
      return tuned;
    }
  }

  boolean peer() {
    return conditions == Conditions.PEER;
  }
}
