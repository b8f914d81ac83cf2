package io.github.conv4j.layers;

import io.github.conv4j.geometry.Window;
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

/** The computing side of {@link Pool2DLayer}. */
@SuppressWarnings("serial")
final class Pool2DImplementation extends AbstractLayer<Pool2DLayer> {

  private final transient Pooling pooling;

  Pool2DImplementation(NeuralNetConfiguration conf, DataType dataType) {
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
    return LayerGeometry.fromChannelsFirst(y, layerConf().getCnn2dDataFormat());
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(true);
    INDArray x = channelsFirstInput();
    INDArray dy =
        LayerGeometry.toChannelsFirst(epsilon.castTo(dataType), layerConf().getCnn2dDataFormat());
    INDArray dx = pooling.backward(x, dy, layerConf().opConfig(), window(x), input, workspaceMgr);
    return new Pair<>(
        new DefaultGradient(),
        LayerGeometry.fromChannelsFirst(dx, layerConf().getCnn2dDataFormat()));
  }

  @Override
  public void clear() {
    super.clear();
    pooling.clear();
  }

  private INDArray channelsFirstInput() {
    if (input.rank() != 4) {
      throw new DL4JInvalidInputException(
          "layer "
              + name()
              + ": expected input of rank 4 [N, C, H, W], found shape "
              + Arrays.toString(input.shape()));
    }
    return LayerGeometry.toChannelsFirst(input.castTo(dataType), layerConf().getCnn2dDataFormat());
  }

  private Window window(INDArray x) {
    return layerConf().window(x.size(2), x.size(3), name());
  }

  private String name() {
    return LayerGeometry.name(layerConf().getLayerName(), index);
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
    return super.feedForwardMaskArray(reduced, currentMaskState, minibatchSize);
  }
}
