package io.github.conv4j.infer;

import io.github.conv4j.models.ModelFileException;
import io.github.conv4j.onnx.Attribute;
import io.github.conv4j.onnx.Node;
import io.github.conv4j.onnx.OnnxOutline;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What an ONNX file of unknown origin may hold before native code gets it: one graph of operators
 * that networks for images consist of, with all its arrays in the file. Others can loop for ever,
 * make huge arrays out of nothing, or bring ONNX Runtime down.
 */
final class OnnxGate {

  private static final Set<String> OPERATORS =
      Set.of(
          "Abs",
          "Add",
          "ArgMax",
          "AveragePool",
          "BatchNormalization",
          "Cast",
          "Ceil",
          "Celu",
          "Clip",
          "Concat",
          "Constant",
          "Conv",
          "ConvTranspose",
          "DepthToSpace",
          "Div",
          "Dropout",
          "Elu",
          "Equal",
          "Erf",
          "Exp",
          "Flatten",
          "Floor",
          "Gather",
          "Gelu",
          "Gemm",
          "GlobalAveragePool",
          "GlobalLpPool",
          "GlobalMaxPool",
          "Greater",
          "GreaterOrEqual",
          "GroupNormalization",
          "HardSigmoid",
          "HardSwish",
          "Identity",
          "InstanceNormalization",
          "LRN",
          "LayerNormalization",
          "LeakyRelu",
          "Less",
          "LessOrEqual",
          "Log",
          "LogSoftmax",
          "LpNormalization",
          "LpPool",
          "MatMul",
          "Max",
          "MaxPool",
          "Mean",
          "Min",
          "Mish",
          "Mul",
          "Neg",
          "Not",
          "PRelu",
          "Pad",
          "Pow",
          "Reciprocal",
          "ReduceL2",
          "ReduceMax",
          "ReduceMean",
          "ReduceMin",
          "ReduceSum",
          "ReduceSumSquare",
          "Relu",
          "Reshape",
          "Resize",
          "Selu",
          "Shape",
          "Shrink",
          "Sigmoid",
          "Sign",
          "Slice",
          "Softmax",
          "Softplus",
          "Softsign",
          "SpaceToDepth",
          "Split",
          "Sqrt",
          "Squeeze",
          "Sub",
          "Sum",
          "Tanh",
          "ThresholdedRelu",
          "Tile",
          "Transpose",
          "Unsqueeze",
          "Upsample",
          "Where");

  /** Settings that are sizes: native code divides by them. */
  private static final Set<String> SIZES =
      Set.of("kernel_shape", "strides", "dilations", "group", "blocksize", "size", "num_groups");

  private static final long LARGEST = 1 << 16;
  private static final int MOST_NODES = 10_000;

  private OnnxGate() {}

  /**
   * Checks a file.
   *
   * @param file where it is, for the message
   * @param outline what is in it
   * @throws ModelFileException if it may hold something else
   */
  static void require(Path file, OnnxOutline outline) {
    List<String> odd = new ArrayList<>(outline.further());
    odd.addAll(outline.external().keySet());
    outline.domains().keySet().stream()
        .filter(domain -> !domain.isEmpty())
        .forEach(domain -> odd.add("operators of " + domain));
    List<Node> nodes = outline.model().nodes();
    if (nodes.size() > MOST_NODES) {
      odd.add(nodes.size() + " operators");
    }
    for (Node node : nodes) {
      if (!OPERATORS.contains(node.op())) {
        odd.add("operator " + node.op());
      }
      node.attributes().forEach(attribute -> check(node, attribute, odd));
    }
    if (!odd.isEmpty()) {
      throw new ModelFileException(
          "model "
              + file
              + ": expected one graph of the operators that networks for images consist of, with all"
              + " its numbers in the file, found "
              + odd.get(0)
              + "; conv4j inspect shows all of it, and ONNX Runtime runs it if you trust it");
    }
  }

  private static void check(Node node, Attribute attribute, List<String> odd) {
    String name = node.op() + "." + attribute.name();
    if (attribute.value() instanceof Attribute.Other other && other.isPart()) {
      odd.add(name);
    }
    if (SIZES.contains(attribute.name())) {
      boolean sizes =
          attribute.value() instanceof Attribute.Int one && isSize(one.value())
              || attribute.value() instanceof Attribute.Ints many
                  && many.values().stream().allMatch(OnnxGate::isSize);
      if (!sizes) {
        odd.add(name + " " + attribute.value());
      }
    }
  }

  private static boolean isSize(long value) {
    return value >= 1 && value <= LARGEST;
  }
}
