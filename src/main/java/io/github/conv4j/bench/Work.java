package io.github.conv4j.bench;

import java.util.Map;

/**
 * A task that a contender has set up: arrays filled, network built. One thread at a time; {@link
 * #backward} is called after each {@link #forward} and only then.
 */
public interface Work extends AutoCloseable {

  /** The first half: a layer's output; all of it where there is no second half. */
  void forward();

  /** The second half: a layer's gradients. */
  default void backward() {}

  /** Back to the initial state, such as the initial weights; not timed. */
  default void reset() {}

  /**
   * Computes once and tells the results, to be held against those of others.
   *
   * @return arrays by name; the names and the order of the values are those of {@link Results}
   */
  Map<String, float[]> outputs();

  /** Gives everything back. */
  @Override
  default void close() {}
}
