package io.github.conv4j.checks;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Batches made from a batch; the arrays are copies. */
final class Batches {

  private Batches() {}

  static DataSet as(DataSet batch, DataType type) {
    return new DataSet(batch.getFeatures().castTo(type), batch.getLabels().castTo(type));
  }

  /** As many parts as asked for, or as there are images; none is empty. */
  static List<DataSet> split(DataSet batch, int most) {
    int images = batch.numExamples();
    int groups = Math.min(most, images);
    List<DataSet> parts = new ArrayList<>();
    for (int g = 0; g < groups; g++) {
      long from = (long) g * images / groups;
      long to = (long) (g + 1) * images / groups;
      parts.add(
          new DataSet(rows(batch.getFeatures(), from, to), rows(batch.getLabels(), from, to)));
    }
    return parts;
  }

  private static INDArray rows(INDArray array, long from, long to) {
    return array.get(NDArrayIndex.interval(from, to)).dup('c');
  }

  /** The same images, the last one first. */
  static DataSet reversed(DataSet batch) {
    return new DataSet(reversed(batch.getFeatures()), reversed(batch.getLabels()));
  }

  private static INDArray reversed(INDArray array) {
    int images = Math.toIntExact(array.size(0));
    INDArray[] rows = new INDArray[images];
    for (int i = 0; i < images; i++) {
      rows[i] = rows(array, images - 1L - i, images - (long) i);
    }
    return Nd4j.concat(0, rows);
  }
}
