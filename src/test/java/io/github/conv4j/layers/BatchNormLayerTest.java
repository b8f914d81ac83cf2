package io.github.conv4j.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import io.github.conv4j.kernels.Workers;
import io.github.conv4j.ops.BatchNormStep;
import io.github.conv4j.testing.Data;
import io.github.conv4j.testing.Match;
import io.github.conv4j.twin.Twin;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

class BatchNormLayerTest {

  private static MultiLayerNetwork builtin(
      DataType type, boolean logStd, boolean locked, CNN2DFormat format) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(type)
                .updater(new Adam(0.01))
                .activation(Activation.TANH)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(5).dataFormat(format).build())
                .layer(norm(logStd, locked).build())
                .layer(new DenseLayer.Builder().nOut(7).build())
                .layer(norm(logStd, locked).build())
                .layer(new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(9, 8, 2, format))
                .build());
    network.init();
    return network;
  }

  private static BatchNormalization.Builder norm(boolean logStd, boolean locked) {
    BatchNormalization.Builder builder = new BatchNormalization.Builder().useLogStd(logStd);
    return locked ? builder.lockGammaBeta(true).gamma(1.5).beta(0.25) : builder;
  }

  private static DataSet batch(DataType type, CNN2DFormat format, long seed) {
    INDArray x = Data.normal(seed, type, 6, 2, 9, 8).muli(3).addi(2);
    return new DataSet(
        format == CNN2DFormat.NHWC ? x.permute(0, 2, 3, 1).dup('c') : x,
        Data.oneHot(seed, type, 6, 3));
  }

  @ParameterizedTest
  @CsvSource({
    "DOUBLE,true,false,NCHW", "DOUBLE,false,false,NCHW", "DOUBLE,true,true,NCHW",
    "DOUBLE,true,false,NHWC", "FLOAT,true,false,NCHW", "FLOAT,false,false,NHWC"
  })
  void trainsAsTheBuiltinLayer(DataType type, boolean logStd, boolean locked, CNN2DFormat format) {
    MultiLayerNetwork theirs = builtin(type, logStd, locked, format);
    MultiLayerNetwork ours = Twin.handwritten(theirs).network();
    assertThat(ours.getLayer(1)).isInstanceOf(BatchNormImplementation.class);
    assertThat(ours.getLayer(3)).isInstanceOf(BatchNormImplementation.class);
    double bound = type == DataType.DOUBLE ? 1e-8 : 2e-3;
    for (int step = 0; step < 6; step++) {
      theirs.fit(batch(type, format, step));
      ours.fit(batch(type, format, step));
    }
    Match.close("parameters", theirs.params(), ours.params(), bound);
    INDArray x = batch(type, format, 9).getFeatures();
    Match.close("output", theirs.output(x), ours.output(x), bound);
  }

  @ParameterizedTest
  @CsvSource({"FLOAT,1e-5", "DOUBLE,1e-13"})
  void computesTheFormulas(DataType type, double bound) {
    for (int[] shape : new int[][] {{1, 3, 5, 5}, {4, 9, 3, 2}, {3, 2, 40, 40}, {7, 130, 1, 1}}) {
      INDArray x = Data.normal(1, type, shape[0], shape[1], shape[2], shape[3]).muli(2).addi(50);
      INDArray dy = Data.normal(2, type, shape[0], shape[1], shape[2], shape[3]);
      int channels = shape[1];
      double[] gamma = Data.normal(3, DataType.DOUBLE, channels).toDoubleVector();
      double[] beta = Data.normal(4, DataType.DOUBLE, channels).toDoubleVector();
      double[] mean = new double[channels];
      double[] variance = new double[channels];
      double[] dGamma = new double[channels];
      double[] dBeta = new double[channels];
      INDArray y = x.ulike();
      INDArray dx = x.ulike();
      BatchNormStep.forward(x, gamma, beta, 1e-3, mean, variance, y);
      BatchNormStep.backward(x, gamma, 1e-3, mean, variance, dy, dx, dGamma, dBeta);
      INDArray xd = x.castTo(DataType.DOUBLE);
      INDArray dyd = dy.castTo(DataType.DOUBLE);
      double m = shape[0] * shape[2] * shape[3];
      INDArray expected = xd.ulike();
      INDArray expectedDx = xd.ulike();
      for (int c = 0; c < channels; c++) {
        INDArray xc = channel(xd, c);
        INDArray dyc = channel(dyd, c);
        double mu = xc.sumNumber().doubleValue() / m;
        INDArray centered = xc.sub(mu);
        double v = centered.mul(centered).sumNumber().doubleValue() / m;
        double sigma = Math.sqrt(v + 1e-3);
        assertThat(mean[c]).isCloseTo(mu, org.assertj.core.data.Offset.offset(bound * 50));
        INDArray hat = centered.div(sigma);
        channel(expected, c).assign(hat.mul(gamma[c]).add(beta[c]));
        double db = dyc.sumNumber().doubleValue();
        double dg = dyc.mul(hat).sumNumber().doubleValue();
        channel(expectedDx, c).assign(dyc.sub(db / m).sub(hat.mul(dg / m)).mul(gamma[c] / sigma));
        assertThat(dBeta[c]).isCloseTo(db, org.assertj.core.data.Offset.offset(bound * m));
        assertThat(dGamma[c]).isCloseTo(dg, org.assertj.core.data.Offset.offset(bound * m));
      }
      Match.close("y", expected, y.castTo(DataType.DOUBLE), bound * 10);
      Match.close("dx", expectedDx, dx.castTo(DataType.DOUBLE), bound * 10);
    }
  }

  private static INDArray channel(INDArray array, int c) {
    return array.get(
        org.nd4j.linalg.indexing.NDArrayIndex.all(),
        org.nd4j.linalg.indexing.NDArrayIndex.point(c),
        org.nd4j.linalg.indexing.NDArrayIndex.all(),
        org.nd4j.linalg.indexing.NDArrayIndex.all());
  }

  /** Shapes with several channels in a task, several tasks, and several blocks in a task. */
  @ParameterizedTest
  @CsvSource({"5,33,7,7", "64,16,32,32", "70,3,40,40", "200,300,1,1"})
  void doesNotDependOnTheNumberOfWorkers(int images, int channels, int height, int width) {
    int before = Workers.count();
    List<INDArray> expected = null;
    try {
      for (int workers = 1; workers <= 3; workers++) {
        Workers.setCount(workers);
        List<INDArray> found = step(images, channels, height, width);
        if (expected == null) {
          expected = found;
        }
        for (int i = 0; i < found.size(); i++) {
          Match.identical(workers + " workers", expected.get(i), found.get(i));
        }
      }
    } finally {
      Workers.setCount(before);
    }
  }

  private static List<INDArray> step(int images, int channels, int height, int width) {
    INDArray x = Data.normal(1, DataType.FLOAT, images, channels, height, width);
    INDArray dy = Data.normal(2, DataType.FLOAT, images, channels, height, width);
    double[] gamma = Data.normal(3, DataType.DOUBLE, channels).toDoubleVector();
    double[] mean = new double[channels];
    double[] variance = new double[channels];
    double[] dGamma = new double[channels];
    double[] dBeta = new double[channels];
    INDArray y = x.ulike();
    INDArray dx = x.ulike();
    BatchNormStep.forward(x, gamma, gamma, 1e-5, mean, variance, y);
    BatchNormStep.backward(x, gamma, 1e-5, mean, variance, dy, dx, dGamma, dBeta);
    return List.of(
        y,
        dx,
        Nd4j.createFromArray(mean),
        Nd4j.createFromArray(variance),
        Nd4j.createFromArray(dGamma),
        Nd4j.createFromArray(dBeta));
  }

  @Test
  void goesBackAndSurvivesAFile(@TempDir Path folder) throws Exception {
    MultiLayerNetwork ours =
        Twin.handwritten(builtin(DataType.FLOAT, true, false, CNN2DFormat.NCHW)).network();
    ours.fit(batch(DataType.FLOAT, CNN2DFormat.NCHW, 1));
    Path file = folder.resolve("model.zip");
    ModelSerializer.writeModel(ours, file.toFile(), true);
    MultiLayerNetwork again = ModelSerializer.restoreMultiLayerNetwork(file.toFile(), true);
    INDArray x = batch(DataType.FLOAT, CNN2DFormat.NCHW, 2).getFeatures();
    Match.identical("loaded", ours.output(x), again.output(x));
    Match.identical("cloned", ours.output(x), ours.clone().output(x));
    MultiLayerNetwork back = Twin.builtin(ours).network();
    assertThat(back.getLayerWiseConfigurations().getConf(1).getLayer().getClass())
        .isEqualTo(BatchNormalization.class);
    Match.close("back", back.output(x), ours.output(x), 1e-5);
  }

  /** As a frozen layer with backpropagation does it: y = γ · (x − μ) / σ + β with constants. */
  @Test
  void afterAPassInInferenceTheRunningStatisticsAreConstants() {
    MultiLayerNetwork ours =
        Twin.handwritten(builtin(DataType.DOUBLE, false, false, CNN2DFormat.NCHW)).network();
    ours.fit(batch(DataType.DOUBLE, CNN2DFormat.NCHW, 1));
    Layer norm = ours.getLayer(1);
    LayerWorkspaceMgr memory = LayerWorkspaceMgr.noWorkspaces();
    INDArray x =
        ours.feedForwardToLayer(0, batch(DataType.DOUBLE, CNN2DFormat.NCHW, 2).getFeatures())
            .get(1);
    norm.setInput(x.dup(), memory);
    INDArray y = norm.activate(false, memory).dup();
    INDArray dy = Data.normal(9, DataType.DOUBLE, y.shape());
    INDArray dx = norm.backpropGradient(dy.dup(), memory).getSecond();
    double step = 1e-3;
    norm.setInput(x.add(dx.mul(step)), memory);
    double moved = norm.activate(false, memory).sub(y).mul(dy).sumNumber().doubleValue();
    assertThat(moved).isCloseTo(step * dx.mul(dx).sumNumber().doubleValue(), withPercentage(1e-6));
  }

  @Test
  void leavesWhatTheBuiltinLayerComputesDifferently() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(
                    new BatchNormalization.Builder().lockGammaBeta(true).gamma(2).beta(0).build())
                .layer(new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(4, 4, 2))
                .build());
    network.init();
    assertThat(Twin.handwritten(network).swaps().get(0).replaced()).isFalse();
  }
}
