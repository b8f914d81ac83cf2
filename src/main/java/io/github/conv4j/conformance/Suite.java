package io.github.conv4j.conformance;

/** How much to examine. */
public enum Suite {
  /** In under a minute: what every build runs. */
  SMOKE,
  /** Everything, in under three minutes on two cores. */
  FULL,
  /** Everything, with ten times the random cases. */
  NIGHTLY
}
