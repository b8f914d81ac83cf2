package io.github.conv4j.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.geometry.Window;
import io.github.conv4j.geometry.WindowGeometry;
import io.github.conv4j.reference.ReferencePooling;
import io.github.conv4j.reference.Tensor4;
import io.github.conv4j.testing.Data;
import io.github.conv4j.testing.Match;
import io.github.conv4j.testing.Problem;
import io.github.conv4j.verify.Tolerances.Gate;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The pooling ops against the plain loops, forward and gradient. */
class Pool2DReferenceTest {

  private static final List<DataType> TYPES = List.of(DataType.FLOAT, DataType.DOUBLE);

  static Stream<Problem> spread() {
    return Problem.spread().stream();
  }

  @ParameterizedTest
  @MethodSource("spread")
  void agreesWithPlainLoops(Problem problem) {
    Pool2DConfig[] configs = configs(problem.geometry());
    for (DataType type : TYPES) {
      for (Data data : Data.values()) {
        Tensor4 x = data.tensor(problem.seed(), problem.n(), problem.c(), problem.h(), problem.w());
        for (Pool2DConfig config : configs) {
          check(problem + " " + data, x, config, type);
        }
      }
    }
  }

  private static Pool2DConfig[] configs(WindowGeometry geometry) {
    return new Pool2DConfig[] {
      Pool2DConfig.of(geometry, PoolKind.MAX),
      Pool2DConfig.of(geometry, PoolKind.AVERAGE_INCLUDING_PADDING),
      Pool2DConfig.of(geometry, PoolKind.AVERAGE_EXCLUDING_PADDING),
      Pool2DConfig.of(geometry, PoolKind.SUM),
      new Pool2DConfig(geometry, PoolKind.P_NORM, 1, false),
      new Pool2DConfig(geometry, PoolKind.P_NORM, 2, false),
      new Pool2DConfig(geometry, PoolKind.P_NORM, 3.5, false)
    };
  }

  @Test
  void globalPoolingIsAWindowOverTheWholeImage() {
    Tensor4 x = Data.NORMAL.tensor(5, 3, 4, 6, 7);
    for (DataType type : TYPES) {
      for (PoolKind kind : PoolKind.values()) {
        check("global", x, Pool2DConfig.global(kind, kind == PoolKind.P_NORM ? 2 : 0), type);
      }
    }
  }

  /** Few different values, so that nearly every window has a tie. */
  @Test
  void givesATieToTheFirstElementRowByRow() {
    Random random = new Random(7);
    Tensor4 x = Tensor4.zeros(2, 3, 8, 9);
    for (int i = 0; i < x.values().length; i++) {
      x.values()[i] = random.nextInt(2);
    }
    for (Problem problem : Problem.named()) {
      if (problem.kh() <= 8 && problem.kw() <= 9) {
        for (DataType type : TYPES) {
          check("ties " + problem, x, Pool2DConfig.of(problem.geometry(), PoolKind.MAX), type);
        }
      }
    }
  }

  /** NaN gives way to numbers, infinities are numbers, and zeros of both signs tie. */
  @Test
  void treatsNanInfinityAndNegativeZeroAsTheReferenceDoes() {
    double[] special = {
      Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, -0.0, 0.0, -1, 2
    };
    Random random = new Random(8);
    for (int round = 0; round < 20; round++) {
      Tensor4 x = Tensor4.zeros(2, 2, 7, 7);
      int kinds = 1 + random.nextInt(special.length);
      int first = random.nextInt(special.length);
      for (int i = 0; i < x.values().length; i++) {
        x.values()[i] = special[(first + random.nextInt(kinds)) % special.length];
      }
      WindowGeometry geometry = WindowGeometry.square(2, 1 + round % 2, Padding.SAME);
      for (DataType type : TYPES) {
        check("special values, round " + round, x, Pool2DConfig.of(geometry, PoolKind.MAX), type);
        INDArray y =
            Nd4j.exec(new Pool2D(Data.array(x, type), Pool2DConfig.of(geometry, PoolKind.MAX)))[0];
        double[] expected =
            ReferencePooling.forward(x, geometry.resolve(7, 7), PoolKind.MAX, 0).value();
        assertThat(Data.values(y)).as("with the signs of zeros").isEqualTo(expected);
      }
    }
  }

  @Test
  void keepsNanInAveragesAndSums() {
    INDArray x = Data.array(new double[] {1, Double.NaN, 3, 4}, DataType.FLOAT, 1, 1, 1, 4);
    for (PoolKind kind : PoolKind.values()) {
      if (kind != PoolKind.MAX) {
        Pool2DConfig config =
            new Pool2DConfig(
                new WindowGeometry(
                    WindowGeometry.square(1, 1, Padding.VALID).height(),
                    WindowGeometry.square(2, 2, Padding.VALID).width()),
                kind,
                kind == PoolKind.P_NORM ? 2 : 0,
                false);
        double[] y = Data.values(Nd4j.exec(new Pool2D(x, config))[0]);
        assertThat(y[0]).as(kind + ": window with NaN").isNaN();
        assertThat(y[1]).as(kind + ": window without NaN").isFinite();
      }
    }
  }

  private static void check(String name, Tensor4 x, Pool2DConfig config, DataType type) {
    String what = name + " " + config.kind() + " p " + config.p() + " " + type;
    Window window = config.resolve(x.h(), x.w());
    int rows = window.height().output();
    int columns = window.width().output();
    Tensor4 dy = Data.INTEGER.tensor(x.h() * 31L + rows, x.n(), x.c(), rows, columns);
    INDArray ax = Data.array(x, type);
    INDArray ady = Data.array(dy, type);
    boolean selects = config.kind() == PoolKind.MAX;
    boolean integers = selects || config.kind() == PoolKind.SUM && name.contains("INTEGER");

    INDArray y = Nd4j.exec(new Pool2D(ax, config))[0];
    assertThat(y.shape()).containsExactly(x.n(), x.c(), rows, columns);
    Match.reference(
        what + ": y",
        integers ? Gate.EXACT : Gate.PROOF,
        ReferencePooling.forward(x, window, config.kind(), config.p()),
        y);
    INDArray dx = Nd4j.exec(new Pool2DGradient(ax, ady, config))[0];
    assertThat(dx.shape()).isEqualTo(ax.shape());
    Match.reference(
        what + ": dx",
        selects || config.kind() == PoolKind.SUM ? Gate.EXACT : Gate.PROOF,
        ReferencePooling.inputGradient(x, dy, window, config.kind(), config.p()),
        dx);
    Match.identical(what + ": x is left alone", Data.array(x, type), ax);
    Match.identical(what + ": dy is left alone", Data.array(dy, type), ady);
  }
}
