package io.github.conv4j.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.conv4j.export.TestNetworks;
import io.github.conv4j.nets.SampleNetworks;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CapsuleLayer;
import org.deeplearning4j.nn.conf.layers.CapsuleStrengthLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PrimaryCapsules;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.objdetect.Yolo2OutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.variational.VariationalAutoencoder;
import org.deeplearning4j.nn.conf.ocnn.OCNNOutputLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

class ConfigurationCheckTest {

  private static final String SEQUENTIAL =
      ModelFiles.configuration(TestNetworks.builtinChain(DataType.FLOAT));
  private static final String GRAPH =
      ModelFiles.configuration(SampleNetworks.graph(1, DataType.FLOAT));

  private static void check(String json) {
    SafeModels.requireSafe(json, AllowedClasses.standard());
  }

  private static void assertRefused(String json, String part) {
    assertThatThrownBy(() -> check(json))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("expected")
        .hasMessageContaining("found")
        .hasMessageContaining(part)
        .hasMessageNotContaining("\n");
  }

  @Test
  void acceptsWhatDeeplearning4jWrites() {
    for (Supplier<Model> sample : SampleNetworks.all(3).values()) {
      check(ModelFiles.configuration(sample.get()));
    }
    check(ModelFiles.configuration(TestNetworks.residual(DataType.DOUBLE)));
    check(ModelFiles.configuration(TestNetworks.handwrittenChain(DataType.DOUBLE)));
  }

