package io.github.conv4j.nets;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealVector;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Filters that whiten images: over all patches of the images' pixels their outputs are uncorrelated
 * and have mean square 1. With M the mean of p·pᵀ over all patches p (vectors of k = C·K·K values),
 * eigenvalues λ<sub>i</sub> and eigenvectors v<sub>i</sub> of M, filter i is v<sub>i</sub> / √(λ
 * <sub>i</sub> + ε), ε = 0.0005, the largest λ first; filter k + i is its negative, so that nothing
 * is lost to a ReLU that follows. (Page, "How to Train Your ResNet 8", 2019; Jordan, "94% on
 * CIFAR-10 in 3.29 Seconds on a Single GPU", 2024.)
 */
final class Whitening {

  private static final double EPSILON = 5e-4;

  private Whitening() {}

  /**
   * The filters.
   *
   * @param images [N, C, H, W], H and W at least the kernel's side
   * @param kernel side K of the filters
   * @return [2·C·K·K, C, K, K], DOUBLE
   */
  static INDArray filters(INDArray images, int kernel) {
    EigenDecomposition eigen =
        new EigenDecomposition(new Array2DRowRealMatrix(secondMoments(images, kernel)));
    int channels = (int) images.size(1);
    int values = channels * kernel * kernel;
    double[] filters = new double[2 * values * values];
    for (int i = 0; i < values; i++) {
      RealVector vector = eigen.getEigenvector(i);
      double scale = 1 / Math.sqrt(eigen.getRealEigenvalue(i) + EPSILON);
      for (int j = 0; j < values; j++) {
        filters[i * values + j] = vector.getEntry(j) * scale;
        filters[(values + i) * values + j] = -filters[i * values + j];
      }
    }
    return Nd4j.create(
        filters, new long[] {2L * values, channels, kernel, kernel}, DataType.DOUBLE);
  }

  /** Means of the products of any two values of a patch. */
  private static double[][] secondMoments(INDArray images, int kernel) {
    int count = (int) images.size(0);
    int channels = (int) images.size(1);
    int height = (int) images.size(2);
    int width = (int) images.size(3);
    float[] pixels = images.dup('c').data().asFloat();
    int values = channels * kernel * kernel;
    double[][] sums = new double[values][values];
    double[] patch = new double[values];
    for (int n = 0; n < count; n++) {
      for (int y = 0; y + kernel <= height; y++) {
        for (int x = 0; x + kernel <= width; x++) {
          int at = 0;
          for (int c = 0; c < channels; c++) {
            for (int row = 0; row < kernel; row++) {
              int from = ((n * channels + c) * height + y + row) * width + x;
              for (int column = 0; column < kernel; column++) {
                patch[at++] = pixels[from + column];
              }
            }
          }
          addProducts(patch, sums);
        }
      }
    }
    double patches = (double) count * (height - kernel + 1) * (width - kernel + 1);
    for (int i = 0; i < values; i++) {
      for (int j = 0; j <= i; j++) {
        sums[i][j] /= patches;
        sums[j][i] = sums[i][j];
      }
    }
    return sums;
  }

  /** Adds patch·patchᵀ, the lower triangle. */
  private static void addProducts(double[] patch, double[][] sums) {
    for (int i = 0; i < patch.length; i++) {
      for (int j = 0; j <= i; j++) {
        sums[i][j] += patch[i] * patch[j];
      }
    }
  }
}
