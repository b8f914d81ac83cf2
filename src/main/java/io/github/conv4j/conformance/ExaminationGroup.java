package io.github.conv4j.conformance;

import io.github.conv4j.result.GroupKind;

/** Cases of one kind on one subject, numbered from 0. */
public interface ExaminationGroup extends AutoCloseable {

  /**
   * Kind of cases.
   *
   * @return such as "geometry"
   */
  String name();

  /**
   * What is examined.
   *
   * @return such as "conv4j ops"
   */
  String subject();

  /**
   * What the cases are.
   *
   * @return how they are shown
   */
  default GroupKind kind() {
    return GroupKind.NUMBERS;
  }

  /**
   * Whether a failure fails the run.
   *
   * @return false for implementations that are not ours: their failures are findings
   */
  default boolean counts() {
    return true;
  }

  /**
   * Whether cases may be examined by several threads at once.
   *
   * @return false if one has to come after the other
   */
  default boolean isParallel() {
    return true;
  }

  /**
   * Number of cases.
   *
   * @return 0 or more
   */
  int size();

  /**
   * Examines one case. What is wrong with the subject is in the result, never thrown.
   *
   * @param index 0 to size - 1
   * @return what came of it
   */
  Examined examine(int index);

  /** Ends what the group started. */
  @Override
  default void close() {}
}
