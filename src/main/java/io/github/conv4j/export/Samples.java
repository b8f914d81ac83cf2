package io.github.conv4j.export;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Examples to compare a file and a network with.
 *
 * @param network for each input of the network an array of examples
 * @param file the same as the file takes them: pixels, if it scales them by itself
 */
public record Samples(List<INDArray> network, List<INDArray> file) {

  /** One example, a batch that divides nothing, and one as in training. */
  static final List<Integer> BATCHES = List.of(1, 7, 64);

  /** Copies the lists. */
  public Samples {
    network = List.copyOf(network);
    file = List.copyOf(file);
  }

  /**
   * For files that take what the network takes.
   *
   * @param inputs for each input an array of examples
   */
  public Samples(List<INDArray> inputs) {
    this(inputs, inputs);
  }

  /**
   * So many examples, beginning anew where there are not enough.
   *
   * @param all an array for each input
   * @param first the first one
   * @param count how many
   * @param type what real numbers are brought to
   * @return an array for each input
   */
  static List<INDArray> pick(List<INDArray> all, int first, int count, DataType type) {
    List<INDArray> picked = new ArrayList<>();
    for (INDArray examples : all) {
      INDArray[] rows = new INDArray[count];
      for (int i = 0; i < count; i++) {
        long at = (first + i) % examples.size(0);
        rows[i] = examples.get(NDArrayIndex.interval(at, at + 1));
      }
      INDArray batch = Nd4j.concat(0, rows).dup('c');
      picked.add(batch.dataType().isFPType() ? batch.castTo(type) : batch);
    }
    return picked;
  }
}
