package io.github.conv4j.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.geometry.WindowGeometry;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.exception.ND4JOpProfilerException;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.profiler.OpProfiler;
import org.nd4j.linalg.profiler.ProfilerConfig;

/** What the ops refuse, in one line each, and the empty batch, which they do not refuse. */
class OpErrorsTest {

  private static final Conv2DConfig CONFIG =
      new Conv2DConfig(WindowGeometry.square(3, 1, Padding.VALID), Orientation.CROSS_CORRELATION);
  private static final Pool2DConfig POOL =
      Pool2DConfig.of(WindowGeometry.square(2, 2, Padding.VALID), PoolKind.MAX);

  private static INDArray zeros(long... shape) {
    return Nd4j.zeros(DataType.FLOAT, shape);
  }

  private static void refuses(DynamicCustomOp op, String message) {
    assertThatThrownBy(() -> Nd4j.exec(op))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message)
        .hasMessageNotContaining("\n");
  }

  @Test
  void refusesInputOfWrongRank() {
    refuses(
        new Conv2D(zeros(2, 784), zeros(4, 3, 3, 3), null, CONFIG),
        "conv4j_conv2d: expected an input of rank 4 [N, C, H, W], found shape [2, 784]");
    refuses(
        new Pool2D(zeros(3, 4, 5), POOL),
        "conv4j_pool2d: expected an input of rank 4 [N, C, H, W], found shape [3, 4, 5]");
  }

  @Test
  void refusesWeightsOfWrongShape() {
    refuses(
        new Conv2D(zeros(2, 3, 8, 8), zeros(4, 27), null, CONFIG),
        "conv4j_conv2d: expected weights of rank 4 [F, C, KH, KW], found shape [4, 27]");
    refuses(
        new Conv2D(zeros(2, 3, 8, 8), zeros(4, 5, 3, 3), null, CONFIG),
        "conv4j_conv2d: expected input and weights with the same number of channels, found input"
            + " [2, 3, 8, 8] and weights [4, 5, 3, 3]");
    refuses(
        new Conv2D(zeros(2, 3, 8, 8), zeros(4, 3, 3, 5), null, CONFIG),
        "conv4j_conv2d: expected weights with a 3 x 3 kernel, found shape [4, 3, 3, 5]");
  }

  @Test
  void refusesBiasOfWrongLength() {
    refuses(
        new Conv2D(zeros(2, 3, 8, 8), zeros(4, 3, 3, 3), zeros(1, 3), CONFIG),
        "conv4j_conv2d: expected a bias of 4 elements (one per filter), found shape [1, 3]");
  }

  @Test
  void refusesMixedTypes() {
    INDArray wide = Nd4j.zeros(DataType.DOUBLE, 4, 3, 3, 3);
    refuses(
        new Conv2D(zeros(2, 3, 8, 8), wide, null, CONFIG),
        "conv4j_conv2d: expected all inputs of one type, found FLOAT and DOUBLE; cast them first");
  }

  @Test
  void refusesTypesWithoutAKernel() {
    String rest = "; cast the inputs, or use the composed variant (Execution.COMPOSED)";
    INDArray integers = Nd4j.zeros(DataType.INT32, 2, 3, 8, 8);
    refuses(
        new Pool2D(integers, POOL), "conv4j_pool2d: expected FLOAT or DOUBLE, found INT" + rest);
    refuses(
        new Conv2D(integers, Nd4j.zeros(DataType.INT32, 4, 3, 3, 3), null, CONFIG),
        "conv4j_conv2d: expected FLOAT or DOUBLE, found INT" + rest);
  }

  @Test
  void refusesWindowsThatDoNotFit() {
    String message =
        "height: window does not fit: expected an effective kernel of at most 2 (input 2 + padding"
            + " 0 + 0), found 3; use a smaller kernel or dilation, or more padding";
    refuses(new Conv2D(zeros(1, 3, 2, 8), zeros(4, 3, 3, 3), null, CONFIG), message);
    refuses(
        new Pool2D(zeros(1, 1, 8, 1), POOL),
        "width: window does not fit: expected an effective kernel of at most 1 (input 1 + padding"
            + " 0 + 0), found 2; use a smaller kernel or dilation, or more padding");
  }

  @Test
  void refusesGradientsOfWrongShape() {
    refuses(
        new Conv2DGradient(zeros(2, 3, 8, 8), zeros(4, 3, 3, 3), null, zeros(2, 4, 6, 5), CONFIG),
        "conv4j_conv2d_bp: expected a gradient of shape [2, 4, 6, 6], found [2, 4, 6, 5]");
    refuses(
        new Pool2DGradient(zeros(2, 3, 8, 8), zeros(2, 3, 4, 3), POOL),
        "conv4j_pool2d_bp: expected a gradient of shape [2, 3, 4, 4], found [2, 3, 4, 3]");
  }

  /** Kernels write to memory: an output that is too small would be overrun. */
  @Test
  void refusesOutputsOfWrongShapeTypeOrNumber() {
    for (INDArray output :
        new INDArray[] {zeros(2, 4, 6, 5), Nd4j.zeros(DataType.DOUBLE, 2, 4, 6, 6)}) {
      Conv2D op = new Conv2D(zeros(2, 3, 8, 8), zeros(4, 3, 3, 3), null, CONFIG);
      op.addOutputArgument(output);
      refuses(
          op,
          "conv4j_conv2d: expected outputs [FLOAT[2, 4, 6, 6]], found ["
              + output.dataType()
              + java.util.Arrays.toString(output.shape())
              + "]");
    }
    Conv2DGradient gradient =
        new Conv2DGradient(
            zeros(2, 3, 8, 8), zeros(4, 3, 3, 3), zeros(1, 4), zeros(2, 4, 6, 6), CONFIG);
    gradient.addOutputArgument(zeros(2, 3, 8, 8), zeros(4, 3, 3, 3));
    refuses(
        gradient,
        "conv4j_conv2d_bp: expected outputs [FLOAT[2, 3, 8, 8], FLOAT[4, 3, 3, 3], FLOAT[1, 4]],"
            + " found [FLOAT[2, 3, 8, 8], FLOAT[4, 3, 3, 3]]");
  }

  @Test
  void refusesInputWithoutChannels() {
    refuses(
        new Pool2D(zeros(2, 0, 8, 8), POOL),
        "conv4j_pool2d: expected one channel or more, found shape [2, 0, 8, 8]");
  }

  @Test
  void refusesImpossibleExponents() {
    WindowGeometry geometry = POOL.geometry();
    assertThatThrownBy(() -> new Pool2DConfig(geometry, PoolKind.P_NORM, 0.5, false))
        .hasMessage("p-norm pooling: expected a finite p of 1 or more, found 0.5");
    assertThatThrownBy(() -> new Pool2DConfig(geometry, PoolKind.P_NORM, Double.NaN, false))
        .hasMessage("p-norm pooling: expected a finite p of 1 or more, found NaN");
    assertThatThrownBy(() -> new Pool2DConfig(geometry, PoolKind.MAX, 2, false))
        .hasMessage("MAX pooling takes no p, found 2.0");
  }

  @Test
  void emptyBatchGivesEmptyOutputAndZeroParameterGradients() {
    INDArray x = zeros(0, 3, 8, 8);
    INDArray w = Nd4j.ones(DataType.FLOAT, 4, 3, 3, 3);
    INDArray b = Nd4j.ones(DataType.FLOAT, 1, 4);
    assertThat(Nd4j.exec(new Conv2D(x, w, b, CONFIG))[0].shape()).containsExactly(0, 4, 6, 6);
    Conv2DGradient op = new Conv2DGradient(x, w, b, zeros(0, 4, 6, 6), CONFIG);
    INDArray dw = w.dup();
    INDArray db = b.dup();
    op.addOutputArgument(zeros(0, 3, 8, 8), dw, db);
    Nd4j.exec(op);
    assertThat(dw).isEqualTo(w.mul(0));
    assertThat(db).isEqualTo(b.mul(0));
    assertThat(Nd4j.exec(new Pool2D(x, POOL))[0].shape()).containsExactly(0, 3, 4, 4);
    assertThat(Nd4j.exec(new Pool2DGradient(x, zeros(0, 3, 4, 4), POOL))[0].shape())
        .containsExactly(0, 3, 8, 8);
  }

  /** Their memory is gone: reading it would end the process. */
  @Test
  void refusesClosedArrays() {
    INDArray x = zeros(1, 1, 4, 4);
    x.close();
    assertThatThrownBy(() -> Nd4j.exec(new Pool2D(x, POOL)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void takesPartInNd4jsSearchForNan() {
    INDArray x = Nd4j.valueArrayOf(new long[] {1, 1, 4, 4}, Double.NaN, DataType.FLOAT);
    OpExecutioner executioner = Nd4j.getExecutioner();
    ProfilerConfig before = OpProfiler.getInstance().getConfig();
    executioner.setProfilingConfig(ProfilerConfig.builder().checkForNAN(true).build());
    try {
      assertThatThrownBy(() -> Nd4j.exec(new Pool2D(x, POOL)))
          .isInstanceOf(ND4JOpProfilerException.class);
    } finally {
      OpProfiler.getInstance().setConfig(before);
    }
    assertThat(Nd4j.exec(new Pool2D(x, POOL))).hasSize(1);
  }
}
