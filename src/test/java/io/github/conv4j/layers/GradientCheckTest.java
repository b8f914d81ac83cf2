package io.github.conv4j.layers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.Rounding;
import io.github.conv4j.testing.Data;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Deeplearning4j's own gradient check, which a doubled gradient fails. */
class GradientCheckTest {

  private DataType typeBefore;

  @BeforeEach
  void rememberTypes() {
    typeBefore = Nd4j.defaultFloatingPointType();
    Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
  }

  @AfterEach
  void restoreTypes() {
    Nd4j.setDefaultDataTypes(typeBefore, typeBefore);
  }

  private static NeuralNetConfiguration.Builder settings() {
    return new NeuralNetConfiguration.Builder()
        .seed(12)
        .dataType(DataType.DOUBLE)
        .updater(new NoOp())
        .l2(0.02)
        .activation(Activation.TANH);
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
        .nOut(3)
        .activation(Activation.SOFTMAX)
        .build();
  }

  /** What only our layers have: orientation, sides of padding, ceil rounding, sums. */
  @ParameterizedTest
  @EnumSource(names = {"HANDWRITTEN", "COMPOSED"})
  void passesForMultiLayerNetworks(Variant variant) {
    Execution execution = variant == Variant.COMPOSED ? Execution.COMPOSED : Execution.HANDWRITTEN;
    MultiLayerConfiguration configuration =
        settings()
            .list()
            .layer(
                new Conv2DLayer.Builder(3, 2)
                    .nOut(3)
                    .orientation(Orientation.CONVOLUTION)
                    .padding(1, 0)
                    .paddingAfter(0, 2)
                    .execution(execution)
                    .build())
            .layer(
                new Pool2DLayer.Builder(org.deeplearning4j.nn.conf.layers.PoolingType.SUM)
                    .kernelSize(2, 2)
                    .stride(2, 2)
                    .rounding(Rounding.CEIL)
                    .execution(execution)
                    .build())
            .layer(variant.conv(2, 3))
            .layer(variant.pool(PoolingType.PNORM, 2, 1))
            .layer(new Conv2DLayer.Builder(2, 2).nOut(2).fullPadding().execution(execution).build())
            .layer(variant.pool(PoolingType.MAX, 2, 2))
            .layer(variant.globalPool(PoolingType.AVG, true, 2))
            .layer(output())
            .setInputType(InputType.convolutional(7, 6, 2))
            .build();
    MultiLayerNetwork net = new MultiLayerNetwork(configuration);
    net.init();
    assertThat(
            GradientCheckUtil.checkGradients(
                new GradientCheckUtil.MLNConfig()
                    .net(net)
                    .input(Data.normal(1, DataType.DOUBLE, 2, 2, 7, 6))
                    .labels(Data.oneHot(2, DataType.DOUBLE, 2, 3))
                    .epsilon(1e-6)
                    .maxRelError(1e-5)
                    .minAbsoluteError(1e-8)))
        .isTrue();
  }

  @Test
  void passesForGraphs() {
    ComputationGraph net =
        new ComputationGraph(
            settings()
                .graphBuilder()
                .addInputs("in")
                .addLayer("a", new Conv2DLayer.Builder(3, 3).nOut(3).fullPadding().build(), "in")
                .addLayer("b", new Conv2DLayer.Builder(1, 1).nOut(3).build(), "a")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a", "b")
                .addLayer("pool", Variant.HANDWRITTEN.pool(PoolingType.AVG, 2, 2), "sum")
                .addLayer("out", output(), "pool")
                .setOutputs("out")
                .setInputTypes(InputType.convolutional(4, 5, 2))
                .build());
    net.init();
    assertThat(
            GradientCheckUtil.checkGradients(
                new GradientCheckUtil.GraphConfig()
                    .net(net)
                    .inputs(
                        new org.nd4j.linalg.api.ndarray.INDArray[] {
                          Data.normal(1, DataType.DOUBLE, 2, 2, 4, 5)
                        })
                    .labels(
                        new org.nd4j.linalg.api.ndarray.INDArray[] {
                          Data.oneHot(2, DataType.DOUBLE, 2, 3)
                        })
                    .epsilon(1e-6)
                    .maxRelError(1e-5)
                    .minAbsoluteError(1e-8)))
        .isTrue();
  }
}
