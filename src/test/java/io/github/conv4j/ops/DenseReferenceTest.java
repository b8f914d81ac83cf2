package io.github.conv4j.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.Window;
import io.github.conv4j.geometry.WindowGeometry;
import io.github.conv4j.kernels.Workers;
import io.github.conv4j.reference.Bounded;
import io.github.conv4j.reference.ReferenceConvolution;
import io.github.conv4j.reference.Tensor4;
import io.github.conv4j.testing.Data;
import io.github.conv4j.testing.Match;
import io.github.conv4j.verify.Tolerances.Gate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The dense op against plain loops: a dense layer is a 1 × 1 convolution of 1 × 1 images. */
class DenseReferenceTest {

  private static final int[][] SHAPES = {
    {1, 1, 1},
    {1, 7, 3},
    {5, 1, 4},
    {3, 6, 1},
    {2, 5, 3},
    {64, 40, 33},
    {7, 300, 517},
    {1, 800, 500}
  };
  private static final Window POINT = WindowGeometry.square(1, 1, Padding.VALID).resolve(1, 1);

  private final int workersBefore = Workers.count();

  @AfterEach
  void restore() {
    Workers.setCount(workersBefore);
  }

  @Test
  void agreesWithPlainLoops() {
    for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
      for (Data data : List.of(Data.INTEGER, Data.NORMAL)) {
        for (int[] shape : SHAPES) {
          for (char order : new char[] {'c', 'f'}) {
            check(type, data, shape[0], shape[1], shape[2], order);
          }
        }
      }
    }
  }

  private static void check(DataType type, Data data, int n, int in, int out, char order) {
    String what = type + " " + data + " " + n + "x" + in + "x" + out + " " + order;
    Gate gate = data == Data.INTEGER ? Gate.EXACT : Gate.PROOF;
    Tensor4 x = data.tensor(n + in, n, in, 1, 1);
    Tensor4 filters = data.tensor(in + out, out, in, 1, 1);
    Tensor4 b = data.tensor(out, 1, out, 1, 1);
    Tensor4 dy = data.tensor(n + out, n, out, 1, 1);
    INDArray ax = Data.array(x, type).reshape(n, in);
    INDArray aw = Data.array(filters, type).reshape(out, in).transpose().dup(order);
    INDArray ab = Data.array(b, type).reshape(out);
    INDArray ady = Data.array(dy, type).reshape(n, out);
    DenseConfig plain = new DenseConfig(false);

    Bounded truth = ReferenceConvolution.forward(x, filters, b.values(), POINT, 1, false);
    INDArray y = Nd4j.exec(new Dense(ax, aw, ab, plain))[0];
    Match.reference(what + ": y", gate, truth, y);
    Match.reference(
        what + ": y without bias",
        gate,
        ReferenceConvolution.forward(x, filters, null, POINT, 1, false),
        Nd4j.exec(new Dense(ax, aw, null, plain))[0]);

    DenseGradient op = new DenseGradient(ax, aw, ab, null, ady, plain);
    INDArray dw = Nd4j.create(type, new long[] {in, out}, order);
    op.addOutputArgument(Nd4j.create(type, n, in), dw, Nd4j.create(type, out));
    INDArray[] gradients = Nd4j.exec(op);
    Match.reference(
        what + ": dx",
        gate,
        ReferenceConvolution.inputGradient(x, filters, dy, POINT, 1, false),
        gradients[0]);
    Match.reference(
        what + ": dw",
        gate,
        ReferenceConvolution.weightGradient(x, filters, dy, POINT, 1, false),
        dw.transpose().dup('c'));
    Match.reference(what + ": db", gate, ReferenceConvolution.biasGradient(dy), gradients[2]);

    INDArray rectified = Nd4j.exec(new Dense(ax, aw, ab, new DenseConfig(true)))[0];
    Match.identical(what + ": rectified", y.mul(y.gt(0).castTo(type)).add(0), rectified);
    INDArray masked = ady.mul(rectified.gt(0).castTo(type));
    INDArray[] expected = Nd4j.exec(new DenseGradient(ax, aw, ab, null, masked, plain));
    INDArray[] actual =
        Nd4j.exec(new DenseGradient(ax, aw, ab, rectified, ady, new DenseConfig(true)));
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).as(what + ": rectified gradient " + i).isEqualTo(expected[i]);
    }
  }

  @Test
  void resultsAreBitIdenticalForEveryNumberOfWorkers() {
    INDArray x = Data.normal(1, DataType.FLOAT, 61, 403);
    INDArray w = Data.normal(2, DataType.FLOAT, 403, 517).dup('f');
    INDArray b = Data.normal(3, DataType.FLOAT, 517);
    INDArray dy = Data.normal(4, DataType.FLOAT, 61, 517);
    Workers.setCount(1);
    INDArray y = Nd4j.exec(new Dense(x, w, b, new DenseConfig(false)))[0];
    INDArray[] gradients = Nd4j.exec(new DenseGradient(x, w, b, null, dy, new DenseConfig(false)));
    for (int workers = 2; workers <= 4; workers++) {
      Workers.setCount(workers);
      Match.identical("y", y, Nd4j.exec(new Dense(x, w, b, new DenseConfig(false)))[0]);
      INDArray[] again = Nd4j.exec(new DenseGradient(x, w, b, null, dy, new DenseConfig(false)));
      for (int i = 0; i < again.length; i++) {
        Match.identical("gradient " + i, gradients[i], again[i]);
      }
    }
  }

  /** Other memory layouts than dense ones are copied, whatever the strides. */
  @Test
  void takesViewsAndFillsThem() {
    INDArray x = Data.normal(1, DataType.DOUBLE, 6, 8);
    INDArray w = Data.normal(2, DataType.DOUBLE, 10, 8).transpose();
    INDArray part = x.get(org.nd4j.linalg.indexing.NDArrayIndex.interval(1, 4));
    INDArray expected = part.dup('c').mmul(w.dup('c'));
    assertThat(
            Nd4j.exec(new Dense(part, w, null, new DenseConfig(false)))[0].equalsWithEps(
                expected, 1e-12))
        .isTrue();
    INDArray y = Nd4j.create(DataType.DOUBLE, new long[] {3, 10}, 'f');
    Dense op = new Dense(part, w, null, new DenseConfig(false));
    op.addOutputArgument(y);
    Nd4j.exec(op);
    assertThat(y.equalsWithEps(expected, 1e-12)).isTrue();
  }

  @Test
  void worksInAGraphThatIsSavedAndLoaded() throws Exception {
    SameDiff sd = SameDiff.create();
    SDVariable x = sd.placeHolder("x", DataType.DOUBLE, -1, 3);
    SDVariable w = sd.var("w", Data.normal(2, DataType.DOUBLE, 3, 2));
    SDVariable b = sd.var("b", Data.normal(3, DataType.DOUBLE, 2));
    SDVariable y = new Dense(sd, x, w, b, new DenseConfig(true)).outputVariable().rename("y");
    y.sum().rename("loss").markAsLoss();
    INDArray input = Data.normal(1, DataType.DOUBLE, 4, 3);
    INDArray direct = Nd4j.exec(new Dense(input, w.getArr(), b.getArr(), new DenseConfig(true)))[0];
    assertThat(sd.output(Map.of("x", input), "y").get("y")).isEqualTo(direct);
    INDArray[] gradients =
        Nd4j.exec(
            new DenseGradient(
                input,
                w.getArr(),
                b.getArr(),
                direct,
                Nd4j.ones(DataType.DOUBLE, 4, 2),
                new DenseConfig(true)));
    Map<String, INDArray> found = sd.calculateGradients(Map.of("x", input), "w", "b");
    assertThat(found.get("w")).isEqualTo(gradients[1]);
    assertThat(found.get("b")).isEqualTo(gradients[2]);
    SameDiff again = SameDiff.fromFlatBuffers(sd.asFlatBuffers(false));
    assertThat(again.output(Map.of("x", input), "y").get("y")).isEqualTo(direct);
  }

  @Test
  void anEmptyBatchGivesAnEmptyOutput() {
    INDArray x = Nd4j.create(DataType.FLOAT, 0, 3);
    INDArray w = Data.normal(2, DataType.FLOAT, 3, 2);
    assertThat(Nd4j.exec(new Dense(x, w, null, new DenseConfig(false)))[0].shape())
        .containsExactly(0, 2);
  }

  @Test
  void saysWhatDoesNotFit() {
    INDArray x = Data.normal(1, DataType.FLOAT, 4, 3);
    INDArray w = Data.normal(2, DataType.FLOAT, 5, 2);
    DenseConfig plain = new DenseConfig(false);
    assertThatThrownBy(() -> Nd4j.exec(new Dense(x, w, null, plain)))
        .hasMessageContaining(
            "expected an input [N, I] and weights [I, O], found [4, 3] and [5, 2]");
    INDArray fitting = Data.normal(2, DataType.FLOAT, 3, 2);
    assertThatThrownBy(
            () -> Nd4j.exec(new Dense(x, fitting, Data.normal(3, DataType.FLOAT, 3), plain)))
        .hasMessageContaining("expected a bias of 2 elements (one per output), found shape [3]");
    assertThatThrownBy(
            () ->
                Nd4j.exec(
                    new DenseGradient(
                        x, fitting, null, null, Data.normal(3, DataType.FLOAT, 4, 3), plain)))
        .hasMessageContaining("expected a gradient of shape [4, 2], found [4, 3]");
    assertThatThrownBy(() -> new DenseGradient(x, fitting, null, x, x, plain))
        .hasMessageContaining("expected the output y with a rectified forward pass");
  }
}
