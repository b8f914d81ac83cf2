package io.github.conv4j.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.geometry.WindowGeometry;
import io.github.conv4j.testing.Data;
import io.github.conv4j.testing.Data.Layout;
import io.github.conv4j.testing.Match;
import io.github.conv4j.testing.Problem;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** Arrays that are not dense: the numbers are the same, and nothing around them is touched. */
class OpLayoutTest {

  private static final List<DataType> TYPES = List.of(DataType.FLOAT, DataType.DOUBLE);

  @ParameterizedTest
  @EnumSource(Layout.class)
  void convolvesViewsLikeDenseArrays(Layout layout) {
    Problem problem = Problem.named().get(0);
    Conv2DConfig config = new Conv2DConfig(problem.geometry(), Orientation.CROSS_CORRELATION);
    for (DataType type : TYPES) {
      INDArray x = Data.normal(1, type, problem.n(), problem.c(), problem.h(), problem.w());
      INDArray w = Data.normal(2, type, problem.f(), problem.c(), problem.kh(), problem.kw());
      INDArray b = Data.normal(3, type, 1, problem.f());
      INDArray y = Nd4j.exec(new Conv2D(x, w, b, config))[0];
      INDArray dy = Data.normal(4, type, y.shape());
      INDArray[] gradients = Nd4j.exec(new Conv2DGradient(x, w, b, dy, config));

      INDArray biasView = Nd4j.valueArrayOf(new long[] {problem.f(), 3}, 99.0, type);
      biasView.getColumn(1).assign(b.reshape(problem.f()));
      INDArray viewOfB = biasView.getColumn(1).reshape(1, problem.f());
      INDArray out = layout.empty(type, y.shape());
      exec(new Conv2D(layout.of(x), layout.of(w), viewOfB, config), out);
      Match.identical(layout + ": y", y, out);
      requireGuard(layout, out);

      INDArray dx = layout.empty(type, x.shape());
      INDArray dw = layout.empty(type, w.shape());
      INDArray db = Nd4j.valueArrayOf(new long[] {problem.f(), 3}, 99.0, type);
      exec(
          new Conv2DGradient(layout.of(x), layout.of(w), viewOfB, layout.of(dy), config),
          dx,
          dw,
          db.getColumn(1).reshape(1, problem.f()));
      Match.identical(layout + ": dx", gradients[0], dx);
      Match.identical(layout + ": dw", gradients[1], dw);
      Match.identical(layout + ": db", gradients[2].reshape(problem.f()), db.getColumn(1).dup());
      requireGuard(layout, dx);
      requireGuard(layout, dw);
      assertThat(db.getColumn(0).add(db.getColumn(2)).eq(198.0).all()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void poolsViewsLikeDenseArrays(Layout layout) {
    WindowGeometry geometry = Problem.named().get(0).geometry();
    for (DataType type : TYPES) {
      for (PoolKind kind : PoolKind.values()) {
        Pool2DConfig config =
            new Pool2DConfig(geometry, kind, kind == PoolKind.P_NORM ? 3 : 0, false);
        INDArray x = Data.normal(1, type, 2, 3, 6, 5);
        INDArray y = Nd4j.exec(new Pool2D(x, config))[0];
        INDArray dy = Data.normal(4, type, y.shape());
        INDArray expected = Nd4j.exec(new Pool2DGradient(x, dy, config))[0];

        INDArray out = layout.empty(type, y.shape());
        exec(new Pool2D(layout.of(x), config), out);
        Match.identical(layout + " " + kind + ": y", y, out);
        requireGuard(layout, out);
        INDArray dx = layout.empty(type, x.shape());
        exec(new Pool2DGradient(layout.of(x), layout.of(dy), config), dx);
        Match.identical(layout + " " + kind + ": dx", expected, dx);
        requireGuard(layout, dx);
      }
    }
  }

  private static void exec(DynamicCustomOp op, INDArray... outputs) {
    op.addOutputArgument(outputs);
    INDArray[] results = Nd4j.exec(op);
    assertThat(results).containsExactly(outputs);
  }

  /** The elements of the larger array that are not part of the view still hold 99. */
  private static void requireGuard(Layout layout, INDArray view) {
    if (layout == Layout.INTERIOR || layout == Layout.STRIDED || layout == Layout.OFFSET) {
      INDArray whole = view.dup();
      view.assign(99);
      long length =
          view.data().originalDataBuffer() == null
              ? view.data().length()
              : view.data().originalDataBuffer().length();
      INDArray buffer =
          Nd4j.create(
              view.data().originalDataBuffer() == null
                  ? view.data()
                  : view.data().originalDataBuffer(),
              new long[] {length});
      assertThat(buffer.eq(99.0).all()).as(layout + ": elements around the view").isTrue();
      view.assign(whole);
    }
  }
}
