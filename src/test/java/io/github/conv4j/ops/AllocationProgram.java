package io.github.conv4j.ops;

import com.sun.management.ThreadMXBean;
import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.geometry.WindowGeometry;
import io.github.conv4j.kernels.Algorithm;
import io.github.conv4j.kernels.MaxPositions;
import io.github.conv4j.kernels.Workers;
import io.github.conv4j.testing.Data;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Program that runs the ops of a training step, and prints the heap bytes of all threads per step
 * in steady state and the native bytes of all steps. The argument says which: those of LeNet with a
 * batch normalisation and Adam, or wide convolutions 3×3 with a global maximum.
 */
final class AllocationProgram {

  private static final int BATCH = 64;
  private static final int ROUNDS = 50;

  /** Rounds until the compiler has removed what vectors allocate before. */
  private static final int WARM_UP = 150;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private AllocationProgram() {}

  /** By the direct algorithm and by Winograd's, with one to three panels of filters. */
  private static final class WideStep implements Runnable {

    private static final int[][] SHAPES = {
      {3, 16, 12}, {16, 32, 12}, {24, 48, 12}, {48, 48, 8}, {64, 128, 8}, {128, 128, 8}
    };

    private final Conv2DConfig convolution =
        new Conv2DConfig(
            WindowGeometry.square(3, 1, Padding.explicit(1)),
            Orientation.CROSS_CORRELATION,
            Algorithm.AUTO,
            true);
    private final Pool2DConfig max =
        Pool2DConfig.of(WindowGeometry.square(8, 1, Padding.VALID), PoolKind.MAX);
    private final List<INDArray[]> arrays = new ArrayList<>();
    private final INDArray maps = Data.normal(2, DataType.FLOAT, BATCH, 128, 8, 8);
    private final INDArray pooled = Data.normal(3, DataType.FLOAT, BATCH, 128, 1, 1);
    private final MaxPositions positions = new MaxPositions();

    WideStep() {
      for (int[] shape : SHAPES) {
        arrays.add(
            new INDArray[] {
              Data.normal(1, DataType.FLOAT, BATCH, shape[0], shape[2], shape[2]),
              Data.normal(2, DataType.FLOAT, shape[1], shape[0], 3, 3),
              Data.normal(3, DataType.FLOAT, shape[1]),
              Data.normal(4, DataType.FLOAT, BATCH, shape[1], shape[2], shape[2]),
              Data.normal(5, DataType.FLOAT, BATCH, shape[0], shape[2], shape[2]),
              Data.normal(6, DataType.FLOAT, shape[1], shape[0], 3, 3),
              Data.normal(7, DataType.FLOAT, shape[1])
            });
      }
    }

    @Override
    public void run() {
      for (INDArray[] a : arrays) {
        exec(new Conv2D(a[0], a[1], a[2], convolution), a[3]);
        exec(new Conv2DGradient(a[0], a[1], a[2], a[3], a[3], convolution), a[4], a[5], a[6]);
      }
      exec(new Pool2D(maps, max).positions(positions), pooled);
    }
  }

  private static final class LeNetStep implements Runnable {

    private final Conv2DConfig convolution =
        new Conv2DConfig(
            WindowGeometry.square(5, 1, Padding.VALID),
            Orientation.CROSS_CORRELATION,
            Algorithm.AUTO,
            true);
    private final INDArray[] convolved = {images(1, 28), images(20, 12)};
    private final INDArray[] filters = {filters(20, 1), filters(50, 20)};
    private final INDArray[] biases = {
      Data.normal(1, DataType.FLOAT, 20), Data.normal(1, DataType.FLOAT, 50)
    };
    private final INDArray[] maps = {images(20, 24), images(50, 8)};
    private final INDArray[] inputGradients = {images(1, 28), images(20, 12)};
    private final INDArray[] filterGradients = {filters(20, 1), filters(50, 20)};
    private final INDArray[] biasGradients = {
      Data.normal(1, DataType.FLOAT, 20), Data.normal(1, DataType.FLOAT, 50)
    };
    private final INDArray parameters = Data.normal(2, DataType.FLOAT, 431_080);
    private final INDArray mean = parameters.ulike().assign(0);
    private final INDArray square = parameters.ulike().assign(0);
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

    private final INDArray row = Data.normal(3, DataType.FLOAT, 50);
    private final double[] statistics = new double[50];

    private static INDArray images(int channels, int size) {
      return Data.normal(size, DataType.FLOAT, BATCH, channels, size, size);
    }

    private static INDArray filters(int filters, int channels) {
      return Data.normal(filters, DataType.FLOAT, filters, channels, 5, 5);
    }

    private static INDArray matrix(int rows, int columns, char order) {
      return Data.normal(rows, DataType.FLOAT, rows, columns).dup(order);
    }

    @Override
    public void run() {
      for (int i = 0; i < convolved.length; i++) {
        exec(new Conv2D(convolved[i], filters[i], biases[i], convolution), maps[i]);
        exec(
            new Conv2DGradient(convolved[i], filters[i], biases[i], maps[i], maps[i], convolution),
            inputGradients[i],
            filterGradients[i],
            biasGradients[i]);
      }
      AdamStep.take(parameters, mean, square, 1e-3, 0.9, 0.999, 1e-8, 7);
      for (int i = 0; i < pooled.length; i++) {
        exec(new Pool2D(pooled[i], max).positions(positions[i]), outputs[i]);
        exec(new Pool2DGradient(pooled[i], outputs[i], max).positions(positions[i]), gradients[i]);
      }
      normalise(pooled[1], gradients[1]);
      exec(new Dense(x, w, b, rectified), y);
      exec(new DenseGradient(x, w, b, y, y, rectified), dx, dw, db);
    }

    private void normalise(INDArray maps, INDArray normalised) {
      double[] gamma = BatchNormStep.read(row);
      double[] means = new double[gamma.length];
      double[] variances = new double[gamma.length];
      BatchNormStep.forward(maps, gamma, gamma, 1e-5, means, variances, normalised);
      BatchNormStep.backward(
          maps, gamma, 1e-5, means, variances, maps, normalised, statistics, statistics.clone());
      BatchNormStep.write(statistics, row);
    }
  }

  private static void exec(CustomOp op, INDArray... outputs) {
    op.addOutputArgument(outputs);
    Nd4j.exec(op);
  }

  private static long heapBytes() {
    return Arrays.stream(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()))
        .filter(bytes -> bytes > 0)
        .sum();
  }

  public static void main(String[] arguments) {
    Workers.setCount(2);
    Runnable step = arguments[0].equals("wide") ? new WideStep() : new LeNetStep();
    for (int i = 0; i < WARM_UP; i++) {
      step.run();
    }
    long nativeBefore = Pointer.totalBytes();
    long heapBefore = heapBytes();
    for (int i = 0; i < ROUNDS; i++) {
      step.run();
    }
    long heap = (heapBytes() - heapBefore) / ROUNDS;
    System.out.println(heap + " " + (Pointer.totalBytes() - nativeBefore));
  }
}
