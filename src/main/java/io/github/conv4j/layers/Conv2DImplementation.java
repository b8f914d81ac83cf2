package io.github.conv4j.layers;

import io.github.conv4j.geometry.Window;
import io.github.conv4j.ops.Conv2D;
import io.github.conv4j.ops.Conv2DGradient;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The computing side of {@link Conv2DLayer}. */
@SuppressWarnings("serial")
final class Conv2DImplementation extends BaseLayer<Conv2DLayer> {

  private static final ActivationReLU PLAIN_RELU = new ActivationReLU();

  private final transient ComposedConv2D composed;

  /**
   * What backpropagation needs of the last training pass and would otherwise have to compute again,
   * with the input it belongs to: the pre-activation, or the output where the op includes the
   * activation. It lives in the workspace of the activations.
   */
  private transient INDArray kept;

  private transient INDArray keptInput;

  Conv2DImplementation(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
    this.composed =
        layerConf().getExecution().runsHandwritten(dataType) ? null : new ComposedConv2D();
  }

  @Override
  public Type type() {
    return Type.CONVOLUTIONAL;
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }

  @Override
  public boolean hasBias() {
    return layerConf().hasBias();
  }

  @Override
  public void setParams(INDArray params) {
    // As in the built-in layer: row by row, not column by column as the base class has it.
    setParams(params, 'c');
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(false);
    forget();
    applyDropOutIfNecessary(training, workspaceMgr);
    INDArray z = convolve(training, workspaceMgr);
    IActivation activation = layerConf().getActivationFn();
    INDArray result = z;
    if (!(activation instanceof ActivationIdentity)) {
      if (training) {
        // Not the array that is passed on: the next layer's dropout may work in place.
        kept = z;
        keptInput = input;
        result = workspaceMgr.dup(ArrayType.ACTIVATIONS, z, 'c');
      }
      result = isRectified() ? result : activation.getActivation(result, training);
    }
    return LayerGeometry.fromChannelsFirst(result, layerConf().getCnn2dDataFormat());
  }

  /** Whether the op includes the activation: a plain ReLU. */
  private boolean isRectified() {
    return composed == null && PLAIN_RELU.equals(layerConf().getActivationFn());
  }

  /** The convolution, with the activation if {@link #isRectified}. */
  private INDArray convolve(boolean training, LayerWorkspaceMgr workspaceMgr) {
    INDArray x = channelsFirstInput();
    // Bias first, as in the built-in layer: the same seed then gives the same weight noise.
    INDArray b =
        hasBias()
            ? getParamWithNoise(ConvolutionParamInitializer.BIAS_KEY, training, workspaceMgr)
            : null;
    INDArray w = getParamWithNoise(ConvolutionParamInitializer.WEIGHT_KEY, training, workspaceMgr);
    Window window = layerConf().window(x.size(2), x.size(3), name());
    INDArray z =
        workspaceMgr.createUninitialized(
            ArrayType.ACTIVATIONS,
            dataType,
            new long[] {x.size(0), w.size(0), window.height().output(), window.width().output()},
            'c');
    if (composed != null) {
      z.assign(composed.forward(x, w, b, layerConf(), window));
      return z;
    }
    Conv2D op = new Conv2D(x, w, b, layerConf().opConfig(isRectified()));
    op.addOutputArgument(z);
    Nd4j.exec(op);
    return z;
  }

  private INDArray channelsFirstInput() {
    if (input.rank() != 4) {
      throw new DL4JInvalidInputException(
          "layer "
              + name()
              + ": expected input of rank 4 [N, C, H, W], found shape "
              + java.util.Arrays.toString(input.shape())
              + "; set the network's input type, for example InputType.convolutionalFlat(28, 28, 1)");
    }
    INDArray x =
        LayerGeometry.toChannelsFirst(input.castTo(dataType), layerConf().getCnn2dDataFormat());
    if (x.size(1) != layerConf().getNIn()) {
      throw new DL4JInvalidInputException(
          "layer "
              + name()
              + ": expected "
              + layerConf().getNIn()
              + " input channels in "
              + layerConf().getCnn2dDataFormat()
              + " layout, found input of shape "
              + java.util.Arrays.toString(input.shape()));
    }
    return x;
  }

  private String name() {
    return LayerGeometry.name(layerConf().getLayerName(), index);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(true);
    INDArray x = channelsFirstInput();
    INDArray w = getParamWithNoise(ConvolutionParamInitializer.WEIGHT_KEY, true, workspaceMgr);
    INDArray b =
        hasBias()
            ? getParamWithNoise(ConvolutionParamInitializer.BIAS_KEY, true, workspaceMgr)
            : null;
    boolean rectified = isRectified();
    INDArray y = rectified ? takeKept(workspaceMgr) : null;
    INDArray delta = rectified ? channelsFirst(epsilon) : delta(epsilon, workspaceMgr);
    INDArray dw = gradientViews.get(ConvolutionParamInitializer.WEIGHT_KEY);
    INDArray db = hasBias() ? gradientViews.get(ConvolutionParamInitializer.BIAS_KEY) : null;
    INDArray dx =
        workspaceMgr.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, x.shape(), 'c');
    if (composed != null) {
      Window window = layerConf().window(x.size(2), x.size(3), name());
      composed.backward(x, w, b, delta, layerConf(), window, dx, dw, db);
    } else {
      Conv2DGradient op = new Conv2DGradient(x, w, b, y, delta, layerConf().opConfig(rectified));
      if (InputGradient.isUnseen(index)) {
        op.withoutInputGradient();
      }
      op.addOutputArgument(dx, dw);
      if (db != null) {
        op.addOutputArgument(db);
      }
      Nd4j.exec(op);
    }
    Gradient gradients = new DefaultGradient();
    if (db != null) {
      gradients.setGradientFor(ConvolutionParamInitializer.BIAS_KEY, db);
    }
    gradients.setGradientFor(ConvolutionParamInitializer.WEIGHT_KEY, dw, 'c');
    weightNoiseParams.clear();
    INDArray result = LayerGeometry.fromChannelsFirst(dx, layerConf().getCnn2dDataFormat());
    return new Pair<>(gradients, backpropDropOutIfPresent(result));
  }

  /** Gradient with respect to the pre-activation, [N, F, OH, OW]. */
  private INDArray delta(INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    INDArray gradient = channelsFirst(epsilon);
    IActivation activation = layerConf().getActivationFn();
    return activation instanceof ActivationIdentity
        ? gradient
        // RReLU gives FLOAT in DOUBLE networks.
        : activation.backprop(takeKept(workspaceMgr), gradient).getFirst().castTo(dataType);
  }

  private INDArray channelsFirst(INDArray epsilon) {
    return LayerGeometry.toChannelsFirst(
        epsilon.castTo(dataType), layerConf().getCnn2dDataFormat());
  }

  /** Activations may work in place: the array is spent afterwards. */
  private INDArray takeKept(LayerWorkspaceMgr workspaceMgr) {
    INDArray taken = kept != null && keptInput == input ? kept : convolve(true, workspaceMgr);
    forget();
    return taken;
  }

  private void forget() {
    kept = null;
    keptInput = null;
  }

  @Override
  public void clear() {
    super.clear();
    forget();
  }

  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArray(
      INDArray maskArray, MaskState currentMaskState, int minibatchSize) {
    if (maskArray == null) {
      return new Pair<>(null, currentMaskState);
    }
    INDArray reduced =
        LayerGeometry.reduceMask(
            maskArray, layerConf().geometry(), layerConf().getConvolutionMode(), name());
    return new Pair<>(reduced, currentMaskState);
  }
}
