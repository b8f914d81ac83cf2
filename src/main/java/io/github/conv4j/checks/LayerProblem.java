package io.github.conv4j.checks;

import io.github.conv4j.conformance.Distribution;
import io.github.conv4j.conformance.Operation;
import io.github.conv4j.conformance.Problem;
import io.github.conv4j.geometry.AxisGeometry;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.WindowGeometry;
import io.github.conv4j.kernels.Algorithm;
import io.github.conv4j.layers.Conv2DLayer;
import io.github.conv4j.layers.GlobalPool2DLayer;
import io.github.conv4j.layers.HandwrittenDenseLayer;
import io.github.conv4j.layers.HandwrittenOutputLayer;
import io.github.conv4j.layers.Pool2DLayer;
import io.github.conv4j.ops.Pool2DConfig;
import io.github.conv4j.reference.Tensor4;
import io.github.conv4j.verify.Precision;
import org.deeplearning4j.nn.conf.layers.Layer;

/** A handwritten layer as a case of the conformance suite. */
final class LayerProblem {

  private static final WindowGeometry POINT = WindowGeometry.square(1, 1, Padding.VALID);

  private LayerProblem() {}

  /**
   * What a layer computes of an input. A dense layer is a 1 × 1 convolution of 1 × 1 images.
   *
   * @param layer its configuration
   * @param x input
   * @param filters weights [F, C, KH, KW], or null for pooling
   * @param bias whether a bias is added
   * @param precision FLOAT or DOUBLE
   * @return the case; its line runs the same sizes with random numbers
   */
  static Problem of(Layer layer, Tensor4 x, Tensor4 filters, boolean bias, Precision precision) {
    return new Problem(
        operation(layer, bias),
        x.n(),
        x.c(),
        x.h(),
        x.w(),
        filters == null ? x.c() : filters.n(),
        geometry(layer, x),
        precision,
        Distribution.NORMAL,
        0);
  }

  /** Dense and output layers, whose weights are [C, F]. */
  static boolean isDense(Layer layer) {
    return layer instanceof HandwrittenDenseLayer || layer instanceof HandwrittenOutputLayer;
  }

  /** Multiplications that the reference loops need for one image, forward and both gradients. */
  static long workPerImage(Problem problem) {
    long perFilter =
        (long) problem.window().outputSize() * problem.window().kernelSize() * problem.channels();
    return problem.operation().isConvolution() ? 3 * perFilter * problem.filters() : 2 * perFilter;
  }

  private static Operation operation(Layer layer, boolean bias) {
    if (isDense(layer)) {
      return Operation.convolution(bias).by(Algorithm.DIRECT);
    }
    if (layer instanceof Conv2DLayer conv) {
      return Operation.convolution(conv.getOrientation(), bias).by(conv.getAlgorithm());
    }
    Pool2DConfig config = pooling(layer);
    return Operation.pooling(config.kind(), config.p());
  }

  private static WindowGeometry geometry(Layer layer, Tensor4 x) {
    if (isDense(layer)) {
      return POINT;
    }
    if (layer instanceof Conv2DLayer conv) {
      return conv.geometry();
    }
    Pool2DConfig config = pooling(layer);
    return config.global()
        ? new WindowGeometry(
            AxisGeometry.of(x.h(), 1, Padding.VALID), AxisGeometry.of(x.w(), 1, Padding.VALID))
        : config.geometry();
  }

  private static Pool2DConfig pooling(Layer layer) {
    if (layer instanceof Pool2DLayer pool) {
      return pool.opConfig();
    }
    if (layer instanceof GlobalPool2DLayer pool) {
      return pool.opConfig();
    }
    throw new IllegalArgumentException(
        "layer check: expected a handwritten layer, found " + layer.getClass().getName());
  }
}
