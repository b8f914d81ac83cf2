package io.github.conv4j.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.conv4j.ops.HookNotLiveException;
import io.github.conv4j.testing.Data;
import io.github.conv4j.testing.Match;
import java.lang.reflect.Field;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.cpu.nativecpu.ops.NativeOpExecutioner;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Which implementation a layer picks. */
class ExecutionTest {

  private final OpExecutioner before = Nd4j.getExecutioner();
  private final INDArray x = Data.normal(1, DataType.DOUBLE, 3, 2, 6, 6);
  private final INDArray labels = Data.oneHot(2, DataType.DOUBLE, 3, 3);

  @AfterEach
  void restoreExecutioner() throws ReflectiveOperationException {
    setExecutioner(before);
  }

  private static void setExecutioner(OpExecutioner executioner)
      throws ReflectiveOperationException {
    Field field = Nd4j.class.getDeclaredField("OP_EXECUTIONER_INSTANCE");
    field.setAccessible(true);
    field.set(null, executioner);
  }

  /** Somebody else's executioner, which the hook leaves alone. */
  private static final class Foreign extends NativeOpExecutioner {}

  private static MultiLayerNetwork network(Execution execution, DataType type) {
    GlobalPool2DLayer global = new GlobalPool2DLayer(PoolingType.AVG);
    global.setExecution(execution);
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(type)
                .updater(new Sgd(0.1))
                .activation(Activation.TANH)
                .list()
                .layer(new Conv2DLayer.Builder(3, 3).nOut(4).execution(execution).build())
                .layer(new Pool2DLayer.Builder(2, 2).stride(2, 2).execution(execution).build())
                .layer(global)
                .layer(
                    new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(6, 6, 2))
                .build());
    net.init();
    return net;
  }

  @Test
  void automaticIsComposedWhereTheOpsCannotRun() throws ReflectiveOperationException {
    MultiLayerNetwork expected = network(Execution.HANDWRITTEN, DataType.DOUBLE);
    expected.fit(x, labels);
    setExecutioner(new Foreign());
    MultiLayerNetwork automatic = network(Execution.AUTO, DataType.DOUBLE);
    automatic.fit(x, labels);
    Match.close("parameters", expected.params(), automatic.params(), 1e-12);
    assertThat(Nd4j.getExecutioner()).isInstanceOf(Foreign.class);
  }

  @Test
  void handwrittenIsRefusedWhereTheOpsCannotRun() throws ReflectiveOperationException {
    MultiLayerNetwork net = network(Execution.HANDWRITTEN, DataType.DOUBLE);
    setExecutioner(new Foreign());
    assertThatThrownBy(() -> net.output(x))
        .hasStackTraceContaining(HookNotLiveException.class.getName())
        .hasStackTraceContaining("or the composed variant (Execution.COMPOSED)");
  }

  @Test
  void automaticIsComposedForTypesWithoutAKernel() {
    MultiLayerNetwork half = network(Execution.AUTO, DataType.FLOAT16);
    INDArray y = half.output(x.castTo(DataType.FLOAT16));
    assertThat(y.dataType()).isEqualTo(DataType.FLOAT16);
    MultiLayerNetwork wide = network(Execution.AUTO, DataType.DOUBLE);
    wide.setParams(half.params().castTo(DataType.DOUBLE));
    Match.close("output", wide.output(x), y.castTo(DataType.DOUBLE), 5e-3);
    assertThatThrownBy(
            () ->
                network(Execution.HANDWRITTEN, DataType.FLOAT16).output(x.castTo(DataType.FLOAT16)))
        .hasMessage(
            "conv4j_conv2d: expected FLOAT or DOUBLE, found HALF; cast the inputs, or use the"
                + " composed variant (Execution.COMPOSED)");
  }
}
