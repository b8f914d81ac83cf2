package io.github.conv4j.export;

import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.Rounding;
import io.github.conv4j.layers.Conv2DLayer;
import io.github.conv4j.layers.GlobalPool2DLayer;
import io.github.conv4j.layers.Pool2DLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling1D;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPadding1DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping1D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Networks drawn at random from every kind of layer that can be exported, trained a little. */
final class RandomNetworks {

  private static final int CLASSES = 5;
  private static final int MOST_ELEMENTS = 3000;
  private static final List<Activation> ACTIVATIONS =
      List.of(
          Activation.CUBE,
          Activation.ELU,
          Activation.GELU,
          Activation.HARDSIGMOID,
          Activation.HARDTANH,
          Activation.IDENTITY,
          Activation.LEAKYRELU,
          Activation.MISH,
          Activation.RATIONALTANH,
          Activation.RECTIFIEDTANH,
          Activation.RELU,
          Activation.RELU6,
          Activation.RRELU,
          Activation.SELU,
          Activation.SIGMOID,
          Activation.SOFTMAX,
          Activation.SOFTPLUS,
          Activation.SOFTSIGN,
          Activation.SWISH,
          Activation.TANH,
          Activation.THRESHOLDEDRELU);

  private static final List<String> OURS =
      List.of(
          "io.github.conv4j.layers.",
          "io.github.conv4j.ops.",
          "io.github.conv4j.kernels.",
          "io.github.conv4j.vectors.");

  private final Random random;
  private final DataType type;
  private int untrainable;

  /**
   * A network and the shape of what it takes.
   *
   * @param model the network
   * @param shape shape without the batch
   * @param description its layers, for messages
   */
  record Drawn(Model model, List<Integer> shape, String description) {}

  RandomNetworks(long seed, DataType type) {
    this.random = new Random(seed);
    this.type = type;
  }

  /** Draws until Deeplearning4j can train what was drawn: some combinations it cannot. */
  Drawn next() {
    while (true) {
      try {
        return draw();
      } catch (RuntimeException e) {
        if (isOurs(e)) {
          throw e;
        }
        untrainable++;
      }
    }
  }

  /** What our own layers, ops and kernels throw is no fault of Deeplearning4j's. */
  private static boolean isOurs(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String thrower = cause.getStackTrace()[0].getClassName();
    return OURS.stream().anyMatch(thrower::startsWith);
  }

  /** Networks that Deeplearning4j could not build or train. */
  int untrainable() {
    return untrainable;
  }

  private Drawn draw() {
    return switch (random.nextInt(5)) {
      case 0 -> sequences();
      case 1, 2 -> graph();
      default -> images();
    };
  }

  private NeuralNetConfiguration.Builder settings() {
    return new NeuralNetConfiguration.Builder()
        .seed(random.nextInt(1000) + 1)
        .dataType(type)
        .activation(Activation.TANH)
        // Deeplearning4j's own layers fail on some combinations with workspaces.
        .trainingWorkspaceMode(WorkspaceMode.NONE)
        .inferenceWorkspaceMode(WorkspaceMode.NONE)
        .updater(new Sgd(0.01));
  }

  private Activation activation() {
    return ACTIVATIONS.get(random.nextInt(ACTIVATIONS.size()));
  }

