package io.github.conv4j.layers;

import io.github.conv4j.ops.BatchNormStep;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The computing side of {@link HandwrittenBatchNormLayer}. What it does not cover, input that is
 * neither images nor vectors and types that are neither FLOAT nor DOUBLE, it leaves to the built-in
 * layer it extends.
 *
 * <p>The running statistics change as Deeplearning4j has it: their change is handed over as a
 * gradient that is subtracted as it is.
 *
 * <p>After a pass in inference mode, as a frozen layer with backpropagation makes it, the running
 * statistics are constants to the gradient. The built-in layer differentiates as though they
 * belonged to the batch.
 */
@SuppressWarnings("serial")
final class BatchNormImplementation extends BatchNormalization {

  private final transient boolean handwritten;

  /** Statistics of the last training pass, and the input they belong to. */
  private transient double[] mean;

  private transient double[] variance;
  private transient INDArray normalised;

  /** Whether those are the running statistics, constants to the gradient. */
  private transient boolean running;

  BatchNormImplementation(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
    this.handwritten = configuration().getExecution().runsHandwritten(dataType);
  }

  private HandwrittenBatchNormLayer configuration() {
    return (HandwrittenBatchNormLayer) layerConf();
  }

  private boolean covers(INDArray array) {
    return handwritten
        && !array.isEmpty()
        && (array.rank() == 2 || array.rank() == 4)
        && array.size(array.rank() == 4 && isChannelsLast() ? 3 : 1) == layerConf().getNOut();
  }

  private boolean isChannelsLast() {
    return layerConf().getCnn2DFormat() == CNN2DFormat.NHWC;
  }

  private INDArray channelsFirst(INDArray array) {
    INDArray cast = array.castTo(dataType);
    return array.rank() == 4
        ? LayerGeometry.toChannelsFirst(cast, layerConf().getCnn2DFormat())
        : cast;
  }

  private INDArray asTheNetworkHasIt(INDArray array) {
    return array.rank() == 4
        ? LayerGeometry.fromChannelsFirst(array, layerConf().getCnn2DFormat())
        : array;
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(false);
    forget();
    if (!covers(input)) {
      return super.activate(training, workspaceMgr);
    }
    INDArray x = channelsFirst(input);
    INDArray y = workspaceMgr.createUninitialized(ArrayType.ACTIVATIONS, dataType, x.shape(), 'c');
    double epsilon = layerConf().getEps();
    running = !training;
    normalised = input;
    if (training) {
      mean = new double[channels()];
      variance = new double[channels()];
      BatchNormStep.forward(x, gamma(), beta(), epsilon, mean, variance, y);
    } else {
      mean = runningMean();
      variance = runningVariance();
      BatchNormStep.normalise(x, gamma(), beta(), epsilon, mean, variance, y);
    }
    return asTheNetworkHasIt(y);
  }

  private int channels() {
    return Math.toIntExact(layerConf().getNOut());
  }

  private double[] gamma() {
    return factors(BatchNormalizationParamInitializer.GAMMA, layerConf().getGamma());
  }

  private double[] beta() {
    return factors(BatchNormalizationParamInitializer.BETA, layerConf().getBeta());
  }

  private double[] factors(String key, double locked) {
    if (!layerConf().isLockGammaBeta()) {
      return BatchNormStep.read(getParam(key));
    }
    double[] factors = new double[channels()];
    Arrays.fill(factors, locked);
    return factors;
  }

  private double[] runningMean() {
    return BatchNormStep.read(getParam(BatchNormalizationParamInitializer.GLOBAL_MEAN));
  }

  private double[] runningVariance() {
    if (!layerConf().isUseLogStd()) {
      return BatchNormStep.read(getParam(BatchNormalizationParamInitializer.GLOBAL_VAR));
    }
    double[] logarithms =
        BatchNormStep.read(getParam(BatchNormalizationParamInitializer.GLOBAL_LOG_STD));
    return Arrays.stream(logarithms).map(s -> StrictMath.pow(10, 2 * s)).toArray();
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(true);
    if (!covers(input)) {
      return super.backpropGradient(epsilon, workspaceMgr);
    }
    INDArray x = channelsFirst(input);
    INDArray dx =
        workspaceMgr.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, x.shape(), 'c');
    double[] gamma = gamma();
    if (normalised != input) {
      running = false;
      mean = new double[channels()];
      variance = new double[channels()];
      BatchNormStep.forward(x, gamma, beta(), layerConf().getEps(), mean, variance, dx);
    }
    double[] dGamma = new double[channels()];
    double[] dBeta = new double[channels()];
    BatchNormStep.backward(
        x, gamma, layerConf().getEps(), mean, variance, channelsFirst(epsilon), dx, dGamma, dBeta);
    if (running) {
      BatchNormStep.normalise(
          channelsFirst(epsilon),
          gamma,
          new double[channels()],
          layerConf().getEps(),
          new double[channels()],
          variance,
          dx);
    }
    Gradient gradient = new DefaultGradient();
    if (!layerConf().isLockGammaBeta()) {
      set(gradient, BatchNormalizationParamInitializer.GAMMA, dGamma);
      set(gradient, BatchNormalizationParamInitializer.BETA, dBeta);
    }
    setRunning(gradient);
    forget();
    return new Pair<>(gradient, asTheNetworkHasIt(dx));
  }

  /** What is to be subtracted from the running statistics. */
  private void setRunning(Gradient gradient) {
    double decay = layerConf().getDecay();
    double[] means = runningMean();
    double[] variances = runningVariance();
    for (int c = 0; c < means.length; c++) {
      means[c] = (1 - decay) * (means[c] - mean[c]);
      variances[c] =
          layerConf().isUseLogStd()
              ? logarithm(variances[c], decay * variances[c] + (1 - decay) * variance[c]) / 2
              : (1 - decay) * (variances[c] - variance[c]);
    }
    set(gradient, BatchNormalizationParamInitializer.GLOBAL_MEAN, means);
    set(
        gradient,
        layerConf().isUseLogStd()
            ? BatchNormalizationParamInitializer.GLOBAL_LOG_STD
            : BatchNormalizationParamInitializer.GLOBAL_VAR,
        variances);
  }

  /**
   * Of the quotient; that of a channel which has been constant for so long that both are 0 is 0.
   */
  private static double logarithm(double before, double next) {
    return before == next ? 0 : StrictMath.log10(before / next);
  }

  private void set(Gradient gradient, String key, double[] values) {
    INDArray view = gradientViews.get(key);
    BatchNormStep.write(values, view);
    gradient.setGradientFor(key, view);
  }

  private void forget() {
    mean = null;
    variance = null;
    normalised = null;
  }

  @Override
  public void clear() {
    super.clear();
    forget();
  }
}
