package io.github.conv4j.conformance;

import io.github.conv4j.geometry.Window;
import io.github.conv4j.geometry.WindowGeometry;
import io.github.conv4j.kernels.Algorithm;
import io.github.conv4j.verify.Precision;

/**
 * One case: an operation on arrays of given sizes, filled from a distribution. The random numbers
 * are a function of the case line alone.
 *
 * @param operation what is computed
 * @param batch images N
 * @param channels input channels C
 * @param height rows of the input
 * @param width columns of the input
 * @param filters output channels F of a convolution; equal to channels for pooling
 * @param geometry window
 * @param precision FLOAT or DOUBLE
 * @param distribution numbers
 * @param seed varies the numbers
 */
public record Problem(
    Operation operation,
    int batch,
    int channels,
    int height,
    int width,
    int filters,
    WindowGeometry geometry,
    Precision precision,
    Distribution distribution,
    long seed) {

  /** Checks the sizes. */
  public Problem {
    if (batch < 0 || channels < 1 || height < 1 || width < 1 || filters < 1) {
      throw new IllegalArgumentException(
          "case: expected sizes of 1 or more (batch 0 or more), found n"
              + batch
              + " ic"
              + channels
              + " ih"
              + height
              + " iw"
              + width
              + " oc"
              + filters);
    }
    if (!operation.isConvolution() && filters != channels) {
      throw new IllegalArgumentException(
          "case: expected pooling with as many output as input channels, found ic"
              + channels
              + " oc"
              + filters);
    }
  }

  /**
   * All sizes.
   *
   * @return the window
   * @throws IllegalArgumentException if the window does not fit
   */
  public Window window() {
    return geometry.resolve(height, width);
  }

  /**
   * The same case in another precision.
   *
   * @param other FLOAT or DOUBLE
   * @return the case
   */
  public Problem in(Precision other) {
    return new Problem(
        operation, batch, channels, height, width, filters, geometry, other, distribution, seed);
  }

  /**
   * The same case with other numbers.
   *
   * @param other seed
   * @return the case
   */
  public Problem withSeed(long other) {
    return new Problem(
        operation,
        batch,
        channels,
        height,
        width,
        filters,
        geometry,
        precision,
        distribution,
        other);
  }

  /**
   * The same case by another algorithm, where it is a convolution. All algorithms get the same
   * numbers.
   *
   * @param algorithm how our own convolution computes it
   * @return the case
   */
  public Problem by(Algorithm algorithm) {
    return Edit.operation(this, operation.by(algorithm));
  }

  /** The line that runs this case again, see {@link CaseLine}. */
  @Override
  public String toString() {
    return CaseLine.write(this);
  }
}
