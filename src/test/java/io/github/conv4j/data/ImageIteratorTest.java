package io.github.conv4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

class ImageIteratorTest {

  @TempDir Path folder;
  private ImageDataSource source;

  @BeforeEach
  void openSevenTrainingImages() {
    source = IdxFolder.open(IdxFiles.folder(folder));
  }

  @Test
  void givesScaledBatchesAndTheRemainderLast() {
    ImageIterator batches = source.test(2, ImageDataSource.NO_LIMIT);

    DataSet first = batches.next();
    DataSet last = batches.next();

    assertThat(first.getFeatures().shape()).containsExactly(2, 1, 2, 3);
    assertThat(first.getFeatures().getFloat(1, 0, 0, 2)).isEqualTo(12 / 255f);
    assertThat(first.getLabels().toFloatMatrix())
        .isDeepEqualTo(new float[][] {{0, 0, 1}, {0, 1, 0}});
    assertThat(last.numExamples()).isEqualTo(1);
    assertThat(batches.hasNext()).isFalse();
    assertThat(batches.numberOfBatches()).isEqualTo(2);
    assertThat(batches.numberOfExamples()).isEqualTo(3);
  }

  @Test
  void neverShufflesTestImages() {
    ImageIterator batches = source.test(3, ImageDataSource.NO_LIMIT);
    for (int epoch = 0; epoch < 3; epoch++) {
      assertThat(order(batches)).containsExactly(0, 1, 2);
      batches.reset();
    }
  }

  @Test
  void twoNewIteratorsGiveIdenticalBatchesInEveryEpoch() {
    ImageIterator one = source.train(3, 42, ImageDataSource.NO_LIMIT);
    ImageIterator other = source.train(3, 42, ImageDataSource.NO_LIMIT);
    for (int epoch = 0; epoch < 3; epoch++) {
      while (one.hasNext()) {
        DataSet batch = one.next();
        DataSet same = other.next();
        assertThat(batch.getFeatures()).isEqualTo(same.getFeatures());
        assertThat(batch.getLabels()).isEqualTo(same.getLabels());
      }
      assertThat(other.hasNext()).isFalse();
      one.reset();
      other.reset();
    }
  }

  @Test
  void resetMovesToTheNextEpochsOrder() {
    ImageIterator batches = source.train(2, 42, ImageDataSource.NO_LIMIT);
    for (int epoch = 0; epoch < 4; epoch++) {
      assertThat(batches.epoch()).isEqualTo(epoch);
      assertThat(order(batches)).isEqualTo(expected(42, epoch));
      batches.reset();
    }
  }

  @Test
  void resetInTheMiddleMovesOnAsWell() {
    ImageIterator batches = source.train(2, 42, ImageDataSource.NO_LIMIT);
    batches.next();
    batches.reset();
    assertThat(order(batches)).isEqualTo(expected(42, 1));
  }

  @Test
  void resetBeforeTheFirstBatchChangesNothing() {
    ImageIterator batches = source.train(2, 42, ImageDataSource.NO_LIMIT);
    batches.reset();
    assertThat(batches.resetSupported()).isTrue();
    batches.reset();
    assertThat(order(batches)).isEqualTo(expected(42, 0));
  }

  @Test
  void startsAnyEpoch() {
    ImageIterator batches = source.train(2, 42, ImageDataSource.NO_LIMIT);
    batches.next();
    batches.startEpoch(5);
    assertThat(order(batches)).isEqualTo(expected(42, 5));
    batches.startEpoch(0);
    assertThat(order(batches)).isEqualTo(expected(42, 0));
  }

  @Test
  void startsAtAnyBatchWithoutReadingThoseBefore() {
    ImageIterator whole = source.train(2, 42, ImageDataSource.NO_LIMIT);
    whole.startEpoch(3);
    List<Integer> all = order(whole);
    ImageIterator batches = source.train(2, 42, ImageDataSource.NO_LIMIT);
    batches.startAt(3, 2);
    assertThat(order(batches)).isEqualTo(all.subList(4, all.size()));
    batches.startAt(3, batches.numberOfBatches());
    assertThat(batches.hasNext()).isFalse();
    batches.startEpoch(3);
    assertThat(order(batches)).isEqualTo(all);
    assertThatThrownBy(() -> batches.startAt(0, batches.numberOfBatches() + 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("batch: expected 0 to ");
  }

  @Test
  void limitKeepsTheFirstOfTheFile() {
    ImageIterator batches = source.train(2, 7, 4);
    assertThat(batches.numberOfExamples()).isEqualTo(4);
    assertThat(order(batches)).containsExactlyInAnyOrder(0, 1, 2, 3);
    assertThat(order(source.test(2, 2))).containsExactly(0, 1);
  }

  @Test
  void tellsSizesWithoutTakingABatch() {
    ImageIterator batches = source.train(7, 42, ImageDataSource.NO_LIMIT);

    assertThat(batches.inputColumns()).isEqualTo(6);
    assertThat(batches.totalOutcomes()).isEqualTo(3);
    assertThat(batches.getLabels()).containsExactly("0", "1", "2");

    assertThat(batches.next().getFeatures().maxNumber().floatValue()).isEqualTo(65 / 255f);
  }

  @Test
  void trainingVisitsOneEpochAfterTheOther() {
    for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
      ImageIterator batches = source.train(2, 42, ImageDataSource.NO_LIMIT);
      MultiLayerNetwork network = network(type);

      network.fit(batches);
      assertThat(batches.epoch()).isZero();
      network.fit(batches, 2);

      assertThat(batches.epoch()).isEqualTo(2);
      assertThat(batches.hasNext()).isFalse();
      assertThat(network.getIterationCount()).isEqualTo(12);
      network.evaluate(source.test(2, ImageDataSource.NO_LIMIT));
    }
  }

  @Test
  void twinsTrainedWithTheirOwnIteratorsEndAlike() {
    INDArray one = trained();
    INDArray other = trained();
    assertThat(one).isEqualTo(other);
  }

  @Test
  void rejectsABatchOrLimitBelowOne() {
    assertThatThrownBy(() -> source.train(0, 42, ImageDataSource.NO_LIMIT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batch: expected at least 1 example, found 0");
    assertThatThrownBy(() -> source.test(1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("limit: expected at least 1 example, found 0");
  }

  private INDArray trained() {
    MultiLayerNetwork network = network(DataType.FLOAT);
    network.fit(source.train(2, 42, ImageDataSource.NO_LIMIT), 3);
    return network.params();
  }

  private static MultiLayerNetwork network(DataType type) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(type)
                .list()
                .layer(new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(2, 3, 1))
                .build());
    network.init();
    return network;
  }

  /** Indices of the images in the file: pixel 0 of image i is 10 i. */
  private static List<Integer> order(DataSetIterator batches) {
    List<Integer> order = new ArrayList<>();
    while (batches.hasNext()) {
      INDArray features = batches.next().getFeatures();
      for (int i = 0; i < features.size(0); i++) {
        order.add(Math.round(features.getFloat(i, 0, 0, 0) * 25.5f));
      }
    }
    return order;
  }

  private static List<Integer> expected(long seed, int epoch) {
    List<Integer> order = new ArrayList<>();
    for (int index : ExampleOrder.shuffledBy(seed).indices(7, epoch)) {
      order.add(index);
    }
    return order;
  }
}
