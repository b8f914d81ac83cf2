package io.github.conv4j.layers;

import io.github.conv4j.ops.Hook;
import org.nd4j.linalg.api.buffer.DataType;

/** Which implementation a layer runs. */
public enum Execution {
  /** {@link #HANDWRITTEN} where it can run, else {@link #COMPOSED}. */
  AUTO,
  /** The handwritten custom ops: ND4J's CPU backend, FLOAT or DOUBLE. */
  HANDWRITTEN,
  /** Graphs composed of ND4J's own primitives: every backend and floating point type. */
  COMPOSED;

  /** Whether a layer with this setting and data type runs the handwritten ops. */
  boolean runsHandwritten(DataType type) {
    return switch (this) {
      case HANDWRITTEN -> true;
      case COMPOSED -> false;
      case AUTO -> {
        Hook.install();
        yield Hook.isInstalled() && (type == DataType.FLOAT || type == DataType.DOUBLE);
      }
    };
  }
}
