package io.github.conv4j.ops;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.kernels.MaxPositions;
import io.github.conv4j.testing.Data;
import io.github.conv4j.testing.Match;
import io.github.conv4j.testing.Problem;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Maxima that the forward pass noted give the same gradient as a new search. */
class PoolPositionsTest {

  @Test
  void notedPositionsGiveTheGradientOfASearch() {
    MaxPositions positions = new MaxPositions();
    for (Problem problem : Problem.named()) {
      for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
        INDArray x =
            Data.array(
                Data.INTEGER.tensor(
                    problem.seed(), problem.n(), problem.c(), problem.h(), problem.w()),
                type);
        Pool2DConfig config = Pool2DConfig.of(problem.geometry(), PoolKind.MAX);
        INDArray y = Nd4j.exec(new Pool2D(x, config).positions(positions))[0];
        Match.identical(problem + ": y", Nd4j.exec(new Pool2D(x, config))[0], y);
        INDArray dy = Data.normal(9, type, y.shape());
        Match.identical(
            problem + ": dx",
            Nd4j.exec(new Pool2DGradient(x, dy, config))[0],
            Nd4j.exec(new Pool2DGradient(x, dy, config).positions(positions))[0]);
      }
    }
  }

  @Test
  void refusesPositionsOfAnotherShape() {
    MaxPositions positions = new MaxPositions();
    INDArray x = Data.normal(1, DataType.FLOAT, 1, 1, 4, 4);
    Pool2DConfig config = Pool2DConfig.global(PoolKind.MAX, 0);
    INDArray dy = Data.normal(2, DataType.FLOAT, 1, 1, 1, 1);
    assertThatThrownBy(() -> Nd4j.exec(new Pool2DGradient(x, dy, config).positions(positions)))
        .hasMessageContaining("expected those of 1 outputs, found 0");
  }
}
