package io.github.conv4j.layers;

import io.github.conv4j.layers.Variant.Pool;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.constraint.NonNegativeConstraint;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.dropout.AlphaDropout;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.dropout.GaussianNoise;
import org.deeplearning4j.nn.conf.dropout.SpatialDropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.conf.weightnoise.WeightNoise;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * A network with convolution and pooling layers in any {@link Variant}; each recipe is there for
 * one feature of the library.
 */
record Recipe(String name, InputType input, Design design) {

  static final int CLASSES = 3;

  /** Adds settings and layers. */
  interface Design {
    NeuralNetConfiguration.ListBuilder layers(NeuralNetConfiguration.Builder net, Variant variant);
  }

  @Override
  public String toString() {
    return name;
  }

  MultiLayerConfiguration configuration(Variant variant, DataType type, IUpdater updater) {
    NeuralNetConfiguration.Builder net =
        new NeuralNetConfiguration.Builder()
            .seed(42)
            .dataType(type)
            .updater(updater)
            .activation(Activation.TANH)
            .weightInit(WeightInit.XAVIER);
    return design
        .layers(net, variant)
        .layer(
            variant.output(
                LossFunctions.LossFunction.MCXENT, CLASSES, b -> b.activation(Activation.SOFTMAX)))
        .setInputType(input)
        .build();
  }

  private static final InputType IMAGES = InputType.convolutional(10, 9, 2);

  private static Recipe of(String name, Design design) {
    return new Recipe(name, IMAGES, design);
  }

  /** Convolution, maximum, convolution: the frame for features that need no shape of their own. */
  private static NeuralNetConfiguration.ListBuilder frame(
      NeuralNetConfiguration.Builder net, Variant v) {
    return net.list().layer(v.conv(3, 4)).layer(v.pool(PoolingType.MAX, 2, 2)).layer(v.conv(2, 5));
  }

  static List<Recipe> all() {
    List<Recipe> recipes = new ArrayList<>();
    recipes.addAll(shapes());
    recipes.addAll(pooling());
    recipes.addAll(activations());
    recipes.addAll(regularisation());
    recipes.addAll(neighbours());
    recipes.addAll(dense());
    return recipes;
  }

  static List<Recipe> shapes() {
    return List.of(
        of("truncate", Recipe::frame),
        new Recipe("flat input", InputType.convolutionalFlat(10, 9, 2), Recipe::frame),
        of(
            "same mode of the network",
            (net, v) ->
                net.convolutionMode(ConvolutionMode.Same)
                    .list()
                    .layer(v.conv(4, 4, b -> b.stride(2, 3)))
                    .layer(v.pool(PoolingType.AVG, 3, 2))
                    .layer(v.conv(3, 5))),
        of(
            "strict",
            (net, v) ->
                net.convolutionMode(ConvolutionMode.Strict)
                    .list()
                    .layer(v.conv(2, 4, b -> b.stride(2, 1)))
                    .layer(v.pool(PoolingType.MAX, 2, 1))
                    .layer(v.conv(1, 5))),
        of(
            "dilation, padding, no bias",
            (net, v) ->
                net.list()
                    .layer(v.conv(3, 4, b -> b.dilation(2, 1).padding(1, 2).hasBias(false)))
                    .layer(
                        v.conv(2, 3, b -> b.dilation(3, 2).convolutionMode(ConvolutionMode.Same)))
                    .layer(v.conv(1, 5, b -> b.stride(2, 2)))),
        of(
            "kernel is input",
            (net, v) -> {
              NeuralNetConfiguration.ListBuilder list = net.list();
              return list.layer(v.conv(3, 2, b -> b.kernelSize(10, 9)));
            }),
        new Recipe(
            "channels last",
            InputType.convolutional(10, 9, 2, CNN2DFormat.NHWC),
            (net, v) ->
                net.list()
                    .layer(v.conv(3, 4, CNN2DFormat.NHWC))
                    .layer(v.pool(Pool.of(PoolingType.MAX, 2, 2).format(CNN2DFormat.NHWC)))
                    .layer(v.conv(2, 5, CNN2DFormat.NHWC))
                    .layer(v.pool(Pool.of(PoolingType.AVG, 2, 1).format(CNN2DFormat.NHWC)))));
  }

