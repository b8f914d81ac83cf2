package io.github.conv4j.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.conv4j.export.OnnxExport;
import io.github.conv4j.export.OnnxOptions;
import io.github.conv4j.models.AllowedClasses;
import io.github.conv4j.models.ModelFileException;
import io.github.conv4j.models.SafeModels;
import io.github.conv4j.onnx.Attribute;
import io.github.conv4j.onnx.Initializer;
import io.github.conv4j.onnx.Node;
import io.github.conv4j.onnx.OnnxModel;
import io.github.conv4j.onnx.OnnxWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What brings ONNX Runtime down, or keeps it busy, does not get there. */
class OnnxGateTest {

  @TempDir Path folder;

  private OnnxModel good;

  @BeforeEach
  void exportNetwork() {
    good =
        OnnxExport.of(
                SafeModels.load(Path.of("models", "mnist", "model.zip")),
                List.of(List.of(1, 28, 28)),
                OnnxOptions.PLAIN)
            .model();
  }

  private Path write(List<Node> nodes) throws IOException {
    OnnxModel model = good.withGraph(good.inputs(), good.outputs(), nodes, good.initializers());
    return Files.write(folder.resolve("model.onnx"), OnnxWriter.bytes(model));
  }

  static Stream<Arguments> strangers() {
    return Stream.of(
        Arguments.of("Trilu", List.of(), "Trilu"),
        Arguments.of("Einsum", List.of(Attribute.of("equation", "a->a")), "Einsum"),
        Arguments.of("ConstantOfShape", List.of(), "ConstantOfShape"),
        Arguments.of("RandomNormal", List.of(Attribute.ints("shape", 1L << 40)), "RandomNormal"),
        Arguments.of("com.example::Relu", List.of(), "com.example::Relu"),
        Arguments.of("ConvTranspose", List.of(Attribute.of("group", 0)), "group 0"),
        Arguments.of("MaxPool", List.of(Attribute.ints("strides", 0, 1)), "strides [0, 1]"),
        Arguments.of("LRN", List.of(Attribute.of("size", 1L << 40)), "size"));
  }

  @ParameterizedTest
  @MethodSource("strangers")
  void refuses(String op, List<Attribute> attributes, String named) throws IOException {
    List<Node> nodes = new ArrayList<>(good.nodes());
    String input = good.inputs().get(0).name();
    nodes.add(0, new Node("stranger", op, List.of(input), List.of("strange"), attributes));
    Path file = write(nodes);

    assertThatThrownBy(() -> Classifiers.open(file, AllowedClasses.standard()))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContainingAll("model.onnx", named);
  }

  /** Other programs store arrays in nodes, too. */
  @Test
  void runsNetworksWhoseArraysAreInNodes() throws IOException {
    List<Node> nodes = new ArrayList<>();
    for (Initializer array : good.initializers()) {
      Attribute value = new Attribute("value", new Attribute.Array(array));
      nodes.add(new Node("", "Constant", List.of(), List.of(array.name()), List.of(value)));
    }
    nodes.addAll(good.nodes());
    OnnxModel model = good.withGraph(good.inputs(), good.outputs(), nodes, List.of());
    Path inNodes = Files.write(folder.resolve("nodes.onnx"), OnnxWriter.bytes(model));
    Path plain = write(good.nodes());
    INDArray images = Nd4j.rand(DataType.FLOAT, 3, 1, 28, 28);

    try (Classifier one = Classifiers.open(inNodes, AllowedClasses.standard());
        Classifier other = Classifiers.open(plain, AllowedClasses.standard())) {
      assertThat(one.scores(images)).isEqualTo(other.scores(images));
    }
  }

  @Test
  void labelsCannotCommandTheTerminal() throws IOException {
    OnnxModel named =
        good.withMetadata(OnnxExport.LABELS, "[\"\\u001b[2Jcat\\n" + "x".repeat(500) + "\"]");
    Path file = Files.write(folder.resolve("named.onnx"), OnnxWriter.bytes(named));
    try (Classifier network = Classifiers.open(file, AllowedClasses.standard())) {
      assertThat(network.labels().get(0)).startsWith("?[2Jcat?xxx").hasSizeLessThan(100);
    }
  }
}
