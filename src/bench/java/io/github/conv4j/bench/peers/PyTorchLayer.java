package io.github.conv4j.bench.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.pooling.Pool;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import io.github.conv4j.bench.LayerShape;
import io.github.conv4j.bench.Operands;
import io.github.conv4j.bench.Results;
import io.github.conv4j.bench.Work;
import java.util.LinkedHashMap;
import java.util.Map;

/** One layer and its gradients, those of input, weights and bias. */
final class PyTorchLayer implements Work {

  private final LayerShape shape;
  private final Runnable useThreads;
  private final NDManager manager = NDManager.newBaseManager(PyTorchHost.ENGINE);
  private final NDArray x;
  private final NDArray w;
  private final NDArray b;
  private final NDArray dy;
  private Leaves leaves;
  private GradientCollector collector;
  private NDArray y;

  PyTorchLayer(LayerShape shape, Runnable useThreads) {
    this.shape = shape;
    this.useThreads = useThreads;
    int k = shape.kernel();
    x =
        manager.create(
            Operands.x(shape),
            new Shape(shape.batch(), shape.channels(), shape.size(), shape.size()));
    dy =
        manager.create(
            Operands.dy(shape),
            new Shape(shape.batch(), shape.filters(), shape.outputSize(), shape.outputSize()));
    boolean convolution = shape.kind() == LayerShape.Kind.CONV;
    w =
        convolution
            ? manager.create(Operands.w(shape), new Shape(shape.filters(), shape.channels(), k, k))
            : null;
    b = convolution ? manager.create(Operands.b(shape), new Shape(shape.filters())) : null;
  }

  @Override
  public void reset() {
    useThreads.run();
  }

  @Override
  public void forward() {
    leaves = new Leaves(manager);
    collector = Engine.getEngine(PyTorchHost.ENGINE).newGradientCollector();
    Shape kernel = new Shape(shape.kernel(), shape.kernel());
    Shape stride = new Shape(shape.stride(), shape.stride());
    Shape padding = new Shape(shape.padding(), shape.padding());
    NDArray input = leaves.add("x", x);
    y =
        switch (shape.kind()) {
          case CONV ->
              Conv2d.conv2d(
                      input,
                      leaves.add("w", w),
                      leaves.add("b", b),
                      stride,
                      padding,
                      new Shape(1, 1))
                  .singletonOrThrow();
          case MAX -> Pool.maxPool2d(input, kernel, stride, padding, false);
          case AVG -> Pool.avgPool2d(input, kernel, stride, padding, false, false);
        };
  }

  @Override
  public void backward() {
    differentiate();
    finish();
  }

  private void differentiate() {
    JniUtils.backward((PtNDArray) y, (PtNDArray) dy, false, false);
  }

  private void finish() {
    collector.close();
    leaves.close();
  }

  @Override
  public Map<String, float[]> outputs() {
    reset();
    forward();
    Map<String, float[]> results = new LinkedHashMap<>();
    results.put(Results.OUTPUT, y.toFloatArray());
    differentiate();
    results.put(Results.INPUT_GRADIENT, leaves.gradient("x").toFloatArray());
    if (w != null) {
      results.put(Results.WEIGHT_GRADIENT, leaves.gradient("w").toFloatArray());
      results.put(Results.BIAS_GRADIENT, leaves.gradient("b").toFloatArray());
    }
    finish();
    return results;
  }

  @Override
  public void close() {
    manager.close();
  }
}
