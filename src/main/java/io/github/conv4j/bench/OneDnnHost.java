package io.github.conv4j.bench;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * ND4J's native ops, which use oneDNN where its natives have it: called with arrays that are there,
 * without a layer around them, which favours them.
 */
public final class OneDnnHost implements ContenderHost {

  /** For the service loader. */
  public OneDnnHost() {}

  @Override
  public String name() {
    return "onednn";
  }

  @Override
  public String start() {
    Nd4j.zeros(1);
    return "ND4J 1.0.0-M2.1";
  }

  @Override
  public Work open(Task task, String variant, int threads, Path networks) {
    if (!(task instanceof Task.Layer layer)) {
      throw new UnsupportedOperationException("computes layers only");
    }
    return new ThreadedWork(new OpWork(layer.shape()), threads);
  }

  /** Forward and backward op of one shape; they are made once and run often. */
  private static final class OpWork implements Work {
    private final LayerShape shape;
    private final INDArray y;
    private final INDArray dx;
    private final INDArray dw;
    private final INDArray db;
    private final DynamicCustomOp forward;
    private final DynamicCustomOp backward;

    OpWork(LayerShape shape) {
      this.shape = shape;
      int k = shape.kernel();
      int s = shape.stride();
      int p = shape.padding();
      INDArray x = Nd4jOperands.x(shape);
      INDArray dy = Nd4jOperands.dy(shape);
      y = Nd4j.create(DataType.FLOAT, dy.shape());
      dx = Nd4j.create(DataType.FLOAT, x.shape());
      if (shape.kind() == LayerShape.Kind.CONV) {
        // [K, K, C, F]: the only weight format whose gradient is right.
        INDArray w = Nd4jOperands.w(shape).permute(2, 3, 1, 0).dup('c');
        INDArray b = Nd4jOperands.of(Operands.b(shape), shape.filters());
        dw = Nd4j.create(DataType.FLOAT, w.shape());
        db = Nd4j.create(DataType.FLOAT, b.shape());
        forward =
            DynamicCustomOp.builder("conv2d")
                .addInputs(x, w, b)
                .addIntegerArguments(k, k, s, s, p, p, 1, 1, 0, 0, 0)
                .addOutputs(y)
                .build();
        backward =
            DynamicCustomOp.builder("conv2d_bp")
                .addInputs(x, w, b, dy)
                .addIntegerArguments(k, k, s, s, p, p, 1, 1, 0, 0, 0)
                .addOutputs(dx, dw, db)
                .build();
      } else {
        String op = shape.kind() == LayerShape.Kind.MAX ? "maxpool2d" : "avgpool2d";
        dw = null;
        db = null;
        forward =
            DynamicCustomOp.builder(op)
                .addInputs(x)
                .addIntegerArguments(k, k, s, s, p, p, 1, 1, 0, 0, 0)
                .addOutputs(y)
                .build();
        backward =
            DynamicCustomOp.builder(op + "_bp")
                .addInputs(x, dy)
                .addIntegerArguments(k, k, s, s, p, p, 1, 1, 0, 0, 0)
                .addOutputs(dx)
                .build();
      }
    }

    @Override
    public void forward() {
      Nd4j.exec(forward);
    }

    @Override
    public void backward() {
      Nd4j.exec(backward);
    }

    @Override
    public Map<String, float[]> outputs() {
      forward();
      backward();
      Map<String, float[]> results = new LinkedHashMap<>();
      results.put(Results.OUTPUT, Nd4jOperands.values(y));
      results.put(Results.INPUT_GRADIENT, Nd4jOperands.values(dx));
      if (shape.kind() == LayerShape.Kind.CONV) {
        results.put(Results.WEIGHT_GRADIENT, Nd4jOperands.values(dw.permute(3, 2, 0, 1)));
        results.put(Results.BIAS_GRADIENT, Nd4jOperands.values(db));
      }
      return results;
    }
  }
}
