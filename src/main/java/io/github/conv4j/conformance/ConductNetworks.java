package io.github.conv4j.conformance;

import io.github.conv4j.reference.Tensor4;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * Small networks around a layer under examination, and the same around its built-in twin: 1×1
 * convolution, the layer, output. So the layer gets gradients from above and its own gradient with
 * respect to the input matters below.
 */
final class ConductNetworks {

  /** Where the layer is. */
  static final int LAYER = 1;

  static final int CLASSES = 5;
  static final double LEARNING_RATE = 0.05;
  private static final long SEED = 20260405;

  /** The problem's seed varies all numbers; those of the checks are smaller than this. */
  private static final long SEEDS_APART = 1000;

  private final LayerFactory subject;
  private final LayerFactory builtin = new BuiltinLayers();
  private final Problem problem;

  ConductNetworks(LayerFactory subject, Problem problem) {
    this.subject = subject;
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }

  Layer layer() {
    return subject.layer(problem);
  }

  /** How a network differs from the usual one. */
  static final class Options {
    DataType type = DataType.DOUBLE;
    IUpdater updater = new Sgd(LEARNING_RATE);
    boolean first;
    boolean global;
    Consumer<Layer> change = layer -> {};
    Consumer<NeuralNetConfiguration.Builder> defaults = builder -> {};
  }

  MultiLayerNetwork subject(Options options) {
    return network(layer(), options);
  }

  MultiLayerNetwork subject() {
    return subject(new Options());
  }

  /**
   * The built-in twin with the same parameters as a network of {@link #subject}; if there is one.
   */
  Optional<MultiLayerNetwork> twin(MultiLayerNetwork of, Options options) {
    if (builtin.declines(problem).isPresent()) {
      return Optional.empty();
    }
    MultiLayerNetwork twin = network(builtin.layer(problem), options);
    copyParameters(of, twin, options.first ? 0 : LAYER);
    return Optional.of(twin);
  }

  Optional<MultiLayerNetwork> twin(MultiLayerNetwork of) {
    return twin(of, new Options());
  }

  private void copyParameters(MultiLayerNetwork from, MultiLayerNetwork to, int at) {
    for (int i = 0; i < from.getnLayers(); i++) {
      Map<String, INDArray> source = from.getLayer(i).paramTable();
      Map<String, INDArray> target = to.getLayer(i).paramTable();
      if (i == at) {
        ParameterKeys theirs = ParameterKeys.of(source, problem);
        ParameterKeys builtins = ParameterKeys.of(target, problem);
        copy(source, theirs.weights(), target, builtins.weights());
        copy(source, theirs.bias(), target, builtins.bias());
      } else if (source != null) {
        source.keySet().forEach(key -> copy(source, key, target, key));
      }
    }
  }

  private static void copy(
      Map<String, INDArray> source, String from, Map<String, INDArray> target, String to) {
    if (from != null) {
      INDArray array = target.get(to);
      array.assign(source.get(from).dup('c').reshape('c', array.shape()));
    }
  }

  private MultiLayerNetwork network(Layer layer, Options options) {
    options.change.accept(layer);
    NeuralNetConfiguration.Builder defaults =
        new NeuralNetConfiguration.Builder()
            .seed(SEED + problem.seed())
            .dataType(options.type)
            .updater(options.updater);
    options.defaults.accept(defaults);
    NeuralNetConfiguration.ListBuilder list = defaults.list();
    if (!options.first) {
      list.layer(before());
    }
    list.layer(layer);
    if (options.global) {
      list.layer(new GlobalPoolingLayer.Builder(PoolingType.AVG).build());
    }
    MultiLayerConfiguration configuration = list.layer(output()).setInputType(inputType()).build();
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    return network;
  }

  /** What a layer gets that is not the first one. */
  Layer before() {
    return new ConvolutionLayer.Builder(1, 1)
        .convolutionMode(ConvolutionMode.Truncate)
        .nOut(problem.channels())
        .activation(Activation.TANH)
        .build();
  }

  OutputLayer output() {
    return new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
        .nOut(CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  InputType inputType() {
    return InputType.convolutional(problem.height(), problem.width(), problem.channels());
  }

  INDArray images(int count, DataType type, long seed) {
    return images(count, problem.height(), problem.width(), type, seed);
  }

  INDArray images(int count, int height, int width, DataType type, long seed) {
    SplittableRandom random = new SplittableRandom(seed + SEEDS_APART * problem.seed());
    Tensor4 images = Tensor4.zeros(count, problem.channels(), height, width);
    double[] values = images.values();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (2 * random.nextDouble() - 1);
    }
    return new Placement(type, Layout.DENSE).place(images);
  }

  DataSet data(int count, DataType type, long seed) {
    return new DataSet(images(count, type, seed), labels(count, type, seed));
  }

  INDArray labels(int count, DataType type, long seed) {
    SplittableRandom random = new SplittableRandom(~(seed + SEEDS_APART * problem.seed()));
    INDArray labels = Nd4j.zeros(type, count, CLASSES);
    for (int i = 0; i < count; i++) {
      labels.putScalar(i, random.nextInt(CLASSES), 1);
    }
    return labels;
  }

  /** All gradients as one vector, summed over the batch; the network then knows its loss. */
  static INDArray gradients(MultiLayerNetwork network, DataSet data) {
    network.setInput(data.getFeatures());
    network.setLabels(data.getLabels());
    network.computeGradientAndScore();
    return network.getFlattenedGradients().dup();
  }
}
