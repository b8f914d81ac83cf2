package io.github.conv4j.conformance;

import io.github.conv4j.result.GroupKind;

/** Cases of one kind on one subject, numbered from 0. */
public interface ExaminationGroup extends AutoCloseable {

  /** A portion of short cases. */
  int PORTION = 64;

  /** How cases may be run. */
  enum Order {
    /** Several at once. */
    ANY,
    /** One after the other, while other groups run. */
    ONE_BY_ONE
  }

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
   * How its cases may be run.
   *
   * @return one after the other or several at once
   */
  default Order order() {
    return Order.ANY;
  }

  /**
   * How many cases a thread should take at once.
   *
   * @return 1 for long ones
   */
  default int portion() {
    return PORTION;
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
