package io.github.conv4j.nets;

import io.github.conv4j.twin.LayerNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.schedule.ISchedule;

/** A MultiLayerNetwork. */
final class SequentialNetwork implements Network {

  private final MultiLayerNetwork network;

  SequentialNetwork(MultiLayerNetwork network) {
    this.network = network;
  }

  @Override
  public Model model() {
    return network;
  }

  @Override
  public INDArray output(INDArray images) {
    return network.output(images, false);
  }

  @Override
  public void fit(DataSet batch) {
    network.fit(batch);
  }

  @Override
  public void endEpoch() {
    network.incrementEpochCount();
  }

  @Override
  public double score() {
    return network.score();
  }

  @Override
  public double learningRate() {
    for (int i = 0; i < network.getnLayers(); i++) {
      Double rate = network.getLearningRate(i);
      if (rate != null) {
        return rate;
      }
    }
    return Double.NaN;
  }

  @Override
  public void setLearningRate(double rate) {
    network.setLearningRate(rate);
  }

  @Override
  public void setLearningRate(ISchedule schedule) {
    network.setLearningRate(schedule);
  }

  @Override
  public Map<String, INDArray> gradients(DataSet batch) {
    network.setInput(batch.getFeatures());
    network.setLabels(batch.getLabels());
    network.computeGradientAndScore();
    Map<String, INDArray> copies = new LinkedHashMap<>();
    network
        .gradient()
        .gradientForVariable()
        .forEach(
            (key, gradient) -> {
              if (gradient != null) {
                copies.put(key, gradient.dup());
              }
            });
    network.clear();
    return copies;
  }

  @Override
  public Map<String, INDArray> parameters() {
    return network.paramTable();
  }

  @Override
  public INDArray updaterState() {
    return network.getUpdater(true).getStateViewArray();
  }

  @Override
  public List<NetworkLayer> layers() {
    List<NetworkLayer> layers = new ArrayList<>();
    List<String> names = LayerNames.of(network.getLayerWiseConfigurations());
    for (int i = 0; i < names.size(); i++) {
      layers.add(new NetworkLayer(names.get(i), network.getLayer(i)));
    }
    return layers;
  }

  @Override
  public Map<String, INDArray> layerInputs(INDArray images) {
    network.setInput(images);
    network.feedForward(false, false);
    Map<String, INDArray> inputs = new LinkedHashMap<>();
    for (NetworkLayer layer : layers()) {
      INDArray input = layer.layer().input();
      if (input != null) {
        inputs.put(layer.name(), input.dup('c'));
      }
    }
    network.clear();
    return inputs;
  }

  @Override
  public Network copy() {
    return copyWith(network.getLayerWiseConfigurations().clone());
  }

  @Override
  public Network copyAs(DataType type) {
    return new SequentialNetwork(network.convertDataType(type));
  }

  @Override
  public Network copyWithoutNoise() {
    MultiLayerConfiguration configuration = network.getLayerWiseConfigurations().clone();
    configuration.getConfs().forEach(conf -> Noise.removeFrom(conf.getLayer()));
    return copyWith(configuration);
  }

  private Network copyWith(MultiLayerConfiguration configuration) {
    MultiLayerNetwork copy = new MultiLayerNetwork(configuration);
    copy.init(network.params().dup(), false);
    INDArray state = updaterState();
    if (state != null) {
      copy.getUpdater(true).getStateViewArray().assign(state);
    }
    return new SequentialNetwork(copy);
  }
}
