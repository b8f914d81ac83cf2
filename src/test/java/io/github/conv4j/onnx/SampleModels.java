package io.github.conv4j.onnx;

import java.util.List;
import java.util.Map;

/** A small convolutional network as an ONNX model, with every kind of value that is written. */
public final class SampleModels {

  private SampleModels() {}

  private static float[] numbers(int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (i * 37 % 101 - 50) / 64f;
    }
    return numbers;
  }

  /** Convolution of 2 × 9 × 7 images to 4, maxima, a branch and a sum, two dense layers. */
  public static OnnxModel residual() {
    List<Dimension> input =
        List.of(Dimension.any("N"), Dimension.of(2), Dimension.of(9), Dimension.of(7));
    List<Dimension> output = List.of(Dimension.any("N"), Dimension.of(3));
    List<Node> nodes =
        List.of(
            new Node(
                "conv1",
                "Conv",
                List.of("images", "w1", "b1"),
                List.of("y1"),
                List.of(
                    Attribute.ints("kernel_shape", 3, 2),
                    Attribute.ints("strides", 1, 1),
                    Attribute.ints("pads", 1, 0, 1, 1),
                    Attribute.of("auto_pad", "NOTSET"),
                    Attribute.of("group", 1))),
            new Node("relu1", "Relu", List.of("y1"), List.of("y2"), List.of()),
            new Node(
                "conv2",
                "Conv",
                List.of("y2", "w2", ""),
                List.of("y3"),
                List.of(Attribute.ints("kernel_shape", 1, 1))),
            new Node("sum", "Add", List.of("y3", "y2"), List.of("y4"), List.of()),
            new Node(
                "pool",
                "MaxPool",
                List.of("y4"),
                List.of("y5"),
                List.of(Attribute.ints("kernel_shape", 2, 2), Attribute.ints("strides", 2, 2))),
            new Node("flat", "Reshape", List.of("y5", "shape"), List.of("y6"), List.of()),
            new Node(
                "dense",
                "Gemm",
                List.of("y6", "w3", "b3"),
                List.of("y7"),
                List.of(Attribute.of("alpha", 1.0), Attribute.of("transB", 0))),
            new Node("softmax", "Softmax", List.of("y7"), List.of("scores"), List.of()));
    return new OnnxModel(
        8,
        17,
        "conv4j",
        "tests",
        Map.of("description", "Größe 3×2"),
        "residual",
        List.of(new ValueInfo("images", ElementType.FLOAT, input)),
        List.of(new ValueInfo("scores", ElementType.FLOAT, output)),
        nodes,
        List.of(
            Initializer.of("w1", List.of(4L, 2L, 3L, 2L), numbers(48)),
            Initializer.of("b1", List.of(4L), numbers(4)),
            Initializer.of("w2", List.of(4L, 4L, 1L, 1L), numbers(16)),
            Initializer.of("shape", -1, 48),
            Initializer.of("w3", List.of(48L, 3L), numbers(144)),
            Initializer.of("b3", List.of(3L), new float[] {1, 2, 3})));
  }
}
