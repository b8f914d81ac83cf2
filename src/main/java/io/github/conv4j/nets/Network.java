package io.github.conv4j.nets;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * A network of either kind of Deeplearning4j, with one input (images [N, C, H, W]) and one output
 * (class scores [N, K]).
 */
public interface Network {

  /**
   * Wraps a network.
   *
   * @param model a MultiLayerNetwork, or a ComputationGraph with one input and one output
   * @return the network
   * @throws IllegalArgumentException if it is neither
   */
  static Network of(Model model) {
    if (model instanceof MultiLayerNetwork network) {
      return new SequentialNetwork(network);
    }
    if (model instanceof ComputationGraph graph) {
      return new GraphNetwork(graph);
    }
    throw new IllegalArgumentException(
        "network: expected a MultiLayerNetwork or ComputationGraph, found "
            + (model == null ? "null" : model.getClass().getName()));
  }

  /**
   * The wrapped network.
   *
   * @return MultiLayerNetwork or ComputationGraph
   */
  Model model();

  /**
   * Class scores, without training behaviour such as dropout.
   *
   * @param images [N, C, H, W]
   * @return [N, K]
   */
  INDArray output(INDArray images);

  /**
   * One optimiser step.
   *
   * @param batch images and one-hot labels
   */
  void fit(DataSet batch);

  /** Counts an epoch as done, as training from an iterator does: schedules may go by epochs. */
  void endEpoch();

  /**
   * Loss of the last step, regularisation included.
   *
   * @return the loss
   */
  double score();

  /**
   * Learning rate of the next step: that of the first layer that has one.
   *
   * @return the rate, NaN if no layer has one
   */
  double learningRate();

  /**
   * Sets the learning rate of all layers, from the next step on, in place of any schedule.
   *
   * @param rate the rate
   */
  void setLearningRate(double rate);

  /**
   * Sets the learning rate of all layers by a schedule.
   *
   * @param schedule rate by iteration and epoch
   */
  void setLearningRate(ISchedule schedule);

  /**
   * Gradients of the loss, regularisation not included, in copies. Frozen layers have none.
   *
   * @param batch images and one-hot labels
   * @return gradients by parameter key
   */
  Map<String, INDArray> gradients(DataSet batch);

  /**
   * The parameters themselves, by key; writing to them changes the network.
   *
   * @return parameters
   */
  Map<String, INDArray> parameters();

  /**
   * What the updater remembers, such as Adam's moments; writing to it changes the network.
   *
   * @return a vector, or null if there is nothing to remember
   */
  INDArray updaterState();

  /**
   * All layers, in the order they compute, each with a name of its own.
   *
   * @return layers
   */
  List<NetworkLayer> layers();

  /**
   * What each layer receives for a batch of images, in copies.
   *
   * @param images [N, C, H, W]
   * @return inputs by layer name
   */
  Map<String, INDArray> layerInputs(INDArray images);

  /**
   * An independent copy with updater state and counters, without listeners.
   *
   * @return the copy
   */
  Network copy();

  /**
   * A copy with parameters of another type.
   *
   * @param type FLOAT or DOUBLE
   * @return the copy
   */
  Network copyAs(DataType type);

  /**
   * A copy whose layers draw no random numbers: dropout and weight noise are left out, so that two
   * networks can be compared exactly.
   *
   * @return the copy
   */
  Network copyWithoutNoise();

  /**
   * Type of the parameters.
   *
   * @return the type
   */
  default DataType dataType() {
    return model().params().dataType();
  }

  /**
   * Number of trainable parameters.
   *
   * @return the number
   */
  default long numberOfParameters() {
    return model().numParams();
  }
}
