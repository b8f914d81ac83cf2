package io.github.conv4j.export;

import io.github.conv4j.twin.Twin;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * What a network answers to examples, computed once for all files that are compared with it; and
 * what it would answer without rounding. Not for several threads at once.
 */
public final class Reference {

  /**
   * Numbers that a network is given at once: built-in convolutions take many times the memory of
   * their input, and examples do not depend on one another.
   */
  private static final long MOST_GIVEN = 100_000;

  private final Model network;
  private final Samples samples;
  private final Runnable check;
  private final Map<Model, List<INDArray[]>> outputs = new IdentityHashMap<>();
  private Model exact;
  private Model rounded;

  /**
   * For one network.
   *
   * @param network MultiLayerNetwork or ComputationGraph; not changed
   * @param samples what to ask it
   */
  public Reference(Model network, Samples samples) {
    this(network, samples, () -> {});
  }

  /**
   * For one network, with a way to stop.
   *
   * @param network MultiLayerNetwork or ComputationGraph; not changed
   * @param samples what to ask it
   * @param check called between batches; what it throws ends the comparison
   */
  public Reference(Model network, Samples samples, Runnable check) {
    this.network = network;
    this.samples = samples;
    this.check = check;
  }

  /**
   * The network.
   *
   * @return MultiLayerNetwork or ComputationGraph
   */
  public Model network() {
    return network;
  }

  /** The same in double precision, handwritten layers in place of built-in ones. */
  Model exact() {
    if (exact == null) {
      exact =
          LayerResults.type(network) == DataType.DOUBLE
              ? network
              : as(DataType.DOUBLE, Twin.handwritten(network).network());
    }
    return exact;
  }

  /** The same in single precision. */
  Model rounded() {
    if (rounded == null) {
      rounded =
          LayerResults.type(network) == DataType.FLOAT ? network : as(DataType.FLOAT, network);
    }
    return rounded;
  }

  private static Model as(DataType type, Model model) {
    return model instanceof MultiLayerNetwork sequential
        ? sequential.convertDataType(type)
        : ((ComputationGraph) model).convertDataType(type);
  }

  /**
   * Examples for a network.
   *
   * @param of one of the three
   * @param first the first one
   * @param count how many
   */
  List<INDArray> inputs(Model of, int first, int count) {
    check.run();
    return Samples.pick(samples.network(), first, count, LayerResults.type(of));
  }

  /** Examples for a file, which may take pixels. */
  List<INDArray> fileInputs(int first, int count) {
    return Samples.pick(samples.file(), first, count, LayerResults.type(network));
  }

  /**
   * Outputs.
   *
   * @param of one of the three
   * @param batch index in {@link Samples#BATCHES}
   * @return an array for each output
   */
  INDArray[] outputs(Model of, int batch) {
    List<INDArray[]> known = outputs.computeIfAbsent(of, any -> new ArrayList<>());
    while (known.size() <= batch) {
      int first = Samples.BATCHES.subList(0, known.size()).stream().mapToInt(n -> n).sum();
      known.add(compute(of, inputs(of, first, Samples.BATCHES.get(known.size()))));
    }
    return known.get(batch);
  }

  private INDArray[] compute(Model of, List<INDArray> inputs) {
    long count = inputs.get(0).size(0);
    long each = inputs.stream().mapToLong(INDArray::length).sum() / count;
    long step = Math.max(1, MOST_GIVEN / each);
    List<INDArray[]> parts = new ArrayList<>();
    for (long from = 0; from < count; from += step) {
      check.run();
      INDArrayIndex some = NDArrayIndex.interval(from, Math.min(count, from + step));
      parts.add(LayerResults.outputs(of, inputs.stream().map(all -> all.get(some)).toList()));
    }
    INDArray[] whole = new INDArray[parts.get(0).length];
    for (int i = 0; i < whole.length; i++) {
      int output = i;
      whole[i] = Nd4j.concat(0, parts.stream().map(part -> part[output]).toArray(INDArray[]::new));
    }
    return whole;
  }
}
