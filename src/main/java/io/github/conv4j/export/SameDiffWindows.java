package io.github.conv4j.export;

import io.github.conv4j.geometry.AxisGeometry;
import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.geometry.Rounding;
import io.github.conv4j.geometry.Window;
import io.github.conv4j.geometry.WindowGeometry;
import io.github.conv4j.onnx.Attribute;
import io.github.conv4j.onnx.Node;
import io.github.conv4j.ops.ComposedOps;
import io.github.conv4j.ops.Conv2D;
import io.github.conv4j.ops.Conv2DConfig;
import io.github.conv4j.ops.Dense;
import io.github.conv4j.ops.DenseConfig;
import io.github.conv4j.ops.Pool2D;
import io.github.conv4j.ops.Pool2DConfig;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Convolutions, pooling and dense products of ONNX in SameDiff, by our ops or by ND4J's; those of
 * each channel and transposed ones by ND4J's in both forms. Sequences [N, C, T] go through as
 * images [N, C, T, 1].
 */
final class SameDiffWindows {

  private static final int AXES = 2;

  private final SameDiff graph;
  private final Form form;

  SameDiffWindows(SameDiff graph, Form form) {
    this.graph = graph;
    this.form = form;
  }

  /** The shape of images, [C, H, W]. */
  private static List<Integer> images(List<Integer> shape) {
    List<Integer> images = new ArrayList<>(shape);
    while (images.size() <= AXES) {
      images.add(1);
    }
    return images;
  }

  private static SDVariable asImages(SDVariable x, List<Integer> shape) {
    List<Integer> images = images(shape);
    return shape.size() > AXES ? x : x.reshape(-1, images.get(0), images.get(1), images.get(2));
  }

  private static WindowGeometry geometry(Node node) {
    List<Long> kernel = ints(node, "kernel_shape", List.of());
    List<Long> ones = kernel.stream().map(size -> 1L).toList();
    List<Long> zeros = kernel.stream().flatMap(size -> List.of(0L, 0L).stream()).toList();
    List<Long> strides = ints(node, "strides", ones);
    List<Long> dilations = ints(node, "dilations", ones);
    List<Long> pads = ints(node, "pads", zeros);
    AxisGeometry[] axes = new AxisGeometry[AXES];
    for (int i = 0; i < AXES; i++) {
      axes[i] =
          i < kernel.size()
              ? new AxisGeometry(
                  Math.toIntExact(kernel.get(i)),
                  Math.toIntExact(strides.get(i)),
                  Math.toIntExact(dilations.get(i)),
                  Padding.explicit(
                      Math.toIntExact(pads.get(i)), Math.toIntExact(pads.get(kernel.size() + i))),
                  Rounding.FLOOR)
              : AxisGeometry.of(1, 1, Padding.VALID);
    }
    return new WindowGeometry(axes[0], axes[1]);
  }

  private static List<Long> ints(Node node, String name, List<Long> otherwise) {
    return SameDiffTranslation.attribute(node, name)
        .map(value -> value instanceof Attribute.Ints ints ? ints.values() : otherwise)
        .orElse(otherwise);
  }

  SDVariable convolution(Node node, SDVariable x, SDVariable w, SDVariable b, List<Integer> shape) {
    WindowGeometry geometry = geometry(node);
    List<Integer> size = images(shape);
    Window window = geometry.resolve(size.get(1), size.get(2));
    int filters = Math.toIntExact(w.getArr().size(0));
    int groups = Math.toIntExact(SameDiffTranslation.whole(node, "group", 1));
    SDVariable in = asImages(x, shape);
    boolean asItIs = shape.size() > AXES && groups == 1 && form == Form.CONV4J_OPS;
    SDVariable kernel =
        asItIs
            ? w
            : w.reshape(
                filters, size.get(0) / groups, window.height().kernel(), window.width().kernel());
    SDVariable y =
        groups > 1
            ? ComposedOps.depthwise2d(graph, in, kernel, b, window, size.get(0), filters)
            : form == Form.CONV4J_OPS
                ? new Conv2D(
                        graph,
                        in,
                        kernel,
                        b,
                        new Conv2DConfig(geometry, Orientation.CROSS_CORRELATION))
                    .outputVariable()
                : ComposedOps.conv2d(
                    graph,
                    in,
                    kernel,
                    b,
                    window,
                    size.get(0),
                    filters,
                    Orientation.CROSS_CORRELATION);
    return shape.size() > AXES ? y : y.reshape(-1, filters, window.height().output());
  }

  /** Transposed: the window goes from the output [F, OH, OW] back to the input. */
  SDVariable transposed(Node node, SDVariable x, SDVariable w, SDVariable b, List<Integer> output) {
    Window window = geometry(node).resolve(output.get(1), output.get(2));
    return ComposedOps.transposed2d(graph, x, w, b, window);
  }

  SDVariable pooling(Node node, SDVariable x, List<Integer> shape) {
    PoolKind kind =
        node.op().equals("MaxPool")
            ? PoolKind.MAX
            : SameDiffTranslation.whole(node, "count_include_pad", 0) == 1
                ? PoolKind.AVERAGE_INCLUDING_PADDING
                : PoolKind.AVERAGE_EXCLUDING_PADDING;
    WindowGeometry geometry = geometry(node);
    return pool(Pool2DConfig.of(geometry, kind), x, shape);
  }

  SDVariable global(Node node, SDVariable x, List<Integer> shape) {
    PoolKind kind =
        node.op().equals("GlobalMaxPool") ? PoolKind.MAX : PoolKind.AVERAGE_EXCLUDING_PADDING;
    return pool(Pool2DConfig.global(kind, 0), x, shape);
  }

  private SDVariable pool(Pool2DConfig config, SDVariable x, List<Integer> shape) {
    List<Integer> size = images(shape);
    SDVariable in = asImages(x, shape);
    Window window = config.resolve(size.get(1), size.get(2));
    SDVariable y =
        form == Form.CONV4J_OPS
            ? new Pool2D(graph, in, config).outputVariable()
            : ComposedOps.pool2d(graph, in, window, config.kind(), config.p());
    return shape.size() > AXES ? y : y.reshape(-1, size.get(0), window.height().output());
  }

  SDVariable dense(SDVariable x, SDVariable w, SDVariable b) {
    if (form == Form.CONV4J_OPS) {
      return new Dense(graph, x, w, b, new DenseConfig(false)).outputVariable();
    }
    SDVariable product = x.mmul(w);
    return b == null ? product : product.add(b);
  }
}
