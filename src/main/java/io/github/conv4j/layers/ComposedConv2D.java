package io.github.conv4j.layers;

import io.github.conv4j.geometry.Window;
import io.github.conv4j.ops.ComposedOps;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Convolution by {@link ComposedOps}, for a layer. */
final class ComposedConv2D {

  private final ComposedGraph graph = new ComposedGraph();

  INDArray forward(INDArray x, INDArray w, INDArray b, Conv2DLayer layer, Window window) {
    return graph.forward(window, inputs(x, w, b), definition(layer, window));
  }

  void backward(
      INDArray x,
      INDArray w,
      INDArray b,
      INDArray dy,
      Conv2DLayer layer,
      Window window,
      INDArray dx,
      INDArray dw,
      INDArray db) {
    Map<String, INDArray> gradients =
        graph.backward(window, inputs(x, w, b), dy, definition(layer, window));
    dx.assign(gradients.get("x"));
    dw.assign(gradients.get("w"));
    if (db != null) {
      db.assign(gradients.get("b").reshape(db.shape()));
    }
  }

  private static Map<String, INDArray> inputs(INDArray x, INDArray w, INDArray b) {
    Map<String, INDArray> inputs = new LinkedHashMap<>();
    inputs.put("x", x);
    inputs.put("w", w);
    if (b != null) {
      inputs.put("b", b);
    }
    return inputs;
  }

  private static ComposedGraph.Definition definition(Conv2DLayer layer, Window window) {
    return (sd, v) ->
        ComposedOps.conv2d(
            sd,
            v.get("x"),
            v.get("w"),
            v.get("b"),
            window,
            Math.toIntExact(layer.getNIn()),
            Math.toIntExact(layer.getNOut()),
            layer.getOrientation());
  }
}
