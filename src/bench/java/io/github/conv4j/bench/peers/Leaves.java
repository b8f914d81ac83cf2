package io.github.conv4j.bench.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.HashMap;
import java.util.Map;

/**
 * Arrays whose gradients one step computes. Each is a fresh view of the values, without a gradient
 * yet: autograd then hands its result over instead of adding it to zeros, which is what PyTorch's
 * own {@code zero_grad} does since version 2.
 */
final class Leaves implements AutoCloseable {

  private final NDManager step;
  private final Map<String, NDArray> leaves = new HashMap<>();

  /** Leaves of one step; arrays made from them go to the same place. */
  Leaves(NDManager manager) {
    step = manager.newSubManager();
  }

  NDArray add(String name, NDArray values) {
    NDArray leaf = JniUtils.detachGradient((PtNDArray) values);
    leaf.attach(step);
    leaf.setRequiresGradient(true);
    leaves.put(name, leaf);
    return leaf;
  }

  NDArray gradient(String name) {
    return leaves.get(name).getGradient();
  }

  /** A view without a gradient, for input that needs none. */
  NDArray constant(NDArray values) {
    NDArray view = JniUtils.detachGradient((PtNDArray) values);
    view.attach(step);
    return view;
  }

  @Override
  public void close() {
    step.close();
  }
}
