package io.github.conv4j.verify;

import io.github.conv4j.geometry.Axis;
import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.geometry.Window;
import io.github.conv4j.layers.Conv2DLayer;
import io.github.conv4j.layers.GlobalPool2DLayer;
import io.github.conv4j.layers.HandwrittenDenseLayer;
import io.github.conv4j.layers.HandwrittenOutputLayer;
import io.github.conv4j.layers.Pool2DLayer;
import io.github.conv4j.ops.Pool2DConfig;
import io.github.conv4j.reference.Bounded;
import io.github.conv4j.reference.ReferenceConvolution;
import io.github.conv4j.reference.ReferencePooling;
import io.github.conv4j.reference.Tensor4;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.layers.Layer;

/**
 * What the reference loops say about a handwritten layer: output and gradients with error bounds.
 */
final class LayerTruth {

  private static final Window POINT =
      new Window(new Axis(1, 1, 1, 1, 1, 0, 0), new Axis(1, 1, 1, 1, 1, 0, 0));

  private LayerTruth() {}

  /** Multiplications that the reference loops need for one image, forward and both gradients. */
  static long workPerImage(Layer layer, Tensor4 x, Tensor4 w) {
    if (isDense(layer)) {
      return 3L * w.n() * w.c();
    }
    Window window = window(layer, x);
    long perOutput = (long) window.outputSize() * window.kernelSize() * x.c();
    return w == null ? 2 * perOutput : 3 * perOutput * w.n();
  }

  static Bounded output(Layer layer, Tensor4 x, Tensor4 w, double[] b) {
    if (isDense(layer)) {
      return ReferenceConvolution.forward(x, transposed(w), b, POINT, 1, false);
    }
    Window window = window(layer, x);
    if (layer instanceof Conv2DLayer conv) {
      return ReferenceConvolution.forward(x, w, b, window, 1, isFlipped(conv));
    }
    Pool2DConfig config = poolConfig(layer);
    return ReferencePooling.forward(x, window, config.kind(), config.p());
  }

  /** Gradients by parameter key, and "input". */
  static Map<String, Bounded> gradients(
      Layer layer, Tensor4 x, Tensor4 w, boolean hasBias, Tensor4 dy) {
    Map<String, Bounded> gradients = new LinkedHashMap<>();
    if (isDense(layer)) {
      Tensor4 filters = transposed(w);
      gradients.put("input", ReferenceConvolution.inputGradient(x, filters, dy, POINT, 1, false));
      gradients.put(
          "W",
          transposed(
              ReferenceConvolution.weightGradient(x, filters, dy, POINT, 1, false),
              filters.n(),
              filters.c()));
      if (hasBias) {
        gradients.put("b", ReferenceConvolution.biasGradient(dy));
      }
      return gradients;
    }
    Window window = window(layer, x);
    if (layer instanceof Conv2DLayer conv) {
      boolean flipped = isFlipped(conv);
      gradients.put("input", ReferenceConvolution.inputGradient(x, w, dy, window, 1, flipped));
      gradients.put("W", ReferenceConvolution.weightGradient(x, w, dy, window, 1, flipped));
      if (conv.hasBias()) {
        gradients.put("b", ReferenceConvolution.biasGradient(dy));
      }
      return gradients;
    }
    Pool2DConfig config = poolConfig(layer);
    PoolKind kind = config.kind();
    gradients.put("input", ReferencePooling.inputGradient(x, dy, window, kind, config.p()));
    return gradients;
  }

  static Window window(Layer layer, Tensor4 x) {
    return layer instanceof Conv2DLayer conv
        ? conv.geometry().resolve(x.h(), x.w())
        : poolConfig(layer).resolve(x.h(), x.w());
  }

  /** A dense layer is a 1 × 1 convolution of 1 × 1 images. */
  private static boolean isDense(Layer layer) {
    return layer instanceof HandwrittenDenseLayer || layer instanceof HandwrittenOutputLayer;
  }

  /** Filters [O, I, 1, 1] of weights [I, O, 1, 1]. */
  private static Tensor4 transposed(Tensor4 w) {
    return new Tensor4(transposed(w.values(), w.n(), w.c()), w.c(), w.n(), 1, 1);
  }

  private static Bounded transposed(Bounded matrix, int rows, int columns) {
    return new Bounded(
        transposed(matrix.value(), rows, columns),
        transposed(matrix.absolute(), rows, columns),
        matrix.terms());
  }

  private static double[] transposed(double[] matrix, int rows, int columns) {
    double[] transposed = new double[matrix.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        transposed[column * rows + row] = matrix[row * columns + column];
      }
    }
    return transposed;
  }

  private static boolean isFlipped(Conv2DLayer layer) {
    return layer.getOrientation() == Orientation.CONVOLUTION;
  }

  private static Pool2DConfig poolConfig(Layer layer) {
    if (layer instanceof Pool2DLayer pool) {
      return pool.opConfig();
    }
    if (layer instanceof GlobalPool2DLayer pool) {
      return pool.opConfig();
    }
    throw new IllegalArgumentException(
        "reference: expected a handwritten layer, found " + layer.getClass().getName());
  }
}