  static List<Recipe> pooling() {
    List<Recipe> recipes = new ArrayList<>();
    for (Pool pool :
        List.of(
            Pool.of(PoolingType.MAX, 3, 2),
            Pool.of(PoolingType.MAX, 3, 1).padded(1, 1, false),
            Pool.of(PoolingType.AVG, 3, 2).padded(1, 1, false),
            Pool.of(PoolingType.AVG, 3, 2).padded(1, 1, true),
            Pool.of(PoolingType.AVG, 3, 2).mode(ConvolutionMode.Same),
            Pool.of(PoolingType.PNORM, 2, 2),
            Pool.of(PoolingType.PNORM, 3, 2).pnorm(3))) {
      String name =
          pool.type()
              + " pooling, kernel "
              + pool.kernel()[0]
              + ", padding "
              + pool.padding()[0]
              + ", include "
              + pool.includePadding()
              + ", mode "
              + pool.mode()
              + ", p "
              + pool.pnorm();
      recipes.add(
          of(
              name,
              (net, v) -> net.list().layer(v.conv(3, 4)).layer(v.pool(pool)).layer(v.conv(2, 5))));
    }
    for (PoolingType type : PoolingType.values()) {
      recipes.add(
          of(
              "global " + type,
              (net, v) -> net.list().layer(v.conv(3, 4)).layer(v.globalPool(type, true, 3))));
      recipes.add(
          of(
              "global " + type + " not collapsed",
              (net, v) ->
                  net.list()
                      .layer(v.conv(3, 4))
                      .layer(v.globalPool(type, false, 2))
                      .layer(v.conv(1, 5))));
    }
    recipes.add(
        new Recipe(
            "global AVG, channels last",
            InputType.convolutional(10, 9, 2, CNN2DFormat.NHWC),
            (net, v) ->
                net.list()
                    .layer(v.conv(3, 4, CNN2DFormat.NHWC))
                    .layer(v.globalPool(PoolingType.AVG, true, 2))));
    return recipes;
  }

  static List<Recipe> activations() {
    List<Recipe> recipes = new ArrayList<>();
    for (Activation activation :
        List.of(
            Activation.IDENTITY,
            Activation.RELU,
            Activation.SIGMOID,
            Activation.SOFTPLUS,
            Activation.LEAKYRELU,
            Activation.ELU,
            Activation.SELU,
            Activation.SWISH,
            Activation.GELU,
            Activation.MISH,
            Activation.HARDSIGMOID,
            Activation.RATIONALTANH,
            Activation.SOFTSIGN)) {
      recipes.add(of("activation " + activation, (net, v) -> frame(net.activation(activation), v)));
    }
    recipes.add(
        of(
            "PReLU layer",
            (net, v) ->
                net.list()
                    .layer(v.conv(3, 4, b -> b.activation(Activation.IDENTITY)))
                    .layer(new PReLULayer.Builder().inputShape(4, 8, 7).build())
                    .layer(v.conv(2, 3))));
    recipes.add(
        of(
            "activation layer",
            (net, v) ->
                net.list()
                    .layer(v.conv(3, 4, b -> b.activation(Activation.IDENTITY)))
                    .layer(new ActivationLayer(Activation.ELU))
                    .layer(v.conv(2, 3))
                    .layer(new ActivationLayer(Activation.RELU))));
    return recipes;
  }

  static List<Recipe> regularisation() {
    return List.of(
        of("dropout", (net, v) -> frame(net.dropOut(new Dropout(0.6)), v)),
        of("Gaussian dropout", (net, v) -> frame(net.dropOut(new GaussianDropout(0.3)), v)),
        of("alpha dropout", (net, v) -> frame(net.dropOut(new AlphaDropout(0.8)), v)),
        of("Gaussian noise", (net, v) -> frame(net.dropOut(new GaussianNoise(0.2)), v)),
        of(
            "spatial dropout",
            (net, v) ->
                net.list()
                    .layer(v.conv(3, 4))
                    .layer(v.conv(3, 4, b -> b.dropOut(new SpatialDropout(0.6))))),
        of("l1 and l2", (net, v) -> frame(net.l1(0.02).l2(0.03).l1Bias(0.01).l2Bias(0.04), v)),
        of("weight decay", (net, v) -> frame(net.weightDecay(0.05).weightDecayBias(0.02), v)),
        of(
            "DropConnect",
            (net, v) ->
                net.list()
                    .layer(v.conv(3, 4, b -> b.weightNoise(new DropConnect(0.7))))
                    .layer(v.pool(PoolingType.MAX, 2, 2))
                    .layer(v.conv(2, 5, b -> b.weightNoise(new DropConnect(0.5))))),
        of(
            "weight noise",
            (net, v) -> {
              WeightNoise noise = new WeightNoise(new NormalDistribution(0, 0.1), true, true);
              return net.list().layer(v.conv(3, 4, b -> b.weightNoise(noise))).layer(v.conv(2, 5));
            }),
        of(
            "constraints",
            (net, v) ->
                net.list()
                    .layer(
                        v.conv(3, 4, b -> b.constrainWeights(new MaxNormConstraint(0.5, 1, 2, 3))))
                    .layer(
                        v.conv(2, 5, b -> b.constrainAllParameters(new NonNegativeConstraint())))),
        of(
            "gradient clipping",
            (net, v) ->
                frame(
                    net.gradientNormalization(GradientNormalization.ClipElementWiseAbsoluteValue)
                        .gradientNormalizationThreshold(0.01),
                    v)),
        of(
            "gradient normalisation",
            (net, v) ->
                frame(
                    net.gradientNormalization(GradientNormalization.RenormalizeL2PerParamType), v)),
        of(
            "defaults of the network",
            (net, v) ->
                frame(
                    net.weightInit(WeightInit.RELU_UNIFORM)
                        .activation(Activation.SOFTPLUS)
                        .biasInit(0.3)
                        .convolutionMode(ConvolutionMode.Same)
                        .biasUpdater(new Adam(0.02)),
                    v)),
        of(
            "updater per layer",
            (net, v) ->
                net.list()
                    .layer(v.conv(3, 4, b -> b.updater(new Adam(0.01)).biasUpdater(new Sgd(0.5))))
                    .layer(
                        v.conv(3, 4, b -> b.updater(new Sgd(0.3)).weightInit(WeightInit.ONES)))));
  }

