package io.github.conv4j.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.geometry.Window;
import io.github.conv4j.geometry.WindowGeometry;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A tiny network learns digits of 5 × 5 pixels by hand-written backpropagation: 3 × 3 convolution,
 * ReLU, 2 × 2 maximum with partial windows, dense layer 4 → 10, softmax, cross-entropy. The start
 * is random, so that bounds are checked, not digits.
 */
class DigitLearningTest {

  private static final double RATE = 0.01;
  private static final int EPOCHS = 50;

  /** A digit 2 without the wrong pixels of {@link WorkedExamples#NOISY_TWO}. */
  private static final double[][] TWO = {
    {1, 1, 1, 1, 1},
    {0, 0, 0, 1, 0},
    {0, 0, 1, 0, 0},
    {0, 1, 0, 0, 0},
    {1, 1, 1, 1, 1}
  };

  /** The network; every step uses the image that it was given, in both directions. */
  private static final class Network {

    private static final Window CONVOLUTION =
        WindowGeometry.square(3, 1, Padding.VALID).resolve(5, 5);
    private static final Window POOLING = WorkedExamples.PAIRS_WITH_PARTIAL_WINDOWS.resolve(3, 3);

    private final Tensor4 kernel = Tensor4.plane(WorkedExamples.DIGIT_KERNEL);
    private final double[] kernelBias = {0};
    private final double[][] dense = new double[4][10];
    private final double[] denseBias = new double[10];

    private Tensor4 filtered;
    private Tensor4 rectified;
    private double[] features;

    Network(long seed) {
      Random random = new Random(seed);
      for (double[] row : dense) {
        for (int k = 0; k < row.length; k++) {
          row[k] = 0.01 * random.nextGaussian();
        }
      }
    }

    double[] probabilities(double[][] image) {
      Tensor4 x = Tensor4.plane(image);
      filtered =
          TestTensors.output(
              ReferenceConvolution.forward(x, kernel, kernelBias, CONVOLUTION, 1, false).value(),
              1,
              1,
              CONVOLUTION);
      rectified =
          TestTensors.like(
              filtered,
              Arrays.stream(filtered.values()).map(value -> Math.max(0, value)).toArray());
      features = ReferencePooling.forward(rectified, POOLING, PoolKind.MAX, 2).value();
      double[] scores = denseBias.clone();
      for (int k = 0; k < scores.length; k++) {
        for (int f = 0; f < features.length; f++) {
          scores[k] += features[f] * dense[f][k];
        }
      }
      double largest = Arrays.stream(scores).max().orElseThrow();
      double[] powers = Arrays.stream(scores).map(s -> StrictMath.exp(s - largest)).toArray();
      double sum = Arrays.stream(powers).sum();
      return Arrays.stream(powers).map(power -> power / sum).toArray();
    }

    /** One gradient step on one image; returns the loss before it. */
    double learn(double[][] image, int label) {
      double[] dScores = probabilities(image);
      double loss = -StrictMath.log(dScores[label]);
      dScores[label] -= 1;
      double[] dFeatures = new double[features.length];
      for (int f = 0; f < features.length; f++) {
        for (int k = 0; k < dScores.length; k++) {
          dFeatures[f] += dScores[k] * dense[f][k];
          dense[f][k] -= RATE * dScores[k] * features[f];
        }
      }
      for (int k = 0; k < dScores.length; k++) {
        denseBias[k] -= RATE * dScores[k];
      }
      double[] dRectified =
          ReferencePooling.inputGradient(
                  rectified, TestTensors.output(dFeatures, 1, 1, POOLING), POOLING, PoolKind.MAX, 2)
              .value();
      double[] dFiltered = new double[dRectified.length];
      for (int i = 0; i < dFiltered.length; i++) {
        dFiltered[i] = filtered.values()[i] > 0 ? dRectified[i] : 0;
      }
      Tensor4 dy = TestTensors.like(filtered, dFiltered);
      double[] dKernel =
          ReferenceConvolution.weightGradient(
                  Tensor4.plane(image), kernel, dy, CONVOLUTION, 1, false)
              .value();
      for (int i = 0; i < dKernel.length; i++) {
        kernel.values()[i] -= RATE * dKernel[i];
      }
      kernelBias[0] -= RATE * ReferenceConvolution.biasGradient(dy).value()[0];
      return loss;
    }
  }

  @Test
  void learnsTheEight() {
    for (long seed = 1; seed <= 5; seed++) {
      Network network = new Network(seed);
      double first = network.learn(WorkedExamples.EIGHT, 8);
      double last = first;
      for (int epoch = 1; epoch < EPOCHS; epoch++) {
        double loss = network.learn(WorkedExamples.EIGHT, 8);
        assertThat(loss).as("seed %d, epoch %d", seed, epoch).isLessThan(last);
        last = loss;
      }

      assertThat(first).as("seed %d", seed).isBetween(2.2, 2.4);
      assertThat(last).as("seed %d", seed).isLessThan(0.55);
      assertThat(network.probabilities(WorkedExamples.EIGHT)[8]).isGreaterThan(0.6);
    }
  }

  @Test
  void learnsTwoDigitsAlternatelyAndReadsANoisyTwo() {
    for (long seed = 1; seed <= 5; seed++) {
      Network network = new Network(seed);
      for (int epoch = 0; epoch < 4 * EPOCHS; epoch++) {
        network.learn(WorkedExamples.EIGHT, 8);
        network.learn(TWO, 2);
      }

      assertThat(network.probabilities(WorkedExamples.EIGHT)[8]).isGreaterThan(0.9);
      assertThat(network.probabilities(TWO)[2]).isGreaterThan(0.9);
      assertThat(network.probabilities(WorkedExamples.NOISY_TWO)[2])
          .as("seed %d", seed)
          .isBetween(0.65, 0.9);
    }
  }
}