  @Test
  void acceptsLayersOfUncommonShapes() {
    InputType image = InputType.convolutional(8, 8, 3);
    InputType series = InputType.recurrent(4, 6);
    accepts(image, new LocallyConnected2D.Builder().nOut(4).kernelSize(3, 3).build(), output());
    accepts(
        image,
        new DepthwiseConvolution2D.Builder().depthMultiplier(2).kernelSize(3, 3).build(),
        output());
    accepts(
        image,
        new PrimaryCapsules.Builder(4, 2).kernelSize(3, 3).build(),
        new CapsuleLayer.Builder(5, 4, 2).build(),
        new CapsuleStrengthLayer.Builder().build(),
        output());
    accepts(image, new Yolo2OutputLayer.Builder().boundingBoxPriors(Nd4j.rand(2, 2)).build());
    accepts(
        InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, 6, 6, 6, 2),
        new Convolution3D.Builder(3, 3, 3).nOut(4).build(),
        output());
    accepts(
        InputType.feedForward(784),
        new VariationalAutoencoder.Builder()
            .encoderLayerSizes(2048, 2048, 2048, 2048)
            .decoderLayerSizes(2048, 2048, 2048, 2048)
            .nOut(32)
            .build(),
        output());
    accepts(
        InputType.feedForward(1),
        new EmbeddingLayer.Builder().nIn(100_000_000).nOut(64).build(),
        output());
    accepts(
        series,
        new Bidirectional(new LSTM.Builder().nOut(5).build()),
        new SelfAttentionLayer.Builder().nOut(8).nHeads(2).projectInput(true).build(),
        new RnnOutputLayer.Builder().nOut(2).build());
    accepts(
        InputType.feedForward(5), new OCNNOutputLayer.Builder().nIn(5).hiddenLayerSize(4).build());
    accepts(
        InputType.feedForward(5),
        new OutputLayer.Builder(new LossMCXENT(Nd4j.createFromArray(0.5f, 1f, 2f)))
            .activation(Activation.SOFTMAX)
            .nOut(3)
            .build());
  }

  private static Layer output() {
    return new OutputLayer.Builder().nOut(2).build();
  }

  private static void accepts(InputType input, Layer... layers) {
    NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder().list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    String json = list.setInputType(input).build().toJson();
    assertThatCode(() -> check(json)).as("%s", layers[0].getClass()).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "\"nout\" : 3, \"nout\" : 4294967296, at most 268435456",
    "\"nout\" : 3, \"nout\" : -9223372036854775808, at most 268435456",
    "\"nout\" : 3, \"nout\" : 92233720368547758079, at most 268435456",
    "\"iterationCount\" : 0, \"l9\" : 1e999, a number that a computer has",
    "\"seed\" : 7, \"numberOfTrials\" : 2000, at most 1000",
    "\"dataType\" : \"FLOAT\", \"dataType\" : \"UTF8\", FLOAT",
    "\"dataType\" : \"FLOAT\", \"dataType\" : \"COMPRESSED\", FLOAT",
    "\"seed\" : 7, \"seed\" : 7e400, a number that a computer has"
  })
  void refusesNumbersThatAreNoSizes(String before, String after, String part) {
    assertThat(SEQUENTIAL).contains(before);
    assertRefused(SEQUENTIAL.replaceFirst(Pattern.quote(before), after), part);
  }

  @Test
  void refusesProductsThatOverflow() {
    String layer =
        "{\"confs\" : [{\"layer\" : {\"@class\" :"
            + " \"org.deeplearning4j.nn.conf.layers.ConvolutionLayer\", \"nin\" : %s, \"nout\" : %s,"
            + " \"kernelSize\" : [%s, %s]}}]}";
    check(String.format(layer, 1024, 1024, 11, 11));
    assertRefused(String.format(layer, 1 << 28, 1 << 28, 256, 256), "parameters can be counted");
    assertRefused(String.format(layer, 3, 3, 1 << 21, 1 << 21), "kernelSize");
    assertRefused(
        SEQUENTIAL.replaceFirst(
            "\"variables\"", "\"weightParams\" : {\"W\" : [2097152, 2097152]}, \"variables\""),
        "fits into memory");
  }

  @Test
  void refusesArraysWithoutTheirShape() {
    String array =
        "{\"confs\" : [{\"boxes\" : {\"dataType\" : \"%s\", \"shape\" : %s, \"data\" : %s}}]}";
    check(String.format(array, "FLOAT", "[2, 2]", "[1.0, 2.0, \"NaN\", 4.0]"));
    check(String.format(array, "FLOAT", "[0]", "[]"));
    assertRefused(String.format(array, "FLOAT", "[2, 3]", "[1.0, 2.0]"), "shape");
    assertRefused(String.format(array, "FLOAT", "[2, 1]", "[1.0]"), "shape");
    assertRefused(String.format(array, "FLOAT", "[-1, -2]", "[1.0, 2.0]"), "shape");
    assertRefused(String.format(array, "FLOAT", "[1.5]", "[1.0]"), "shape");
    assertRefused(String.format(array, "FLOAT", "2", "[1.0, 2.0]"), "shape");
    assertRefused(String.format(array, "FLOAT", "[2]", "{\"a\" : 1, \"b\" : 2}"), "shape");
    assertRefused(String.format(array, "UTF8", "[2]", "[1, 2]"), "shape");
    assertRefused(
        "{\"confs\" : [{\"boxes\" : {\"dataBuffer\" : [1.0], \"rankField\" : 2, \"numElements\" : 1,"
            + " \"offsetField\" : 0, \"shapeField\" : [1000, 1000], \"strideField\" : [1, 1],"
            + " \"orderingField\" : \"c\"}}]}",
        "foreign memory");
  }

  /** What native code divides by, or what it would work on for ever. */
  @Test
  void refusesNumbersThatBringNativeCodeDown() {
    for (String field :
        List.of(
            "\"stride\" : [0, 0]",
            "\"kernelSize\" : [0, 1]",
            "\"dilation\" : [-1, 1]",
            "\"cropping\" : [1, 7, -268435456, 1]",
            "\"padding\" : [-1, 0]",
            "\"stackSize\" : -2",
            "\"size\" : [1, 100000]",
            "\"routings\" : 16777216",
            "\"encoderLayerSizes\" : [1" + ", 1".repeat(1000) + "]")) {
      String name = field.substring(1, field.indexOf('"', 1));
      assertRefused("{\"confs\" : [{\"layer\" : {" + field + "}}]}", name);
    }
    assertRefused("{\"confs\" : [{\"zz\" : [" + "{}, ".repeat(600_000) + "{}]}]}", "1000000 parts");
  }

  @Test
  void refusesTooManyAndTooDeeplyWrappedLayers() {
    assertRefused("{\"confs\" : [" + "{}, ".repeat(10_000) + "{}]}", "10000 layers");
    assertRefused("{\"confs\" : {}}", "layers");
    assertRefused("{\"vertices\" : []}", "layers");
    String both =
        "{\"@class\" : \"org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional\", \"fwd\" : ";
    assertRefused(
        "{\"confs\" : [{\"layer\" : " + both.repeat(2) + "null" + "}".repeat(2) + "}]}",
        "Bidirectional");
    String wrapper =
        "{\"@class\" : \"org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep\","
            + " \"underlying\" : ";
    assertRefused(
        "{\"confs\" : [{\"layer\" : " + wrapper.repeat(30) + "null" + "}".repeat(30) + "}]}",
        "within one another");
  }

  @Test
  void refusesGraphsThatAreNone() {
    check(GRAPH);
    String cyclic =
        """
        {"networkInputs" : ["in"], "networkOutputs" : ["b"], "vertices" : {"a" : {}, "b" : {}},
         "vertexInputs" : {"a" : ["%s"], "b" : ["%s"]}%s}
        """;
    String order = ", \"topologicalOrder\" : [%s], \"topologicalOrderStr\" : [%s]";
    check(String.format(cyclic, "in", "a", ""));
    check(
        String.format(cyclic, "in", "a", String.format(order, "0, 1, 2", "\"in\", \"a\", \"b\"")));
    assertRefused(
        String.format(cyclic, "b", "a", String.format(order, "0, 1, 2", "\"in\", \"a\", \"b\"")),
        "before its input");
    assertRefused(String.format(cyclic, "in", "c", ""), "\"c\"");
    for (String wrong :
        new String[] {
          "0, 1, 2#\"in\", \"a\"",
          "0, 1, 2#\"in\", \"a\", \"c\"",
          "0, 1, 2#\"in\", \"a\", \"a\"",
          "0, 1, 3#\"in\", \"a\", \"b\"",
          "0, 1, 1#\"in\", \"a\", \"b\"",
          "0, 1#\"in\", \"a\", \"b\"",
          "0, 1, -2#\"in\", \"a\", \"b\""
        }) {
      String[] parts = wrong.split("#");
      assertRefused(
          String.format(cyclic, "in", "a", String.format(order, parts[0], parts[1])),
          "topologicalOrder");
    }
    assertRefused(
        "{\"networkInputs\" : [\"a\"], \"networkOutputs\" : [\"a\"], \"vertices\" : {\"a\" : {}},"
            + " \"vertexInputs\" : {}}",
        "twice");
    assertRefused("{\"networkOutputs\" : [], \"vertices\" : {}, \"vertexInputs\" : {}}", "none");
    assertRefused(
        "{\"networkInputs\" : [], \"networkOutputs\" : [\"x\"], \"vertices\" : {}, \"vertexInputs\" :"
            + " {}}",
        "\"x\"");
    assertRefused(
        "{\"networkInputs\" : [], \"networkOutputs\" : [], \"vertices\" : {}, \"vertexInputs\" :"
            + " {\"x\" : []}}",
        "\"x\"");
  }
}
