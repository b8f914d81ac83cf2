package io.github.conv4j.layers;

import io.github.conv4j.ops.Dense;
import io.github.conv4j.ops.DenseConfig;
import io.github.conv4j.ops.DenseGradient;
import java.util.Arrays;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Matrix product and bias of dense layers: by the handwritten ops, or by ND4J's own array functions
 * on other backends and types.
 */
final class DenseArithmetic {

  private final boolean handwritten;

  DenseArithmetic(boolean handwritten) {
    this.handwritten = handwritten;
  }

  boolean isHandwritten() {
    return handwritten;
  }

  /** Whether the arithmetic may include a plain ReLU. */
  boolean mayRectify() {
    return handwritten;
  }

  /** y = x · W + b, rectified if wanted, in the array given for it. */
  void forward(INDArray x, INDArray w, INDArray b, boolean rectified, INDArray y) {
    if (handwritten) {
      Dense op = new Dense(x, w, b, new DenseConfig(rectified));
      op.addOutputArgument(y);
      Nd4j.exec(op);
      return;
    }
    x.mmuli(w, y);
    if (b != null) {
      y.addiRowVector(b);
    }
  }

  /** Gradients, in the arrays given for them. */
  void backward(
      INDArray x,
      INDArray w,
      INDArray b,
      INDArray y,
      INDArray dy,
      INDArray dx,
      INDArray dw,
      INDArray db) {
    if (handwritten) {
      DenseGradient op = new DenseGradient(x, w, b, y, dy, new DenseConfig(y != null));
      op.addOutputArgument(dx, dw);
      if (db != null) {
        op.addOutputArgument(db);
      }
      Nd4j.exec(op);
      return;
    }
    dx.assign(dy.mmul(w.transpose()));
    Nd4j.gemm(x, dy, dw, true, false, 1, 0);
    if (db != null) {
      dy.sum(db, 0);
    }
  }

  /** The input in the layer's type, checked. */
  static INDArray checked(INDArray input, INDArray w, String layer) {
    if (input.rank() != 2 || input.size(1) != w.size(0)) {
      throw new DL4JInvalidInputException(
          "layer "
              + layer
              + ": expected input of shape [N, "
              + w.size(0)
              + "], found "
              + Arrays.toString(input.shape())
              + "; set the network's input type, which adds the preprocessor that flattens images");
    }
    return input.castTo(w.dataType());
  }
}
