package io.github.conv4j.cli;

/** One thing that {@code doctor} looks at. */
interface DoctorCheck {

  /**
   * What is looked at, in one or two words.
   *
   * @return the name, unique among the checks
   */
  String name();

  /**
   * What to do if {@link #examine} throws.
   *
   * @return one sentence
   */
  String fix();

  /**
   * Looks.
   *
   * @return what was found
   * @throws Exception if it could not even look; counts as a failure
   */
  Finding examine() throws Exception;
}
