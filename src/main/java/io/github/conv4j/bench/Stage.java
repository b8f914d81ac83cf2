package io.github.conv4j.bench;

import java.util.Locale;

/** A part of the benchmark. */
public enum Stage {
  /** Single layers, forward and backward. */
  LAYERS,
  /** Training steps and inference of whole networks. */
  NETWORKS,
  /** Seconds to 99 % on MNIST from a cold start. */
  ACCURACY,
  /** Peak memory of a process that trains. */
  MEMORY,
  /** Cost as batch, channels, image and threads grow. */
  SCALING,
  /** The ops by themselves, under JMH. */
  KERNELS;

  /**
   * Name on the command line and in results.
   *
   * @return such as "layers"
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
