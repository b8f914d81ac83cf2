package io.github.conv4j.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.conv4j.export.Form;
import io.github.conv4j.export.SameDiffExport;
import io.github.conv4j.models.AllowedClasses;
import io.github.conv4j.models.ModelFileException;
import io.github.conv4j.models.ModelFiles;
import io.github.conv4j.models.SafeModels;
import io.github.conv4j.nets.LeNet;
import io.github.conv4j.nets.Network;
import io.github.conv4j.nets.ResNet20;
import io.github.conv4j.onnx.Attribute;
import io.github.conv4j.onnx.Initializer;
import io.github.conv4j.onnx.Node;
import io.github.conv4j.onnx.OnnxModel;
import io.github.conv4j.onnx.OnnxSeal;
import io.github.conv4j.onnx.OnnxWriter;
import io.github.conv4j.onnx.SampleModels;
import io.github.conv4j.result.ModelPart;
import io.github.conv4j.result.ModelSummary;
import io.github.conv4j.result.PartKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** What inspect says of files whose content is known. */
class InspectorTest {

  @TempDir Path folder;

  private static ModelSummary inspect(Path file) {
    return Inspector.inspect(file, Optional.empty(), AllowedClasses.standard());
  }

  private static ModelPart part(ModelSummary summary, String name) {
    return summary.parts().stream()
        .filter(part -> part.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no part " + name + " in " + summary.parts()));
  }

  @Test
  void leNetHasTheShapesAndCostsThatFollowFromItsGeometry() throws IOException {
    Path file = folder.resolve("lenet.zip");
    ModelFiles.save(LeNet.create(1, 28, 28, 10, 42, DataType.FLOAT), file, "LeNet");

    ModelSummary summary = inspect(file);

    assertThat(summary.isSafe()).isTrue();
    assertThat(summary.verdict()).isEqualTo("safe to load");
    assertThat(summary.kind()).isEqualTo("MultiLayerNetwork");
    assertThat(summary.parts())
        .extracting(ModelPart::name)
        .containsExactly("input", "conv1", "pool1", "conv2", "pool2", "dense", "output");
    assertThat(summary.parts())
        .extracting(ModelPart::shapeText)
        .containsExactly("1×28×28", "20×24×24", "20×12×12", "50×8×8", "50×4×4", "500", "10");
    assertThat(summary.parts())
        .extracting(ModelPart::parameters)
        .containsExactly(0L, 520L, 0L, 25_050L, 0L, 400_500L, 5_010L);
    assertThat(summary.parts())
        .extracting(ModelPart::operations)
        .containsExactly(0L, 576_000L, 11_520L, 3_200_000L, 3_200L, 800_000L, 10_000L);
    assertThat(summary.total(ModelPart::parameters)).isEqualTo(431_080);
    assertThat(summary.total(ModelPart::parameterBytes)).isEqualTo(4 * 431_080);
    assertThat(part(summary, "conv1").activationBytes()).isEqualTo(4 * 20 * 24 * 24);
    assertThat(part(summary, "conv1").settings()).contains("1 → 20", "5×5", "ReLU");
    assertThat(part(summary, "dense").inputs()).containsExactly("pool2");
    assertThat(summary.hints()).anyMatch(hint -> hint.contains("1x28x28"));
    assertThat(summary.metadata()).containsEntry("updater", "Adam").containsEntry("seed", "42");
  }

  @Test
  void aResidualGraphHasTheShapesThatDeeplearning4jComputes() throws IOException {
    ComputationGraph graph = ResNet20.create(3, 32, 32, 10, 7, DataType.FLOAT);
    Path file = folder.resolve("resnet20.zip");
    ModelFiles.save(graph, file, "ResNet-20");

    ModelSummary summary =
        Inspector.inspect(file, Optional.of(new InputSize(3, 32, 32)), AllowedClasses.standard());

    assertThat(summary.isSafe()).isTrue();
    assertThat(summary.total(ModelPart::parameters)).isEqualTo(graph.numParams());
    Map<String, INDArray> activations =
        graph.feedForward(Nd4j.rand(DataType.FLOAT, 1, 3, 32, 32), false);
    Map<String, List<Long>> expected = new LinkedHashMap<>();
    Map<String, List<Long>> found = new LinkedHashMap<>();
    for (ModelPart part : summary.parts()) {
      found.put(part.name(), part.shape().subList(1, part.shape().size()));
      List<Long> shape = new ArrayList<>();
      for (long size : activations.get(part.name()).shape()) {
        shape.add(size);
      }
      expected.put(part.name(), shape.subList(1, shape.size()));
    }
    assertThat(found).isEqualTo(expected);
    assertThat(summary.parts()).filteredOn(p -> p.kind() == PartKind.COMBINATION).hasSize(9);
    assertThat(summary.isComplete(ModelPart::operations)).isTrue();
    // 40.55 million multiply-accumulates of convolutions, as the paper's networks have.
    assertThat(summary.total(ModelPart::operations)).isBetween(80_000_000L, 85_000_000L);
  }

  @Test
  void withoutASizeWhatDependsOnItIsUnknownAndAHintSaysSo() throws IOException {
    Path file = folder.resolve("resnet20.zip");
    ModelFiles.save(ResNet20.create(3, 32, 32, 10, 7, DataType.FLOAT), file, "ResNet-20");

    ModelSummary summary = inspect(file);

    assertThat(summary.isSafe()).isTrue();
    assertThat(summary.hints()).anyMatch(hint -> hint.contains("--size 3xHxW"));
    assertThat(summary.parts().get(1).shapeText()).isEqualTo("?");
    assertThat(summary.total(ModelPart::parameters)).isGreaterThan(250_000);
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void aSameDiffGraphHasTheShapesThatNd4jComputes(Form form) throws IOException {
    MultiLayerNetwork network = LeNet.create(1, 28, 28, 10, 42, DataType.FLOAT);
    SameDiff graph = SameDiffExport.export(Network.of(network), 1, 28, 28, form);
    Path file = folder.resolve("lenet.fb");
    SameDiffExport.save(graph, file, "LeNet");

    ModelSummary summary = inspect(file);

    assertThat(summary.format()).isEqualTo("SameDiff");
    assertThat(summary.findings()).isEmpty();
    assertThat(summary.total(ModelPart::parameters)).isBetween(431_080L, 431_400L);
    assertThat(summary.outputs()).containsExactly("output");
    assertThat(summary.hints()).isEmpty();
    // Convolutions and dense layers make 4,586,000 of them, whatever ops they are made of.
    assertThat(
            summary.parts().stream()
                .filter(p -> p.kind() == PartKind.CONVOLUTION || p.kind() == PartKind.DENSE)
                .mapToLong(ModelPart::operations)
                .sum())
        .isEqualTo(576_000 + 3_200_000 + 800_000 + 10_000);
    int images = 3;
    for (ModelPart part : summary.parts().subList(1, summary.parts().size())) {
      INDArray array =
          graph
              .output(Map.of("input", Nd4j.rand(DataType.FLOAT, images, 1, 28, 28)), part.name())
              .get(part.name());
      List<Long> actual = new ArrayList<>();
      for (long size : array.shape()) {
        actual.add(size);
      }
      assertThat(part.shape()).as(part.name()).hasSameSizeAs(actual);
      for (int i = 0; i < actual.size(); i++) {
        if (part.shape().get(i) >= 0) {
          assertThat(part.shape().get(i)).as(part + " dimension " + i).isEqualTo(actual.get(i));
        } else {
          assertThat(i).as(part.name()).isZero();
        }
      }
    }
  }

  @Test
  void anOnnxGraphHasItsShapesInferred() throws IOException {
    Path file = folder.resolve("model.onnx");
    Files.write(file, OnnxWriter.bytes(SampleModels.residual()));

    ModelSummary summary = inspect(file);

    assertThat(summary.format()).isEqualTo("ONNX");
    assertThat(summary.isSafe()).isTrue();
    assertThat(summary.parts())
        .extracting(ModelPart::name)
        .containsExactly(
            "images", "conv1", "relu1", "conv2", "sum", "pool", "flat", "dense", "softmax");
    assertThat(summary.parts())
        .extracting(ModelPart::shapeText)
        .containsExactly("2×9×7", "4×9×7", "4×9×7", "4×9×7", "4×9×7", "4×4×3", "48", "3", "3");
    assertThat(part(summary, "conv1").operations()).isEqualTo(2 * 4 * 9 * 7 * 2 * 3 * 2);
    assertThat(part(summary, "conv1").parameters()).isEqualTo(52);
    assertThat(part(summary, "dense").operations()).isEqualTo(2 * 48 * 3);
    assertThat(part(summary, "sum").kind()).isEqualTo(PartKind.COMBINATION);
    assertThat(part(summary, "sum").inputs()).containsExactly("conv2", "relu1");
    assertThat(part(summary, "flat").parameters()).isZero();
    assertThat(summary.metadata())
        .containsEntry("opset", "17")
        .containsEntry("description", "Größe 3×2");
    assertThat(summary.outputs()).containsExactly("softmax");
  }

  @Test
  void operatorsThatAreNotCoveredAreShownWithoutShapes() throws IOException {
    OnnxModel good = SampleModels.residual();
    List<Node> nodes = new ArrayList<>(good.nodes());
    nodes.set(
        1,
        new Node(
            "relu1",
            "com.example::Strange",
            List.of("y1"),
            List.of("y2"),
            List.of(Attribute.of("how", "well"))));
    Path file = folder.resolve("strange.onnx");
    Files.write(
        file,
        OnnxWriter.bytes(
            good.withGraph(good.inputs(), good.outputs(), nodes, good.initializers())));

    ModelSummary summary = inspect(file);

    assertThat(part(summary, "relu1").shapeText()).isEqualTo("?");
    assertThat(part(summary, "relu1").operations()).isEqualTo(ModelPart.UNKNOWN);
    assertThat(part(summary, "relu1").settings()).isEqualTo("how well");
    assertThat(part(summary, "softmax").shapeText()).isEqualTo("3");
    assertThat(summary.findings()).anyMatch(f -> f.message().contains("\"com.example\""));
    assertThat(summary.isSafe()).isTrue();
    assertThat(summary.isComplete(ModelPart::operations)).isFalse();
  }

  @Test
  void weightsThatANodeMakesHaveTheShapeItIsGiven() throws IOException {
    OnnxModel good = SampleModels.residual();
    List<Node> nodes = new ArrayList<>(good.nodes());
    nodes.add(0, new Node("fill", "ConstantOfShape", List.of("size"), List.of("w1"), List.of()));
    List<Initializer> arrays = new ArrayList<>(good.initializers());
    arrays.set(0, Initializer.of("size", 4, 2, 3, 2));
    Path file = folder.resolve("light.onnx");
    Files.write(
        file, OnnxWriter.bytes(good.withGraph(good.inputs(), good.outputs(), nodes, arrays)));

    ModelSummary summary = inspect(file);

    assertThat(summary.parts()).extracting(ModelPart::name).doesNotContain("fill");
    assertThat(part(summary, "conv1").shapeText()).isEqualTo("4×9×7");
    assertThat(part(summary, "conv1").parameters()).isEqualTo(4);
  }

  @Test
  void aDamagedExportIsNotSafe() throws IOException {
    byte[] bytes = OnnxWriter.bytes(OnnxSeal.seal(SampleModels.residual()));
    Path file = folder.resolve("sealed.onnx");
    Files.write(file, bytes);
    assertThat(inspect(file).isSafe()).isTrue();
    byte[] weight = SampleModels.residual().initializers().get(0).data();
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int at = text.indexOf(new String(weight, StandardCharsets.ISO_8859_1));
    bytes[at] ^= 1;
    Files.write(file, bytes);
    assertThat(inspect(file).isSafe()).isFalse();
    assertThat(inspect(file).findings()).anyMatch(f -> f.message().contains("seal"));
  }

  /** Numbers in lists are no class names, and Deeplearning4j's attention has a list of inputs. */
  @Test
  void weightsOfLossesAndAttentionAreNoFindings() throws IOException {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .addVertex(
                    "attention",
                    new AttentionVertex.Builder()
                        .nInQueries(4)
                        .nInKeys(4)
                        .nInValues(4)
                        .nHeads(1)
                        .projectInput(false)
                        .nOut(4)
                        .build(),
                    "in",
                    "in",
                    "in")
                .addLayer(
                    "out",
                    new RnnOutputLayer.Builder(
                            new LossMCXENT(Nd4j.create(new double[] {1.0, 2.0, 3.0})))
                        .nIn(4)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build(),
                    "attention")
                .setOutputs("out")
                .build());
    graph.init();
    Path file = folder.resolve("attention.zip");
    ModelFiles.save(graph, file, "attention");

    assertThat(inspect(file).findings()).noneMatch(f -> f.message().contains("class name"));
    assertThat(SafeModels.load(file).params()).isEqualTo(graph.params());
  }

  @Test
  void whatIsNoModelIsRefusedInOneLine() throws IOException {
    for (byte[] bytes :
        List.of(
            new byte[0],
            "Dear Sir or Madam".getBytes(),
            new byte[] {'P', 'K', 3, 4},
            new byte[100])) {
      Path file = Files.write(folder.resolve("file"), bytes);
      assertThatThrownBy(() -> inspect(file))
          .isInstanceOf(ModelFileException.class)
          .message()
          .contains(file.toString(), "expected", "found", ";")
          .doesNotContain("\n");
    }
    assertThatThrownBy(() -> inspect(folder.resolve("absent")))
        .hasMessageContaining("found nothing");
    assertThatThrownBy(() -> inspect(folder)).hasMessageContaining("folder");
  }
}
