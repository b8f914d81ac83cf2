package io.github.conv4j.result;

/** What the cases of a group are. */
public enum GroupKind {
  /** Numbers of one operation on given arrays, held against the reference loops. */
  NUMBERS,
  /** Laws that hold between results, such as linearity. */
  PROPERTIES,
  /** How a layer behaves in a network: saving, cloning, training. */
  CONDUCT,
  /** Faults put in on purpose; a case passes if its fault was noticed. */
  SENSITIVITY
}
