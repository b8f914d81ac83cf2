package io.github.conv4j.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class Tensor4Test {

  @Test
  void lastAxisIsFastest() {
    Tensor4 tensor = Tensor4.zeros(2, 3, 4, 5);

    assertThat(tensor.index(0, 0, 0, 1)).isEqualTo(1);
    assertThat(tensor.index(0, 0, 1, 0)).isEqualTo(5);
    assertThat(tensor.index(0, 1, 0, 0)).isEqualTo(20);
    assertThat(tensor.index(1, 0, 0, 0)).isEqualTo(60);
    tensor.values()[tensor.index(1, 2, 3, 4)] = 9;
    assertThat(tensor.at(1, 2, 3, 4)).isEqualTo(tensor.values()[119]).isEqualTo(9);
  }

  @Test
  void planeReadsRows() {
    Tensor4 plane = Tensor4.plane(new double[][] {{1, 2, 3}, {4, 5, 6}});

    assertThat(plane.shape()).isEqualTo("[1, 1, 2, 3]");
    assertThat(plane.values()).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void rejectsWhatIsNoTensor() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Tensor4(new double[5], 1, 2, 1, 3))
        .withMessage("tensor: expected 6 values for shape [1, 2, 1, 3], found 5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Tensor4(null, 1, 1, 1, 1))
        .withMessage("tensor: expected 1 values for shape [1, 1, 1, 1], found null");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor4.zeros(1, 0, 1, 1))
        .withMessage(
            "tensor: expected a first size of 0 or more and others of 1 or more,"
                + " found [1, 0, 1, 1]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor4.plane(new double[][] {{1, 2}, {3}}))
        .withMessage("plane: expected 2 columns in every row, found 1 in row 1");
  }

  @Test
  void boundedResultsNeedMatchingArrays() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Bounded(new double[2], new double[3], 1))
        .withMessage("bounded result: expected as many absolute values as values, found 3 and 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Bounded(new double[2], new double[2], -1))
        .withMessage("bounded result: expected terms of 0 or more, found -1");
  }

  @Test
  void sequencesNeedElements() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sequences.fullConvolution(new double[0], new double[1]))
        .withMessage("sequences: expected at least one element each, found 0 and 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sequences.validCrossCorrelation(new double[2], new double[3]))
        .withMessage("cross-correlation: expected a kernel of at most 2 elements, found 3");
  }
}
