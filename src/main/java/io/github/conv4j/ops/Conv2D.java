package io.github.conv4j.ops;

import io.github.conv4j.geometry.Window;
import io.github.conv4j.kernels.ConvolutionKernel;
import io.github.conv4j.kernels.Convolutions;
import io.github.conv4j.kernels.Lanes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/**
 * Two-dimensional convolution with a handwritten gradient.
 *
 * <pre>  y[n,f,i,j] = b[f] + Σ_{c,k,l} x[n, c, i·s - p + k·d, j·s - p + l·d] · w[f,c,k,l]</pre>
 *
 * <p>Inputs: x [N, C, H, W], N may be 0; w [F, C, KH, KW]; optionally b with F elements. Output: y
 * [N, F, OH, OW]. FLOAT or DOUBLE, all of one type. Elements outside the input count as 0. With
 * {@link io.github.conv4j.geometry.Orientation#CONVOLUTION} the kernel is flipped on both axes. A
 * rectified op returns max(0, y).
 */
public final class Conv2D extends HandwrittenOp<Conv2DConfig> {

  static final String NAME = "conv4j_conv2d";

  /** For ND4J, which then sets the arguments. */
  public Conv2D() {}

  /**
   * As part of a graph; see {@link #outputVariable()}.
   *
   * @param sameDiff graph
   * @param x input
   * @param w weights
   * @param b bias, or null
   * @param config geometry and orientation
   */
  public Conv2D(SameDiff sameDiff, SDVariable x, SDVariable w, SDVariable b, Conv2DConfig config) {
    super(sameDiff, b == null ? new SDVariable[] {x, w} : new SDVariable[] {x, w, b});
    addIArgument(config.arguments());
  }

  /**
   * For direct execution by {@code Nd4j.exec}.
   *
   * @param x input
   * @param w weights
   * @param b bias, or null
   * @param config geometry and orientation
   */
  public Conv2D(INDArray x, INDArray w, INDArray b, Conv2DConfig config) {
    super(b == null ? new INDArray[] {x, w} : new INDArray[] {x, w, b});
    addIArgument(config.arguments());
  }

  @Override
  public String opName() {
    return NAME;
  }

  @Override
  public int getNumOutputs() {
    return 1;
  }

  @Override
  public List<SDVariable> doDiff(List<SDVariable> gradients) {
    List<SDVariable> all = new ArrayList<>(Arrays.asList(args()));
    if (config().rectified()) {
      all.add(outputVariable());
    }
    all.add(gradients.get(0));
    return new ArrayList<>(
        Arrays.asList(
            new Conv2DGradient(sameDiff, all.toArray(new SDVariable[0]), iArgs())
                .outputVariables()));
  }

  @Override
  List<LongShapeDescriptor> outputShapes(Conv2DConfig config, List<INDArray> inputs) {
    INDArray x = inputs.get(0);
    INDArray w = inputs.get(1);
    Window window = window(NAME, config, x, w, inputs.size() > 2 ? inputs.get(2) : null);
    return List.of(
        DenseArrays.shape(
            x.dataType(), x.size(0), w.size(0), window.height().output(), window.width().output()));
  }

  @Override
  void execute(Conv2DConfig config, List<INDArray> inputs, List<INDArray> outputs) {
    INDArray x = DenseArrays.of(inputs.get(0));
    INDArray w = DenseArrays.of(inputs.get(1));
    INDArray b = inputs.size() > 2 ? DenseArrays.of(inputs.get(2)) : null;
    Window window = window(NAME, config, x, w, b);
    Lanes<?> lanes = DenseArrays.lanes(NAME, inputs);
    if (x.isEmpty()) {
      return;
    }
    INDArray y = DenseArrays.target(outputs.get(0));
    kernel(lanes, window, x, w, config)
        .forward(
            DenseArrays.size(x, 0),
            DenseArrays.pointer(x),
            DenseArrays.pointer(w),
            b == null ? null : DenseArrays.pointer(b),
            config.rectified(),
            DenseArrays.pointer(y));
    DenseArrays.keepAlive(b == null ? List.of(x, w) : List.of(x, w, b));
    DenseArrays.deliver(y, outputs.get(0));
  }

  @Override
  Conv2DConfig config() {
    return Conv2DConfig.of(NAME, iArgs());
  }

  static <A> ConvolutionKernel<A> kernel(
      Lanes<A> lanes, Window window, INDArray x, INDArray w, Conv2DConfig config) {
    return Convolutions.of(
        lanes,
        window,
        DenseArrays.size(x, 0),
        DenseArrays.size(w, 1),
        DenseArrays.size(w, 0),
        config.orientation(),
        config.algorithm());
  }

  /** Checks the arrays against each other and resolves the geometry. */
  static Window window(String op, Conv2DConfig config, INDArray x, INDArray w, INDArray b) {
    DenseArrays.requireRank4(op, "an input", "[N, C, H, W]", x);
    DenseArrays.requireChannels(op, x);
    DenseArrays.requireRank4(op, "weights", "[F, C, KH, KW]", w);
    if (x.size(1) != w.size(1)) {
      throw new IllegalArgumentException(
          op
              + ": expected input and weights with the same number of channels, found input "
              + Arrays.toString(x.shape())
              + " and weights "
              + Arrays.toString(w.shape()));
    }
    int kernelHeight = config.geometry().height().kernel();
    int kernelWidth = config.geometry().width().kernel();
    if (w.size(2) != kernelHeight || w.size(3) != kernelWidth) {
      throw new IllegalArgumentException(
          op
              + ": expected weights with a "
              + kernelHeight
              + " x "
              + kernelWidth
              + " kernel, found shape "
              + Arrays.toString(w.shape()));
    }
    if (b != null && b.length() != w.size(0)) {
      throw new IllegalArgumentException(
          op
              + ": expected a bias of "
              + w.size(0)
              + " elements (one per filter), found shape "
              + Arrays.toString(b.shape()));
    }
    return config.geometry().resolve(DenseArrays.size(x, 2), DenseArrays.size(x, 3));
  }
}
