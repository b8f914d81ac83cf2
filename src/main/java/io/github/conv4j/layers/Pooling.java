package io.github.conv4j.layers;

import io.github.conv4j.geometry.Window;
import io.github.conv4j.kernels.MaxPositions;
import io.github.conv4j.ops.ComposedOps;
import io.github.conv4j.ops.Pool2D;
import io.github.conv4j.ops.Pool2DConfig;
import io.github.conv4j.ops.Pool2DGradient;
import java.util.Map;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Runs a pooling op, or its composed form, in the workspaces of a layer. */
final class Pooling {

  private final DataType dataType;
  private final ComposedGraph composed;
  private final MaxPositions positions = new MaxPositions();
  private INDArray positionsInput;

  Pooling(DataType dataType, Execution execution) {
    this.dataType = dataType;
    this.composed = execution.runsHandwritten(dataType) ? null : new ComposedGraph();
  }

  /**
   * y [N, C, OH, OW] of x [N, C, H, W]. In training, maxima are noted for the backward pass of the
   * same input of the layer.
   */
  INDArray forward(
      INDArray x,
      Pool2DConfig config,
      Window window,
      INDArray trainingInput,
      LayerWorkspaceMgr workspaces) {
    long[] shape = {x.size(0), x.size(1), window.height().output(), window.width().output()};
    INDArray y = workspaces.createUninitialized(ArrayType.ACTIVATIONS, dataType, shape, 'c');
    if (composed != null) {
      return y.assign(composed.forward(window, Map.of("x", x), definition(config, window)));
    }
    positionsInput = trainingInput;
    Pool2D op = new Pool2D(x, config).positions(trainingInput == null ? null : positions);
    op.addOutputArgument(y);
    Nd4j.exec(op);
    return y;
  }

  /** dL/dx [N, C, H, W] of dL/dy. */
  INDArray backward(
      INDArray x,
      INDArray dy,
      Pool2DConfig config,
      Window window,
      INDArray input,
      LayerWorkspaceMgr workspaces) {
    INDArray dx =
        workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, x.shape(), 'c');
    if (composed != null) {
      Map<String, INDArray> gradients =
          composed.backward(window, Map.of("x", x), dy, definition(config, window));
      return dx.assign(gradients.get("x"));
    }
    Pool2DGradient op =
        new Pool2DGradient(x, dy, config).positions(positionsInput == input ? positions : null);
    positionsInput = null;
    op.addOutputArgument(dx);
    Nd4j.exec(op);
    return dx;
  }

  /** Lets go of the input of the last pass. */
  void clear() {
    positionsInput = null;
  }

  private static ComposedGraph.Definition definition(Pool2DConfig config, Window window) {
    return (sd, v) -> ComposedOps.pool2d(sd, v.get("x"), window, config.kind(), config.p());
  }
}
