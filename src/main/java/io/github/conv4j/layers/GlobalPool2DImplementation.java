package io.github.conv4j.layers;

import io.github.conv4j.geometry.Window;
import io.github.conv4j.ops.Pool2DConfig;
import java.util.Arrays;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The computing side of {@link GlobalPool2DLayer}. */
@SuppressWarnings("serial")
final class GlobalPool2DImplementation extends AbstractLayer<GlobalPool2DLayer> {

  private final transient Pooling pooling;

  GlobalPool2DImplementation(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
    this.pooling = new Pooling(dataType, layerConf().getExecution());
  }

  @Override
  public Type type() {
    return Type.SUBSAMPLING;
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }

  @Override
  public void clearNoiseWeightParams() {
    // No parameters.
  }

  @Override
  public INDArray getParam(String param) {
    return null;
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(false);
    INDArray x = channelsFirstInput();
    INDArray y =
        pooling.forward(
            x, layerConf().opConfig(), window(x), training ? input : null, workspaceMgr);
    return layerConf().isCollapseDimensions()
        ? y.reshape('c', y.size(0), y.size(1))
        : LayerGeometry.fromChannelsFirst(y, layerConf().format());
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(true);
    INDArray x = channelsFirstInput();
    INDArray dy = epsilon.castTo(dataType).dup('c').reshape('c', x.size(0), x.size(1), 1, 1);
    INDArray dx = pooling.backward(x, dy, layerConf().opConfig(), window(x), input, workspaceMgr);
    return new Pair<>(
        new DefaultGradient(), LayerGeometry.fromChannelsFirst(dx, layerConf().format()));
  }

  @Override
  public void clear() {
    super.clear();
    pooling.clear();
  }

  private INDArray channelsFirstInput() {
    if (input.rank() != 4 || maskArray != null) {
      throw new DL4JInvalidInputException(
          "layer "
              + LayerGeometry.name(layerConf().getLayerName(), index)
              + ": expected unmasked input of rank 4 [N, C, H, W], found shape "
              + Arrays.toString(input.shape())
              + (maskArray == null ? "" : " with a mask")
              + "; use Deeplearning4j's GlobalPoolingLayer for it");
    }
    return LayerGeometry.toChannelsFirst(input.castTo(dataType), layerConf().format());
  }

  private Window window(INDArray x) {
    Pool2DConfig config = layerConf().opConfig();
    return config.resolve(Math.toIntExact(x.size(2)), Math.toIntExact(x.size(3)));
  }

  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArray(
      INDArray maskArray, MaskState currentMaskState, int minibatchSize) {
    // As in the built-in layer: no mask goes beyond global pooling.
    this.maskArray = maskArray;
    this.maskState = null;
    return null;
  }
}