  static List<Recipe> neighbours() {
    return List.of(
        of(
            "dropout layers work in place on our output",
            (net, v) ->
                net.list()
                    .layer(v.conv(3, 4))
                    .layer(new DropoutLayer(new GaussianDropout(0.4)))
                    .layer(v.conv(2, 4, b -> b.activation(Activation.IDENTITY)))
                    .layer(new DropoutLayer(new AlphaDropout(0.7)))
                    .layer(v.pool(PoolingType.MAX, 2, 2))
                    .layer(new DropoutLayer(new Dropout(0.5)))
                    .layer(v.conv(2, 4, b -> b.activation(Activation.SIGMOID)))
                    .layer(new DropoutLayer(new GaussianNoise(0.4)))),
        of(
            "normalisation layers",
            (net, v) ->
                net.list()
                    .layer(v.conv(3, 4))
                    .layer(new BatchNormalization())
                    .layer(v.pool(PoolingType.PNORM, 2, 2))
                    .layer(new LocalResponseNormalization())
                    .layer(v.conv(2, 4))),
        of(
            "dense layers behind",
            (net, v) -> frame(net, v).layer(new DenseLayer.Builder().nOut(7).dropOut(0.5).build())),
        of(
            "convolution without neighbours",
            (net, v) -> net.list().layer(v.conv(3, 4, b -> b.activation(Activation.SOFTMAX)))),
        of("pooling as first layer", (net, v) -> net.list().layer(v.pool(PoolingType.AVG, 2, 2))));
  }

  static List<Recipe> dense() {
    return List.of(
        of(
            "dense layers, ReLU",
            (net, v) ->
                frame(net, v)
                    .layer(v.dense(9, b -> b.activation(Activation.RELU)))
                    .layer(v.dense(7, b -> b.activation(Activation.IDENTITY).hasBias(false)))),
        of(
            "dense layers, dropout and regularisation",
            (net, v) ->
                net.list()
                    .layer(v.dense(11, b -> b.dropOut(0.6).l2(0.02).activation(Activation.RELU)))
                    .layer(v.dense(8, b -> b.dropOut(0.7).l1(0.01).biasInit(0.3)))
                    .layer(v.dense(8, b -> b.l2Bias(0.05).updater(new Adam(0.01))))),
        of(
            "dense layers, weight noise and constraints",
            (net, v) ->
                net.list()
                    .layer(
                        v.dense(
                            9,
                            b ->
                                b.weightNoise(
                                    new WeightNoise(new NormalDistribution(0, 0.1), true, true))))
                    .layer(v.dense(8, b -> b.constrainWeights(new MaxNormConstraint(0.5, 1))))
                    .layer(v.dense(8, b -> b.gainInit(2).weightInit(WeightInit.RELU)))),
        of(
            "dense layers, activations",
            (net, v) ->
                net.list()
                    .layer(v.dense(9, b -> b.activation(Activation.SOFTMAX)))
                    .layer(v.dense(9, b -> b.activation(Activation.LEAKYRELU)))
                    .layer(new DropoutLayer(new GaussianNoise(0.4)))
                    .layer(v.dense(9, b -> b.activation(Activation.SIGMOID)))));
  }

  static Recipe named(String name) {
    return all().stream().filter(r -> r.name().equals(name)).findFirst().orElseThrow();
  }
}
