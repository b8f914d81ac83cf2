package io.github.conv4j.kernels;

import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;

/**
 * Batch normalisation of images [N, C, P], P = H·W elements in a row, or of vectors, P = 1 (Ioffe
 * and Szegedy, 2015):
 *
 * <pre>
 *  μ[c] = Σ x / m,  v[c] = Σ (x - μ)² / m,  m = N·P,  σ = √(v + ε)
 *  y = γ · (x - μ) / σ + β
 *  dβ = Σ dy,  dγ = Σ dy · (x - μ) / σ
 *  dx = γ/σ · (dy - dβ/m - (x - μ)/σ · dγ/m)</pre>
 *
 * <p>A task takes some neighbouring channels through all images: what it reads for the sums is
 * still in a cache when it is needed again. Sums are taken of planes in the element type and of the
 * planes' sums in double precision, in an order that depends on the shape only, so results are the
 * same for every number of workers.
 *
 * @param <A> element type as a heap array
 */
public final class BatchNormKernel<A> {

  /**
   * Elements of one image that a task takes at least, where its channels have as many, and that are
   * summed in the element type at most.
   */
  private static final int PIECE = 1024;

  /** Elements that a task keeps at a time: they stay in the second cache. */
  private static final int BLOCK = 64 << 10;

  private final Lanes<A> lanes;
  private final int channels;
  private final int planeSize;
  private final int perTask;

  /**
   * A kernel for one shape.
   *
   * @param lanes element type
   * @param channels C
   * @param planeSize P
   */
  public BatchNormKernel(Lanes<A> lanes, int channels, int planeSize) {
    this.lanes = lanes;
    this.channels = channels;
    this.planeSize = planeSize;
    this.perTask = Math.max(1, Math.min(channels, PIECE / planeSize));
  }

  /**
   * Reads one value for each channel.
   *
   * @param from γ, β or a running statistic
   * @return the values
   */
  public double[] read(Pointer from) {
    A values = lanes.scratch().work(channels);
    lanes.read(from, 0, values, 0, channels);
    double[] read = new double[channels];
    lanes.load(values, 0, read, 0, channels);
    return read;
  }

  /**
   * Writes one value for each channel.
   *
   * @param values the values
   * @param to where to
   */
  public void write(double[] values, Pointer to) {
    A rounded = lanes.scratch().work(channels);
    lanes.store(values, 0, rounded, 0, channels);
    lanes.write(rounded, 0, to, 0, channels);
  }

  /** Works on the channels of a task. */
  private interface Channels {
    void accept(int first, int count);
  }

  private void forEachTask(Channels work) {
    Workers.run(
        Division.ceil(channels, perTask),
        task -> {
          int first = task * perTask;
          work.accept(first, Math.min(perTask, channels - first));
        });
  }

  /** Images of which a task's channels fit a block. */
  private int images(int batch, int count) {
    return Math.max(1, Math.min(batch, BLOCK / (count * planeSize)));
  }

  private void read(Pointer from, int image, int images, int first, int count, A to) {
    for (int i = 0; i < images; i++) {
      long at = ((long) (image + i) * channels + first) * planeSize;
      lanes.read(from, at, to, i * count * planeSize, count * planeSize);
    }
  }

  private void write(A from, int image, int images, int first, int count, Pointer to) {
    for (int i = 0; i < images; i++) {
      long at = ((long) (image + i) * channels + first) * planeSize;
      lanes.write(from, i * count * planeSize, to, at, count * planeSize);
    }
  }

  // Forward --------------------------------------------------------------------------------------

  /**
   * Mean and variance of each channel of a batch, and the batch normalised with them.
   *
   * @param batch N, 1 or more
   * @param x input
   * @param gamma γ
   * @param beta β
   * @param epsilon ε
   * @param mean μ, overwritten
   * @param variance v, overwritten
   * @param y output, overwritten
   */
  public void forward(
      int batch,
      Pointer x,
      double[] gamma,
      double[] beta,
      double epsilon,
      double[] mean,
      double[] variance,
      Pointer y) {
    forEachTask(
        (first, count) -> {
          int images = images(batch, count);
          A values = lanes.scratch().image(images * count * planeSize);
          Arrays.fill(mean, first, first + count, 0);
          Arrays.fill(variance, first, first + count, 0);
          for (int image = 0; image < batch; image += images) {
            int here = Math.min(images, batch - image);
            read(x, image, here, first, count, values);
            for (int i = 0; i < here; i++) {
              for (int c = 0; c < count; c++) {
                merge(values, (i * count + c) * planeSize, image + i, first + c, mean, variance);
              }
            }
          }
          for (int c = first; c < first + count; c++) {
            variance[c] /= (double) batch * planeSize;
          }
          boolean read = images == batch;
          normalise(batch, x, first, count, gamma, beta, epsilon, mean, variance, values, read, y);
        });
  }

