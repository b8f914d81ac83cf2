package io.github.conv4j.ops;

/**
 * What a dense op computes, apart from its arrays.
 *
 * @param rectified whether negative outputs become 0 (ReLU)
 */
public record DenseConfig(boolean rectified) {

  long[] arguments() {
    return new long[] {rectified ? 1 : 0};
  }

  static DenseConfig of(String op, long[] arguments) {
    if (arguments.length != 1) {
      throw new IllegalStateException(
          "op "
              + op
              + ": expected 1 integer argument, found "
              + arguments.length
              + "; the graph was not made by this op or is damaged");
    }
    return new DenseConfig(arguments[0] == 1);
  }
}
