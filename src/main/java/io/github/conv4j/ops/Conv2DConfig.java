package io.github.conv4j.ops;

import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.WindowGeometry;
import io.github.conv4j.kernels.Algorithm;
import java.util.List;

/**
 * What a convolution op computes, apart from its arrays.
 *
 * @param geometry window on both axes
 * @param orientation cross-correlation or convolution
 * @param algorithm how
 * @param rectified whether negative outputs become 0 (ReLU)
 */
public record Conv2DConfig(
    WindowGeometry geometry, Orientation orientation, Algorithm algorithm, boolean rectified) {

  private static final List<Orientation> ORIENTATIONS =
      List.of(Orientation.CROSS_CORRELATION, Orientation.CONVOLUTION);

  /** Graphs saved by version 0.1 before there were algorithms. */
  private static final int FEWER_ARGUMENTS = ConfigArguments.GEOMETRY_LENGTH + 1;

  private static final int ARGUMENTS = ConfigArguments.GEOMETRY_LENGTH + 3;

  /**
   * A plain convolution, by the fastest algorithm.
   *
   * @param geometry window on both axes
   * @param orientation cross-correlation or convolution
   */
  public Conv2DConfig(WindowGeometry geometry, Orientation orientation) {
    this(geometry, orientation, Algorithm.AUTO, false);
  }

  long[] arguments() {
    return ConfigArguments.write(
        geometry, ORIENTATIONS.indexOf(orientation), algorithm.code(), rectified ? 1 : 0);
  }

  static Conv2DConfig of(String op, long[] arguments) {
    int at = ConfigArguments.GEOMETRY_LENGTH;
    boolean fewer = arguments.length == FEWER_ARGUMENTS;
    WindowGeometry geometry =
        ConfigArguments.readGeometry(op, arguments, fewer ? FEWER_ARGUMENTS : ARGUMENTS);
    Orientation orientation = ORIENTATIONS.get(Math.toIntExact(arguments[at]));
    return fewer
        ? new Conv2DConfig(geometry, orientation)
        : new Conv2DConfig(
            geometry, orientation, Algorithm.ofCode(arguments[at + 1]), arguments[at + 2] == 1);
  }
}