  /**
   * Takes the plane of one more image into mean and sum of squared deviations (Chan, Golub and
   * LeVeque, 1979).
   */
  private void merge(A values, int at, int image, int c, double[] mean, double[] squares) {
    for (int piece = 0; piece < planeSize; piece += PIECE) {
      int count = Math.min(PIECE, planeSize - piece);
      double here = lanes.blockSum(values, at + piece, count) / count;
      double before = (double) image * planeSize + piece;
      double difference = here - mean[c];
      double share = count / (before + count);
      mean[c] += difference * share;
      squares[c] +=
          lanes.blockSquares(values, at + piece, count, here)
              + difference * difference * before * share;
    }
  }

  /**
   * Normalises with given means and variances, as after training.
   *
   * @param batch N
   * @param x input
   * @param gamma γ
   * @param beta β
   * @param epsilon ε
   * @param mean μ
   * @param variance v
   * @param y output, overwritten
   */
  public void normalise(
      int batch,
      Pointer x,
      double[] gamma,
      double[] beta,
      double epsilon,
      double[] mean,
      double[] variance,
      Pointer y) {
    forEachTask(
        (first, count) -> {
          A values = lanes.scratch().image(images(batch, count) * count * planeSize);
          normalise(batch, x, first, count, gamma, beta, epsilon, mean, variance, values, false, y);
        });
  }

  private void normalise(
      int batch,
      Pointer x,
      int first,
      int count,
      double[] gamma,
      double[] beta,
      double epsilon,
      double[] mean,
      double[] variance,
      A values,
      boolean alreadyRead,
      Pointer y) {
    int images = images(batch, count);
    for (int image = 0; image < batch; image += images) {
      int here = Math.min(images, batch - image);
      if (!alreadyRead) {
        read(x, image, here, first, count, values);
      }
      for (int i = 0; i < here; i++) {
        for (int c = 0; c < count; c++) {
          int channel = first + c;
          double factor = gamma[channel] / Math.sqrt(variance[channel] + epsilon);
          int at = (i * count + c) * planeSize;
          lanes.scaleAndShift(values, at, planeSize, mean[channel], factor, beta[channel]);
        }
      }
      write(values, image, here, first, count, y);
    }
  }

  // Backward -------------------------------------------------------------------------------------

  /**
   * Gradients of {@link #forward}.
   *
   * @param batch N
   * @param x input
   * @param gamma γ
   * @param epsilon ε
   * @param mean μ that the forward pass computed
   * @param variance v that it computed
   * @param dy gradient of the loss with respect to y
   * @param dx gradient with respect to x, overwritten
   * @param dGamma gradient with respect to γ, overwritten
   * @param dBeta gradient with respect to β, overwritten
   */
  public void backward(
      int batch,
      Pointer x,
      double[] gamma,
      double epsilon,
      double[] mean,
      double[] variance,
      Pointer dy,
      Pointer dx,
      double[] dGamma,
      double[] dBeta) {
    forEachTask(
        (first, count) -> {
          int images = images(batch, count);
          A values = lanes.scratch().image(images * count * planeSize);
          A gradients = lanes.scratch().gradient(images * count * planeSize);
          Arrays.fill(dGamma, first, first + count, 0);
          Arrays.fill(dBeta, first, first + count, 0);
          for (int image = 0; image < batch; image += images) {
            int here = Math.min(images, batch - image);
            read(x, image, here, first, count, values);
            read(dy, image, here, first, count, gradients);
            for (int i = 0; i < here * count; i++) {
              int at = i * planeSize;
              int c = first + i % count;
              for (int piece = at; piece < at + planeSize; piece += PIECE) {
                int length = Math.min(PIECE, at + planeSize - piece);
                double sum = lanes.blockSum(gradients, piece, length);
                dBeta[c] += sum;
                dGamma[c] +=
                    lanes.blockProducts(gradients, values, piece, length, mean[c])
                        + (lanes.rounded(mean[c]) - mean[c]) * sum;
              }
            }
          }
          for (int c = first; c < first + count; c++) {
            dGamma[c] /= Math.sqrt(variance[c] + epsilon);
          }
          double m = (double) batch * planeSize;
          for (int image = 0; image < batch; image += images) {
            int here = Math.min(images, batch - image);
            if (images < batch) {
              read(x, image, here, first, count, values);
              read(dy, image, here, first, count, gradients);
            }
            for (int i = 0; i < here * count; i++) {
              int c = first + i % count;
              double deviation = Math.sqrt(variance[c] + epsilon);
              double factor = gamma[c] / deviation;
              lanes.combine(
                  gradients,
                  values,
                  i * planeSize,
                  planeSize,
                  mean[c],
                  factor,
                  -factor * dGamma[c] / (deviation * m),
                  -factor * dBeta[c] / m);
            }
            write(gradients, image, here, first, count, dx);
          }
        });
  }
}