  private int from(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  private PoolingType pooling() {
    return List.of(PoolingType.MAX, PoolingType.AVG, PoolingType.PNORM).get(random.nextInt(3));
  }

  private SubsamplingLayer.PoolingType windows() {
    return SubsamplingLayer.PoolingType.valueOf(pooling().name());
  }

  private ConvolutionMode mode() {
    return random.nextBoolean() ? ConvolutionMode.Same : ConvolutionMode.Truncate;
  }

  private Drawn images() {
    InputTypeConvolutional input =
        (InputTypeConvolutional) InputType.convolutional(from(5, 14), from(5, 14), from(1, 3));
    List<Layer> layers = new ArrayList<>();
    InputType now = input;
    int wanted = from(1, 5);
    while (layers.size() < wanted) {
      Layer layer = imageLayer((InputTypeConvolutional) now);
      InputType then = layer == null ? null : fits(layers.size(), layer, now);
      if (then != null) {
        layers.add(layer);
        now = then;
      }
    }
    if (random.nextInt(3) == 0) {
      layers.add(global());
    } else {
      layers.add(new DenseLayer.Builder().nOut(from(3, 9)).activation(activation()).build());
    }
    return finish(
        layers,
        input,
        List.of((int) input.getChannels(), (int) input.getHeight(), (int) input.getWidth()));
  }

  private Layer global() {
    PoolingType pooling = pooling();
    return random.nextBoolean()
        ? new GlobalPoolingLayer.Builder(pooling).pnorm(2).build()
        : new GlobalPool2DLayer.Builder(pooling).pnorm(2).build();
  }

  private Drawn sequences() {
    int channels = from(1, 4);
    int length = from(8, 20);
    InputType input = InputType.recurrent(channels, length);
    List<Layer> layers = new ArrayList<>();
    InputType now = input;
    int wanted = from(1, 4);
    while (layers.size() < wanted) {
      Layer layer = sequenceLayer();
      InputType then = layer == null ? null : fits(layers.size(), layer, now);
      if (then != null) {
        layers.add(layer);
        now = then;
      }
    }
    layers.add(new GlobalPoolingLayer.Builder(pooling()).pnorm(2).build());
    return finish(layers, input, List.of(channels, length));
  }

  private Drawn finish(List<Layer> layers, InputType input, List<Integer> shape) {
    NeuralNetConfiguration.ListBuilder list = settings().list();
    layers.forEach(list::layer);
    MultiLayerNetwork network =
        new MultiLayerNetwork(list.layer(output()).setInputType(input).build());
    network.init();
    return new Drawn(trained(network, shape), shape, layers.toString());
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  /** The type behind a layer; null if it does not fit. */
  private static InputType fits(int index, Layer layer, InputType input) {
    try {
      layer.setNIn(input, true);
      InputType then = layer.getOutputType(index, input);
      long[] shape = then.getShape();
      long elements = 1;
      for (long size : shape) {
        if (size < 1) {
          return null;
        }
        elements *= size;
      }
      return elements <= MOST_ELEMENTS ? then : null;
    } catch (RuntimeException e) {
      return null;
    }
  }

  /** A layer; null if its builder refuses the settings. */
  private static Layer valid(Supplier<Layer> layer) {
    try {
      return layer.get();
    } catch (RuntimeException e) {
      return null;
    }
  }

  private Layer sequenceLayer() {
    int kernel = from(1, 4);
    List<Supplier<Layer>> kinds =
        List.of(
            () ->
                new Convolution1DLayer.Builder(kernel)
                    .nOut(from(1, 5))
                    .stride(from(1, 2))
                    .dilation(from(1, 2))
                    .hasBias(random.nextBoolean())
                    .convolutionMode(
                        List.of(
                                ConvolutionMode.Same,
                                ConvolutionMode.Truncate,
                                ConvolutionMode.Causal)
                            .get(random.nextInt(3)))
                    .activation(activation())
                    .build(),
            () ->
                new Subsampling1DLayer.Builder(windows())
                    .kernelSize(from(2, 3))
                    .stride(from(1, 2))
                    .convolutionMode(mode())
                    .pnorm(2)
                    .build(),
            () -> new ZeroPadding1DLayer.Builder(from(0, 2), from(0, 2)).build(),
            () -> new Cropping1D.Builder(from(0, 1), from(0, 2)).build(),
            () -> new Upsampling1D.Builder(from(2, 3)).build(),
            () -> new ActivationLayer.Builder().activation(activation()).build());
    return valid(kinds.get(random.nextInt(kinds.size())));
  }

  private Layer imageLayer(InputTypeConvolutional input) {
    int[] kernel = {from(1, 3), from(1, 3)};
    int[] stride = {from(1, 2), from(1, 2)};
    int[] dilation = {from(1, 2), from(1, 2)};
    int[] padding = {from(0, 2), from(0, 2)};
    List<Supplier<Layer>> kinds =
        List.of(
            () ->
                new ConvolutionLayer.Builder(kernel)
                    .nOut(from(1, 6))
                    .stride(stride)
                    .padding(padding)
                    .dilation(dilation)
                    .hasBias(random.nextBoolean())
                    .convolutionMode(mode())
                    .activation(activation())
                    .build(),
            () ->
                new Conv2DLayer.Builder(kernel)
                    .nOut(from(1, 6))
                    .stride(stride)
                    .padding(padding)
                    .paddingAfter(from(0, 2), from(0, 2))
                    .dilation(dilation)
                    .orientation(
                        random.nextBoolean()
                            ? Orientation.CONVOLUTION
                            : Orientation.CROSS_CORRELATION)
                    .rounding(random.nextBoolean() ? Rounding.CEIL : Rounding.FLOOR)
                    .activation(activation())
                    .build(),
            () ->
                new SubsamplingLayer.Builder(windows(), new int[] {from(2, 3), from(2, 3)}, stride)
                    .padding(from(0, 1), from(0, 1))
                    .convolutionMode(mode())
                    .avgPoolIncludePadInDivisor(random.nextBoolean())
                    .pnorm(from(1, 3))
                    .build(),
            () ->
                new Pool2DLayer.Builder(
                        random.nextInt(4) == 0 ? SubsamplingLayer.PoolingType.SUM : windows(),
                        kernel,
                        stride)
                    .padding(padding)
                    .paddingAfter(from(0, 2), from(0, 2))
                    .dilation(dilation)
                    .rounding(random.nextBoolean() ? Rounding.CEIL : Rounding.FLOOR)
                    .avgPoolIncludePadInDivisor(random.nextBoolean())
                    .pnorm(from(1, 3))
                    .build(),
            () -> new BatchNormalization.Builder().lockGammaBeta(random.nextBoolean()).build(),
            () -> new LocalResponseNormalization.Builder().n(from(1, 5)).build(),
            () -> new ActivationLayer.Builder().activation(activation()).build(),
            () -> new DropoutLayer.Builder(0.5).build(),
            () ->
                new ZeroPaddingLayer.Builder(from(0, 2), from(0, 2), from(0, 2), from(0, 2))
                    .build(),
            () -> new Cropping2D.Builder(from(0, 1), from(0, 1), from(0, 2), from(0, 2)).build(),
            () -> new Upsampling2D.Builder().size(new int[] {from(1, 2), from(1, 3)}).build(),
            () -> new SpaceToDepthLayer.Builder<>(2).build(),
            () ->
                new PReLULayer.Builder()
                    .inputShape(input.getChannels(), input.getHeight(), input.getWidth())
                    .build(),
            () ->
                new DepthwiseConvolution2D.Builder(kernel)
                    .depthMultiplier(from(1, 3))
                    .stride(stride)
                    .convolutionMode(mode())
                    .hasBias(random.nextBoolean())
                    .activation(activation())
                    .build(),
            () ->
                new SeparableConvolution2D.Builder(kernel)
                    .nOut(from(1, 5))
                    .depthMultiplier(from(1, 3))
                    .stride(stride)
                    .convolutionMode(mode())
                    .hasBias(random.nextBoolean())
                    .activation(activation())
                    .build());
    return valid(kinds.get(random.nextInt(kinds.size())));
  }

  /** Blocks of two branches that are added, averaged, multiplied or put side by side. */
  private Drawn graph() {
    int channels = from(1, 4);
    int height = from(5, 10);
    int width = from(5, 10);
    ComputationGraphConfiguration.GraphBuilder graph =
        settings()
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.convolutional(height, width, channels));
    String now = "in";
    int deep = channels;
    for (int block = 0; block < from(1, 3); block++) {
      String left = "left/" + block;
      String right = "right" + block;
      int filters = from(2, 5);
      graph.addLayer(left, branch(filters), now);
      graph.addLayer(right, branch(filters), now);
      String joined = "joined" + block;
      if (random.nextBoolean()) {
        graph.addVertex(joined, new MergeVertex(), left, right, now);
        deep = 2 * filters + deep;
      } else {
        List<ElementWiseVertex.Op> ops = List.of(ElementWiseVertex.Op.values());
        graph.addVertex(
            joined, new ElementWiseVertex(ops.get(random.nextInt(ops.size()))), left, right);
        deep = filters;
      }
      now = joined;
      if (random.nextInt(3) == 0) {
        graph.addVertex("subset" + block, new SubsetVertex(1, deep - 1), now);
        now = "subset" + block;
        deep = deep - 1;
      }
      if (random.nextInt(3) == 0) {
        graph.addVertex("scaled" + block, new ScaleVertex(0.5), now);
        graph.addVertex("shifted" + block, new ShiftVertex(0.25), "scaled" + block);
        now = "shifted" + block;
      }
      if (random.nextBoolean()) {
        graph.addLayer("bn" + block, new BatchNormalization.Builder().build(), now);
        now = "bn" + block;
      }
      graph.addLayer(
          "act" + block, new ActivationLayer.Builder().activation(activation()).build(), now);
      now = "act" + block;
    }
    graph.addLayer("pool", global(), now).addLayer("out", output(), "pool").setOutputs("out");
    ComputationGraph network = new ComputationGraph(graph.build());
    network.init();
    List<Integer> shape = List.of(channels, height, width);
    return new Drawn(trained(network, shape), shape, network.getConfiguration().toJson());
  }

  private Layer branch(int filters) {
    return new ConvolutionLayer.Builder(from(1, 3), from(1, 3))
        .nOut(filters)
        .convolutionMode(ConvolutionMode.Same)
        .activation(activation())
        .build();
  }

  /** So that biases and statistics are not what they begin with. */
  private Model trained(Model model, List<Integer> shape) {
    long seed = random.nextLong();
    for (int step = 0; step < 2; step++) {
      INDArray labels = Nd4j.zeros(type, 6, CLASSES);
      for (int i = 0; i < 6; i++) {
        labels.putScalar(i, random.nextInt(CLASSES), 1);
      }
      DataSet batch = new DataSet(examples(shape, 6, type, seed + step), labels);
      if (model instanceof MultiLayerNetwork network) {
        network.fit(batch);
      } else {
        ((ComputationGraph) model).fit(batch);
      }
    }
    return model;
  }

  static INDArray examples(List<Integer> shape, int count, DataType type, long seed) {
    long[] dimensions = new long[shape.size() + 1];
    dimensions[0] = count;
    for (int i = 0; i < shape.size(); i++) {
      dimensions[i + 1] = shape.get(i);
    }
    INDArray array = Nd4j.create(type, dimensions);
    Random random = new Random(seed);
    for (long i = 0; i < array.length(); i++) {
      array.putScalar(i, random.nextGaussian());
    }
    return array;
  }
}
