package io.github.conv4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.conv4j.data.ImageIterator;
import io.github.conv4j.data.Mnist;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;

class BatchesAheadTest {

  private static ImageIterator batches() {
    return Mnist.open().train(64, 3, 150);
  }

  @Test
  void givesTheSameBatchesInTheSameOrder() {
    List<DataSet> expected = new ArrayList<>();
    ImageIterator plain = batches();
    plain.startEpoch(1);
    plain.forEachRemaining(expected::add);
    ImageIterator batches = batches();
    batches.startEpoch(1);

    List<DataSet> read = new ArrayList<>();
    try (BatchesAhead ahead = new BatchesAhead(batches)) {
      ahead.forEachRemaining(read::add);
      assertThatThrownBy(ahead::next).isInstanceOf(NoSuchElementException.class);
    }
    batches.reset();

    assertThat(read).extracting(DataSet::numExamples).containsExactly(64, 64, 22);
    for (int i = 0; i < read.size(); i++) {
      assertThat(read.get(i).getFeatures()).isEqualTo(expected.get(i).getFeatures());
      assertThat(read.get(i).getLabels()).isEqualTo(expected.get(i).getLabels());
    }
    assertThat(batches.epoch()).isEqualTo(2);
  }

  @Test
  void tellsHowLongTrainingWaited() throws InterruptedException {
    ImageIterator batches = batches();
    batches.setPreProcessor(
        (DataSetPreProcessor)
            batch -> {
              try {
                Thread.sleep(60);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    try (BatchesAhead ahead = new BatchesAhead(batches)) {
      ahead.next();
      double first = ahead.secondsWaited();
      assertThat(first).isGreaterThan(0.03);
      Thread.sleep(1000);
      ahead.next();
      assertThat(ahead.secondsWaited() - first).isLessThan(0.5);
    }
  }

  @Test
  void aFailureReachesWhoAsksForTheBatch() {
    ImageIterator batches = batches();
    batches.setPreProcessor(
        (DataSetPreProcessor)
            batch -> {
              throw new IllegalStateException("unreadable");
            });
    try (BatchesAhead ahead = new BatchesAhead(batches)) {
      assertThatThrownBy(ahead::hasNext)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("unreadable");
    }
  }

  @Test
  void closingLeavesTheIteratorAlone() throws Exception {
    ImageIterator batches = batches();
    BatchesAhead ahead = new BatchesAhead(batches);
    ahead.next();
    ahead.close();

    // Two were read, one was given out.
    assertThat(batches.next().numExamples()).isEqualTo(22);
  }
}
