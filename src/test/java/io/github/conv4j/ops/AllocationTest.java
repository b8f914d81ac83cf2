package io.github.conv4j.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.geometry.WindowGeometry;
import io.github.conv4j.kernels.MaxPositions;
import io.github.conv4j.kernels.Workers;
import io.github.conv4j.testing.Data;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** In steady state pooling and dense ops allocate next to nothing, in any thread. */
class AllocationTest {

  private static final int BATCH = 64;
  private static final int ROUNDS = 50;

  /** Heap bytes of LeNet's pooling and dense ops in one training step. */
  private static final long MOST_BYTES = 64 * 1024;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final int workersBefore = Workers.count();

  @AfterEach
  void restore() {
    Workers.setCount(workersBefore);
  }

  private static final class Step {

    private final INDArray[] pooled = {images(20, 24), images(50, 8)};
    private final INDArray[] outputs = {images(20, 12), images(50, 4)};
    private final INDArray[] gradients = {images(20, 24), images(50, 8)};
    private final MaxPositions[] positions = {new MaxPositions(), new MaxPositions()};
    private final Pool2DConfig max =
        Pool2DConfig.of(WindowGeometry.square(2, 2, Padding.VALID), PoolKind.MAX);
    private final DenseConfig rectified = new DenseConfig(true);
    private final INDArray x = matrix(BATCH, 800, 'c');
    private final INDArray w = matrix(800, 500, 'f');
    private final INDArray b = Data.normal(3, DataType.FLOAT, 500);
    private final INDArray y = matrix(BATCH, 500, 'c');
    private final INDArray dx = matrix(BATCH, 800, 'c');
    private final INDArray dw = matrix(800, 500, 'f');
    private final INDArray db = Data.normal(3, DataType.FLOAT, 500);

    private static INDArray images(int channels, int size) {
      return Data.normal(size, DataType.FLOAT, BATCH, channels, size, size);
    }

    private static INDArray matrix(int rows, int columns, char order) {
      return Data.normal(rows, DataType.FLOAT, rows, columns).dup(order);
    }

    void run() {
      for (int i = 0; i < pooled.length; i++) {
        exec(new Pool2D(pooled[i], max).positions(positions[i]), outputs[i]);
        exec(new Pool2DGradient(pooled[i], outputs[i], max).positions(positions[i]), gradients[i]);
      }
      exec(new Dense(x, w, b, rectified), y);
      exec(new DenseGradient(x, w, b, y, y, rectified), dx, dw, db);
    }

    private static void exec(CustomOp op, INDArray... outputs) {
      op.addOutputArgument(outputs);
      Nd4j.exec(op);
    }
  }

  private static long heapBytes() {
    return Arrays.stream(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()))
        .filter(bytes -> bytes > 0)
        .sum();
  }

  @Test
  void aStepAllocatesLittleHeapAndNoNativeMemory() {
    Workers.setCount(2);
    Step step = new Step();
    for (int i = 0; i < ROUNDS; i++) {
      step.run();
    }
    long nativeBefore = Pointer.totalBytes();
    long heapBefore = heapBytes();
    for (int i = 0; i < ROUNDS; i++) {
      step.run();
    }
    long heap = (heapBytes() - heapBefore) / ROUNDS;
    assertThat(heap).as("heap bytes per step").isBetween(1L, MOST_BYTES);
    assertThat(Pointer.totalBytes() - nativeBefore).as("native bytes").isLessThanOrEqualTo(0);
  }
}
