package io.github.conv4j.verify;

import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.geometry.Window;
import io.github.conv4j.layers.Conv2DLayer;
import io.github.conv4j.layers.GlobalPool2DLayer;
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

  private LayerTruth() {}

  /** Multiplications that the reference loops need for one image, forward and both gradients. */
  static long workPerImage(Layer layer, Tensor4 x, Tensor4 w) {
    Window window = window(layer, x);
    long perOutput = (long) window.outputSize() * window.kernelSize() * x.c();
    return w == null ? 2 * perOutput : 3 * perOutput * w.n();
  }

  static Bounded output(Layer layer, Tensor4 x, Tensor4 w, double[] b) {
    Window window = window(layer, x);
    if (layer instanceof Conv2DLayer conv) {
      return ReferenceConvolution.forward(x, w, b, window, 1, isFlipped(conv));
    }
    Pool2DConfig config = poolConfig(layer);
    return ReferencePooling.forward(x, window, config.kind(), config.p());
  }

  /** Gradients by parameter key, and "input". */
  static Map<String, Bounded> gradients(Layer layer, Tensor4 x, Tensor4 w, Tensor4 dy) {
    Window window = window(layer, x);
    Map<String, Bounded> gradients = new LinkedHashMap<>();
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
