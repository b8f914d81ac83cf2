package io.github.conv4j.layers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.kernels.Workers;
import io.github.conv4j.ops.AdamStep;
import io.github.conv4j.testing.Data;
import io.github.conv4j.testing.Match;
import io.github.conv4j.twin.Twin;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.AdamUpdater;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** The optimiser step of handwritten layers, and what Deeplearning4j sees of it. */
class HandwrittenAdamTest {

  private static final int ELEMENTS = 70_001;

  private static double bound(DataType type) {
    return type == DataType.FLOAT ? 1e-6 : 1e-15;
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void stepsAsNd4jDoes(DataType type) {
    INDArray theirMean = Nd4j.zeros(type, ELEMENTS);
    INDArray theirSquare = Nd4j.zeros(type, ELEMENTS);
    INDArray mean = theirMean.dup();
    INDArray square = theirSquare.dup();
    for (int iteration = 0; iteration < 12; iteration++) {
      // ND4J takes epsilon for a rate of 0.
      double rate = iteration == 5 ? 0 : 0.003;
      INDArray theirs = Data.normal(iteration, type, ELEMENTS).muli(Math.pow(10, 2 - iteration));
      theirs.putScalar(3, 0);
      INDArray ours = theirs.dup();
      Nd4j.exec(
          new org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater(
              theirs, theirSquare, theirMean, rate, 0.9, 0.999, 1e-8, iteration));
      assertThat(AdamStep.take(ours, mean, square, rate, 0.9, 0.999, 1e-8, iteration)).isTrue();
      Match.close("step " + iteration, theirs, ours, bound(type));
      Match.close("m " + iteration, theirMean, mean, bound(type));
      Match.close("v " + iteration, theirSquare, square, bound(type));
    }
  }

  @Test
  void doesNotDependOnTheNumberOfWorkers() {
    int before = Workers.count();
    INDArray[] results = new INDArray[2];
    try {
      for (int workers = 1; workers <= 2; workers++) {
        Workers.setCount(workers);
        results[workers - 1] = Data.normal(1, DataType.FLOAT, ELEMENTS);
        INDArray mean = Data.normal(2, DataType.FLOAT, ELEMENTS);
        INDArray square = Data.normal(3, DataType.FLOAT, ELEMENTS).muli(1e-3);
        square.muli(square.dup());
        AdamStep.take(results[workers - 1], mean, square, 0.003, 0.9, 0.999, 1e-8, 5);
      }
    } finally {
      Workers.setCount(before);
    }
    Match.identical("two workers", results[0], results[1]);
  }

  @Test
  void leavesArraysAloneThatItCannotRead() {
    INDArray matrix = Data.normal(1, DataType.FLOAT, 6, 4);
    INDArray column = matrix.getColumn(1);
    INDArray before = matrix.dup();
    INDArray state = Nd4j.zeros(DataType.FLOAT, 6);
    assertThat(AdamStep.take(column, state, state.dup(), 0.1, 0.9, 0.999, 1e-8, 0)).isFalse();
    Match.identical("matrix", before, matrix);
  }

  private static MultiLayerNetwork mixed(IUpdater updater) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .updater(updater)
                .biasUpdater(new Adam(0.002))
                .activation(Activation.RELU)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(4).build())
                .layer(new Deconvolution2D.Builder(2, 2).nOut(4).build())
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(5).build())
                .layer(new DenseLayer.Builder().nOut(7).build())
                .layer(new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(8, 8, 2))
                .build());
    network.init();
    return network;
  }

  private static DataSet batch() {
    return new DataSet(
        Data.normal(5, DataType.FLOAT, 6, 2, 8, 8), Data.oneHot(6, DataType.FLOAT, 6, 3));
  }

  private static List<UpdaterBlock> blocks(MultiLayerNetwork network) {
    return ((BaseMultiLayerUpdater<?>) network.getUpdater()).getUpdaterBlocks();
  }

  /** Built-in layers between ours must not move the state of anybody. */
  @Test
  void theStateLiesAsInTheBuiltinNetwork() {
    MultiLayerNetwork theirs = mixed(new Adam(0.01));
    MultiLayerNetwork ours = Twin.handwritten(theirs).network();
    for (int step = 0; step < 5; step++) {
      theirs.fit(batch());
      ours.fit(batch());
    }
    assertThat(blocks(ours))
        .extracting(UpdaterBlock::getUpdaterViewOffsetEnd)
        .isEqualTo(blocks(theirs).stream().map(UpdaterBlock::getUpdaterViewOffsetEnd).toList());
    Match.close(
        "state",
        theirs.getUpdater().getStateViewArray(),
        ours.getUpdater().getStateViewArray(),
        1e-4);
    Match.close("parameters", theirs.params(), ours.params(), 1e-4);
    assertThat(ours.getLayerWiseConfigurations().toJson()).doesNotContain("HandwrittenAdam");
  }

  @Test
  void handwrittenLayersGetItOthersAndOtherOptimisersDoNot() {
    MultiLayerNetwork ours = Twin.handwritten(mixed(new Adam(0.01))).network();
    assertThat(blocks(ours).get(0).getGradientUpdater().getClass()).isNotEqualTo(AdamUpdater.class);
    assertThat(blocks(mixed(new Adam(0.01))).get(0).getGradientUpdater().getClass())
        .isEqualTo(AdamUpdater.class);
    MultiLayerNetwork plain = Twin.handwritten(mixed(new Sgd(0.01))).network();
    assertThat(blocks(plain)).anyMatch(b -> b.getGradientUpdater().getConfig() instanceof Sgd);
    Conv2DLayer composed =
        new Conv2DLayer.Builder(3, 3)
            .nOut(2)
            .updater(new Adam(0.01))
            .execution(Execution.COMPOSED)
            .build();
    assertThat(composed.getUpdaterByParam("W").getClass()).isEqualTo(Adam.class);
  }

  /** Schedules, and rates that are set while training. */
  @Test
  void followsTheLearningRate() {
    IUpdater scheduled =
        new Adam(
            new MapSchedule.Builder(ScheduleType.ITERATION).add(0, 0.02).add(2, 0.001).build());
    for (IUpdater updater : List.of(scheduled, new Adam(0.01))) {
      MultiLayerNetwork theirs = mixed(updater);
      MultiLayerNetwork ours = Twin.handwritten(theirs).network();
      for (int step = 0; step < 6; step++) {
        if (step == 4) {
          theirs.setLearningRate(0.05);
          ours.setLearningRate(0.05);
        }
        theirs.fit(batch());
        ours.fit(batch());
      }
      Match.close("parameters", theirs.params(), ours.params(), 1e-3);
    }
  }
}
