package io.github.conv4j.ops;

import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.geometry.Window;
import io.github.conv4j.geometry.WindowGeometry;
import java.util.List;

/**
 * What a pooling op computes, apart from its arrays.
 *
 * @param geometry window on both axes; ignored when global
 * @param kind what a window computes
 * @param p exponent of {@link PoolKind#P_NORM}, 1 or more; 0 for the other kinds
 * @param global whether the window is the whole image, whatever its size
 */
public record Pool2DConfig(WindowGeometry geometry, PoolKind kind, double p, boolean global) {

  private static final List<PoolKind> KINDS =
      List.of(
          PoolKind.MAX,
          PoolKind.AVERAGE_INCLUDING_PADDING,
          PoolKind.AVERAGE_EXCLUDING_PADDING,
          PoolKind.SUM,
          PoolKind.P_NORM);

  /** Checks the exponent. */
  public Pool2DConfig {
    if (kind == PoolKind.P_NORM && !(p >= 1 && p < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "p-norm pooling: expected a finite p of 1 or more, found " + p);
    }
    if (kind != PoolKind.P_NORM && p != 0) {
      throw new IllegalArgumentException(kind + " pooling takes no p, found " + p);
    }
  }

  /**
   * Pooling without an exponent.
   *
   * @param geometry window on both axes
   * @param kind any kind but P_NORM
   * @return the configuration
   */
  public static Pool2DConfig of(WindowGeometry geometry, PoolKind kind) {
    return new Pool2DConfig(geometry, kind, 0, false);
  }

  /**
   * Pooling over the whole image.
   *
   * @param kind what the window computes
   * @param p exponent for P_NORM, else 0
   * @return the configuration
   */
  public static Pool2DConfig global(PoolKind kind, double p) {
    return new Pool2DConfig(WindowGeometry.square(1, 1, Padding.VALID), kind, p, true);
  }

  /**
   * Sizes for an input.
   *
   * @param height rows of the input
   * @param width columns of the input
   * @return the window
   */
  public Window resolve(int height, int width) {
    if (!global) {
      return geometry.resolve(height, width);
    }
    return new WindowGeometry(
            io.github.conv4j.geometry.AxisGeometry.of(height, 1, Padding.VALID),
            io.github.conv4j.geometry.AxisGeometry.of(width, 1, Padding.VALID))
        .resolve(height, width);
  }

  long[] arguments() {
    return ConfigArguments.write(geometry, KINDS.indexOf(kind), global ? 1 : 0);
  }

  static Pool2DConfig of(String op, long[] arguments, double[] floats) {
    int at = ConfigArguments.GEOMETRY_LENGTH;
    WindowGeometry geometry = ConfigArguments.readGeometry(op, arguments, at + 2);
    return new Pool2DConfig(
        geometry,
        KINDS.get(Math.toIntExact(arguments[at])),
        floats.length > 0 ? floats[0] : 0,
        arguments[at + 1] == 1);
  }
}
