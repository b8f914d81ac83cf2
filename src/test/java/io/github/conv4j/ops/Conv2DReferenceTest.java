package io.github.conv4j.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.Window;
import io.github.conv4j.geometry.WindowGeometry;
import io.github.conv4j.kernels.Algorithm;
import io.github.conv4j.reference.ReferenceConvolution;
import io.github.conv4j.reference.Tensor4;
import io.github.conv4j.testing.Data;
import io.github.conv4j.testing.Match;
import io.github.conv4j.testing.Problem;
import io.github.conv4j.verify.Tolerances.Gate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The convolution ops against the plain loops, forward and all gradients. */
class Conv2DReferenceTest {

  private static final Orientation CROSS = Orientation.CROSS_CORRELATION;

  static Stream<Problem> spread() {
    return Problem.spread().stream();
  }

  @ParameterizedTest
  @MethodSource("spread")
  void agreesWithPlainLoops(Problem problem) {
    for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
      for (Orientation orientation : Orientation.values()) {
        for (boolean bias : new boolean[] {true, false}) {
          check(problem, Data.INTEGER, type, orientation, bias, Gate.EXACT);
          check(problem, Data.NORMAL, type, orientation, bias, Gate.QUALITY);
        }
      }
    }
  }

  /** F(2×2, 3×3) has no factor but 0, ±1 and ½, so it is exact on small integers. */
  @ParameterizedTest
  @EnumSource(
      value = Algorithm.class,
      names = {"DIRECT", "IM2COL", "WINOGRAD_2"})
  void everyExactAlgorithmAgreesWithPlainLoops(Algorithm algorithm) {
    int examined = 0;
    for (Problem problem : Problem.spread()) {
      if (!lacks(algorithm, problem)) {
        examined++;
        for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
          for (Orientation orientation : Orientation.values()) {
            check(problem, Data.INTEGER, type, orientation, true, Gate.EXACT, algorithm);
          }
        }
      }
    }
    for (int batch : new int[] {1, 3, 20}) {
      for (int size : new int[] {1, 2, 7, 12, 33}) {
        Problem problem =
            new Problem(
                "same", batch, 5, size, size + 1, 6, WindowGeometry.square(3, 1, Padding.SAME));
        check(problem, Data.INTEGER, DataType.FLOAT, CROSS, true, Gate.EXACT, algorithm);
      }
    }
    assertThat(examined).isPositive();
  }

  private static boolean lacks(Algorithm algorithm, Problem problem) {
    Window window = problem.window();
    return !algorithm
        .lacks(
            window.height().kernel(),
            window.width().kernel(),
            window.height().stride() > 1 || window.width().stride() > 1,
            window.height().dilation() > 1 || window.width().dilation() > 1)
        .isEmpty();
  }

  /** Column tiles hold 2^18 elements: here an image takes 5 of them, the last one smaller. */
  @Test
  void agreesOverSeveralTiles() {
    Problem problem =
        new Problem("tiles", 2, 8, 90, 200, 3, WindowGeometry.square(3, 1, Padding.SAME));
    check(problem, Data.INTEGER, DataType.FLOAT, Orientation.CROSS_CORRELATION, true, Gate.EXACT);
    check(problem, Data.NORMAL, DataType.FLOAT, Orientation.CONVOLUTION, false, Gate.QUALITY);
    check(problem, Data.INTEGER, DataType.DOUBLE, Orientation.CONVOLUTION, true, Gate.EXACT);
  }

  /** A single output row needs more than a tile; padding lies beyond the first and last tile. */
  @Test
  void agreesWhereOneRowExceedsATile() {
    Problem problem =
        new Problem("wide", 1, 4, 4, 8000, 2, WindowGeometry.square(3, 1, Padding.explicit(4, 3)));
    check(problem, Data.INTEGER, DataType.FLOAT, Orientation.CROSS_CORRELATION, true, Gate.EXACT);
    check(problem, Data.INTEGER, DataType.DOUBLE, Orientation.CONVOLUTION, false, Gate.EXACT);
  }

  @Test
  void agreesForOneByOneKernelsOnImagesOfSeveralTiles() {
    Problem problem =
        new Problem("pointwise", 2, 16, 130, 150, 3, WindowGeometry.square(1, 1, Padding.VALID));
    check(problem, Data.INTEGER, DataType.FLOAT, Orientation.CROSS_CORRELATION, true, Gate.EXACT);
    check(problem, Data.INTEGER, DataType.DOUBLE, Orientation.CROSS_CORRELATION, false, Gate.EXACT);
  }

  /** Weights so large that their gradient is summed in fewer parts than there are images. */
  @Test
  void agreesWherePartialSumsWouldTakeTooMuchMemory() {
    Problem problem =
        new Problem("heavy", 17, 64, 6, 6, 512, WindowGeometry.square(6, 1, Padding.VALID));
    check(problem, Data.INTEGER, DataType.FLOAT, Orientation.CROSS_CORRELATION, true, Gate.EXACT);
  }

  private static void check(
      Problem problem,
      Data data,
      DataType type,
      Orientation orientation,
      boolean hasBias,
      Gate gate) {
    check(problem, data, type, orientation, hasBias, gate, Algorithm.AUTO);
  }

  private static void check(
      Problem problem,
      Data data,
      DataType type,
      Orientation orientation,
      boolean hasBias,
      Gate gate,
      Algorithm algorithm) {
    String what =
        problem
            + " "
            + data
            + " "
            + type
            + " "
            + orientation
            + " bias "
            + hasBias
            + " "
            + algorithm;
    Window window = problem.window();
    int rows = window.height().output();
    int columns = window.width().output();
    long seed = problem.seed();
    Tensor4 x = data.tensor(seed, problem.n(), problem.c(), problem.h(), problem.w());
    Tensor4 w = data.tensor(seed + 1, problem.f(), problem.c(), problem.kh(), problem.kw());
    Tensor4 b = hasBias ? data.tensor(seed + 2, 1, problem.f(), 1, 1) : null;
    Tensor4 dy = data.tensor(seed + 3, problem.n(), problem.f(), rows, columns);
    boolean flipped = orientation == Orientation.CONVOLUTION;
    Conv2DConfig config = new Conv2DConfig(problem.geometry(), orientation, algorithm, false);
    INDArray ax = Data.array(x, type);
    INDArray aw = Data.array(w, type);
    INDArray ab = hasBias ? Data.array(b.values(), type, 1, problem.f()) : null;
    INDArray ady = Data.array(dy, type);

    INDArray[] forward = Nd4j.exec(new Conv2D(ax, aw, ab, config));
    assertThat(forward).hasSize(1);
    assertThat(forward[0].shape()).containsExactly(problem.n(), problem.f(), rows, columns);
    Match.reference(
        what + ": y",
        gate,
        ReferenceConvolution.forward(x, w, hasBias ? b.values() : null, window, 1, flipped),
        forward[0]);

    INDArray[] gradients = Nd4j.exec(new Conv2DGradient(ax, aw, ab, ady, config));
    assertThat(gradients).hasSize(hasBias ? 3 : 2);
    assertThat(gradients[0].shape()).isEqualTo(ax.shape());
    assertThat(gradients[1].shape()).isEqualTo(aw.shape());
    Match.reference(
        what + ": dx",
        gate,
        ReferenceConvolution.inputGradient(x, w, dy, window, 1, flipped),
        gradients[0]);
    Match.reference(
        what + ": dw",
        gate,
        ReferenceConvolution.weightGradient(x, w, dy, window, 1, flipped),
        gradients[1]);
    if (hasBias) {
      assertThat(gradients[2].shape()).isEqualTo(ab.shape());
      Match.reference(what + ": db", gate, ReferenceConvolution.biasGradient(dy), gradients[2]);
    }
    Match.identical(what + ": x is left alone", Data.array(x, type), ax);
    Match.identical(what + ": w is left alone", Data.array(w, type), aw);
    Match.identical(what + ": dy is left alone", Data.array(dy, type), ady);
  }
}
