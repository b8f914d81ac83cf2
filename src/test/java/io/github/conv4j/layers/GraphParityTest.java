package io.github.conv4j.layers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.testing.Data;
import io.github.conv4j.testing.Match;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.dropout.AlphaDropout;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * Graphs of our layers against the same graphs of built-in layers. Activations and gradients that
 * several branches read must survive each of them.
 */
class GraphParityTest {

  private interface Design {
    /** Adds vertices and returns the name of the last one, of any width. */
    String vertices(GraphBuilder graph, Variant variant);
  }

  private record Graph(String name, Design design) {
    @Override
    public String toString() {
      return name;
    }

    ComputationGraph init(Variant variant, WorkspaceMode workspaces) {
      GraphBuilder graph =
          new NeuralNetConfiguration.Builder()
              .seed(42)
              .dataType(DataType.DOUBLE)
              .updater(new Sgd(0.1))
              .convolutionMode(ConvolutionMode.Same)
              .activation(Activation.RELU)
              .trainingWorkspaceMode(workspaces)
              .inferenceWorkspaceMode(workspaces)
              .graphBuilder()
              .addInputs("in");
      String last = design.vertices(graph, variant);
      graph
          .addLayer("pooled", variant.globalPool(PoolingType.AVG, true, 2), last)
          .addLayer(
              "out",
              new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                  .nOut(3)
                  .activation(Activation.SOFTMAX)
                  .build(),
              "pooled")
          .setOutputs("out")
          .setInputTypes(InputType.convolutional(8, 7, 2));
      ComputationGraphConfiguration configuration = graph.build();
      ComputationGraph net = new ComputationGraph(configuration);
      net.init();
      return net;
    }
  }

  static Stream<Graph> graphs() {
    return Stream.of(
        new Graph(
            "residual block",
            (g, v) -> {
              g.addLayer("stem", v.conv(3, 4), "in")
                  .addLayer("a", v.conv(3, 4), "stem")
                  .addLayer("b", v.conv(3, 4, c -> c.activation(Activation.IDENTITY)), "a")
                  .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "b", "stem")
                  .addLayer("relu", new ActivationLayer(Activation.RELU), "sum");
              return "relu";
            }),
        new Graph(
            "residual block with projection, linear and last",
            (g, v) -> {
              g.addLayer("a", v.conv(3, 4, c -> c.activation(Activation.IDENTITY)), "in")
                  .addLayer("b", v.conv(1, 4, c -> c.activation(Activation.IDENTITY)), "in")
                  .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a", "b");
              return "sum";
            }),
        new Graph(
            "inception block",
            (g, v) -> {
              g.addLayer("stem", v.conv(3, 4), "in")
                  .addLayer("one", v.conv(1, 2, c -> c.activation(Activation.IDENTITY)), "stem")
                  .addLayer("three", v.conv(3, 3), "stem")
                  .addLayer("max", v.pool(PoolingType.MAX, 3, 1), "stem")
                  .addLayer("average", v.pool(PoolingType.AVG, 2, 1), "stem")
                  .addVertex("merged", new MergeVertex(), "one", "three", "max", "average");
              return "merged";
            }),
        new Graph(
            "dropout in place on one of two branches",
            (g, v) -> {
              g.addLayer("stem", v.conv(3, 4, c -> c.activation(Activation.TANH)), "in")
                  .addLayer("drop", new DropoutLayer(new GaussianDropout(0.5)), "stem")
                  .addLayer("a", v.conv(3, 4, c -> c.dropOut(new AlphaDropout(0.8))), "drop")
                  .addLayer("b", v.conv(2, 4, c -> c.dropOut(0.7)), "stem")
                  .addLayer("c", v.conv(2, 4, c -> c.dropOut(0.6)), "stem")
                  .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a", "b", "c");
              return "sum";
            }),
        new Graph(
            "products and differences of our outputs",
            (g, v) -> {
              g.addLayer("a", v.conv(3, 4, c -> c.activation(Activation.SIGMOID)), "in")
                  .addLayer("b", v.conv(2, 4, c -> c.activation(Activation.IDENTITY)), "in")
                  .addVertex("p", new ElementWiseVertex(ElementWiseVertex.Op.Product), "a", "b")
                  .addVertex("s", new ElementWiseVertex(ElementWiseVertex.Op.Subtract), "p", "b")
                  .addVertex("m", new ElementWiseVertex(ElementWiseVertex.Op.Max), "s", "a");
              return "m";
            }));
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void graphsAgreeToTwelveDigits(Graph graph) {
    INDArray x = Data.normal(1, DataType.DOUBLE, 3, 2, 8, 7);
    DataSet data = new DataSet(x, Data.oneHot(2, DataType.DOUBLE, 3, 3));
    for (WorkspaceMode workspaces : List.of(WorkspaceMode.ENABLED, WorkspaceMode.NONE)) {
      for (Variant variant : List.of(Variant.HANDWRITTEN, Variant.COMPOSED)) {
        String what = graph + " " + variant + " workspaces " + workspaces;
        ComputationGraph builtin = graph.init(Variant.BUILTIN, workspaces);
        ComputationGraph ours = graph.init(variant, workspaces);
        Match.identical(what + ": initial parameters", builtin.params(), ours.params());
        Match.close(what + ": output", builtin.outputSingle(x), ours.outputSingle(x), 1e-12);
        Map<String, INDArray> expected = gradients(builtin, data);
        Map<String, INDArray> actual = gradients(ours, data);
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach(
            (name, gradient) ->
                Match.close(what + ": gradient " + name, gradient, actual.get(name), 1e-11));
        for (int step = 0; step < 5; step++) {
          for (ComputationGraph net : List.of(builtin, ours)) {
            Nd4j.getRandom().setSeed(100 + step);
            net.fit(data);
          }
        }
        Match.close(what + ": after 5 steps", builtin.params(), ours.params(), 1e-12);
      }
    }
  }

  private static Map<String, INDArray> gradients(ComputationGraph net, DataSet data) {
    Nd4j.getRandom().setSeed(7);
    net.setInputs(data.getFeatures());
    net.setLabels(data.getLabels());
    net.computeGradientAndScore();
    Map<String, INDArray> gradients = new LinkedHashMap<>();
    net.gradient().gradientForVariable().forEach((name, g) -> gradients.put(name, g.dup()));
    return gradients;
  }
}
