package io.github.conv4j.ops;

import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.WindowGeometry;
import java.util.List;

/**
 * What a convolution op computes, apart from its arrays.
 *
 * @param geometry window on both axes
 * @param orientation cross-correlation or convolution
 */
public record Conv2DConfig(WindowGeometry geometry, Orientation orientation) {

  private static final List<Orientation> ORIENTATIONS =
      List.of(Orientation.CROSS_CORRELATION, Orientation.CONVOLUTION);

  long[] arguments() {
    return ConfigArguments.write(geometry, ORIENTATIONS.indexOf(orientation));
  }

  static Conv2DConfig of(String op, long[] arguments) {
    WindowGeometry geometry =
        ConfigArguments.readGeometry(op, arguments, ConfigArguments.GEOMETRY_LENGTH + 1);
    return new Conv2DConfig(
        geometry, ORIENTATIONS.get(Math.toIntExact(arguments[ConfigArguments.GEOMETRY_LENGTH])));
  }
}
