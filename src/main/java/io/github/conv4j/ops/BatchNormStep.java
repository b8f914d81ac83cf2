package io.github.conv4j.ops;

import io.github.conv4j.kernels.BatchNormKernel;
import io.github.conv4j.kernels.Lanes;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Batch normalisation of arrays [N, C, H, W] or [N, C], FLOAT or DOUBLE: {@link BatchNormKernel}.
 */
public final class BatchNormStep {

  private static final String NAME = "batch normalisation";

  private BatchNormStep() {}

  /**
   * Normalises with the batch's own mean and variance.
   *
   * @param x input
   * @param gamma γ, by channel
   * @param beta β, by channel
   * @param epsilon added to the variance
   * @param mean mean by channel, overwritten
   * @param variance variance by channel, overwritten
   * @param y output in the shape of x, overwritten
   */
  public static void forward(
      INDArray x,
      double[] gamma,
      double[] beta,
      double epsilon,
      double[] mean,
      double[] variance,
      INDArray y) {
    requireShapes(x, List.of(y), gamma, beta, mean, variance);
    INDArray in = DenseArrays.of(x);
    INDArray out = DenseArrays.target(y);
    kernel(DenseArrays.lanes(NAME, List.of(in, out)), in)
        .forward(
            DenseArrays.size(in, 0),
            DenseArrays.pointer(in),
            gamma,
            beta,
            epsilon,
            mean,
            variance,
            DenseArrays.pointer(out));
    DenseArrays.keepAlive(List.of(in, out));
    DenseArrays.deliver(out, y);
  }

  /**
   * Normalises with given means and variances.
   *
   * @param x input
   * @param gamma γ, by channel
   * @param beta β, by channel
   * @param epsilon added to the variance
   * @param mean mean by channel
   * @param variance variance by channel
   * @param y output in the shape of x, overwritten
   */
  public static void normalise(
      INDArray x,
      double[] gamma,
      double[] beta,
      double epsilon,
      double[] mean,
      double[] variance,
      INDArray y) {
    requireShapes(x, List.of(y), gamma, beta, mean, variance);
    INDArray in = DenseArrays.of(x);
    INDArray out = DenseArrays.target(y);
    kernel(DenseArrays.lanes(NAME, List.of(in, out)), in)
        .normalise(
            DenseArrays.size(in, 0),
            DenseArrays.pointer(in),
            gamma,
            beta,
            epsilon,
            mean,
            variance,
            DenseArrays.pointer(out));
    DenseArrays.keepAlive(List.of(in, out));
    DenseArrays.deliver(out, y);
  }

  /**
   * Gradients of {@link #forward}.
   *
   * @param x input
   * @param gamma γ, by channel
   * @param epsilon added to the variance
   * @param mean what forward computed
   * @param variance what forward computed
   * @param dy gradient with respect to y
   * @param dx gradient with respect to x, overwritten
   * @param dGamma gradient with respect to γ, overwritten
   * @param dBeta gradient with respect to β, overwritten
   */
  public static void backward(
      INDArray x,
      double[] gamma,
      double epsilon,
      double[] mean,
      double[] variance,
      INDArray dy,
      INDArray dx,
      double[] dGamma,
      double[] dBeta) {
    requireShapes(x, List.of(dy, dx), gamma, mean, variance, dGamma, dBeta);
    INDArray in = DenseArrays.of(x);
    INDArray gradient = DenseArrays.of(dy);
    INDArray out = DenseArrays.target(dx);
    kernel(DenseArrays.lanes(NAME, List.of(in, gradient, out)), in)
        .backward(
            DenseArrays.size(in, 0),
            DenseArrays.pointer(in),
            gamma,
            epsilon,
            mean,
            variance,
            DenseArrays.pointer(gradient),
            DenseArrays.pointer(out),
            dGamma,
            dBeta);
    DenseArrays.keepAlive(List.of(in, gradient, out));
    DenseArrays.deliver(out, dx);
  }

  /**
   * Reads γ, β or a running statistic.
   *
   * @param parameter one value for each channel
   * @return the values
   */
  public static double[] read(INDArray parameter) {
    if (!isRow(parameter)) {
      return parameter.toDoubleVector();
    }
    double[] values = row(parameter).read(DenseArrays.pointer(parameter));
    DenseArrays.keepAlive(List.of(parameter));
    return values;
  }

  /**
   * Writes a gradient.
   *
   * @param values one value for each channel
   * @param gradient as many elements, overwritten
   */
  public static void write(double[] values, INDArray gradient) {
    if (!isRow(gradient)) {
      gradient.assign(
          Nd4j.createFromArray(values).castTo(gradient.dataType()).reshape(gradient.shape()));
      return;
    }
    row(gradient).write(values, DenseArrays.pointer(gradient));
    DenseArrays.keepAlive(List.of(gradient));
  }

  /** Kernels write unseen: all arrays must be as large as they think. */
  private static void requireShapes(INDArray x, List<INDArray> others, double[]... channels) {
    if (x.rank() != 2 && x.rank() != 4) {
      throw new IllegalArgumentException(
          NAME
              + ": expected an array [N, C, H, W] or [N, C], found shape "
              + Arrays.toString(x.shape()));
    }
    for (INDArray other : others) {
      if (!Arrays.equals(x.shape(), other.shape())) {
        throw new IllegalArgumentException(
            NAME
                + ": expected arrays of the input's shape "
                + Arrays.toString(x.shape())
                + ", found "
                + Arrays.toString(other.shape()));
      }
    }
    for (double[] values : channels) {
      if (values.length != x.size(1)) {
        throw new IllegalArgumentException(
            NAME
                + ": expected one value for each of "
                + x.size(1)
                + " channels, found "
                + values.length);
      }
    }
  }

  private static boolean isRow(INDArray array) {
    return array.isVector() && Shape.hasDefaultStridesForShape(array);
  }

  private static BatchNormKernel<?> row(INDArray array) {
    return row(DenseArrays.lanes(NAME, List.of(array)), array);
  }

  private static <A> BatchNormKernel<A> row(Lanes<A> lanes, INDArray array) {
    return new BatchNormKernel<>(lanes, Math.toIntExact(array.length()), 1);
  }

  private static <A> BatchNormKernel<A> kernel(Lanes<A> lanes, INDArray x) {
    int channels = DenseArrays.size(x, 1);
    int planeSize = x.rank() == 2 ? 1 : Math.toIntExact(x.size(2) * x.size(3));
    return new BatchNormKernel<>(lanes, channels, planeSize);
  }
}
