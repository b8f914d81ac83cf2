package io.github.conv4j.inspect;

import io.github.conv4j.result.PartKind;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which kind of part an operator or a layer class is. */
final class PartKinds {

  /** One number in, one out, of the same array. */
  static final Set<String> ELEMENTWISE =
      Set.of(
          "Abs",
          "Acos",
          "Asin",
          "Atan",
          "BitShift",
          "Cast",
          "Ceil",
          "Celu",
          "Clip",
          "Cos",
          "Cosh",
          "CumSum",
          "Dropout",
          "Elu",
          "Erf",
          "Exp",
          "Floor",
          "Gelu",
          "HardSigmoid",
          "HardSwish",
          "Hardmax",
          "Identity",
          "IsInf",
          "IsNaN",
          "LeakyRelu",
          "Log",
          "LogSoftmax",
          "Mish",
          "Neg",
          "Not",
          "QuantizeLinear",
          "DequantizeLinear",
          "Reciprocal",
          "Relu",
          "Round",
          "Selu",
          "Shrink",
          "Sigmoid",
          "Sign",
          "Sin",
          "Sinh",
          "Softmax",
          "Softplus",
          "Softsign",
          "Sqrt",
          "Tan",
          "Tanh",
          "ThresholdedRelu");

  /** Several arrays of shapes that are brought together, element by element. */
  static final Set<String> BROADCAST =
      Set.of(
          "Add",
          "And",
          "Div",
          "Equal",
          "Greater",
          "GreaterOrEqual",
          "Less",
          "LessOrEqual",
          "Max",
          "Mean",
          "Min",
          "Mod",
          "Mul",
          "Or",
          "PRelu",
          "Pow",
          "Sub",
          "Sum",
          "Where",
          "Xor");

  /** Same shape out as the first in, by statistics. */
  static final Set<String> NORMALISING =
      Set.of(
          "BatchNormalization",
          "GroupNormalization",
          "InstanceNormalization",
          "LayerNormalization",
          "LRN",
          "LpNormalization",
          "MeanVarianceNormalization");

  /** What computes nothing although it is element by element. */
  static final Set<String> FREE = Set.of("Cast", "Dropout", "Identity");

  private static final Map<String, PartKind> OPERATORS =
      Stream.of(
              kinds(PartKind.ACTIVATION, ELEMENTWISE),
              kinds(PartKind.COMBINATION, BROADCAST),
              kinds(PartKind.COMBINATION, Set.of("Concat")),
              kinds(PartKind.NORMALISATION, NORMALISING),
              kinds(
                  PartKind.CONVOLUTION,
                  Set.of("Conv", "ConvInteger", "ConvTranspose", "DeformConv", "QLinearConv")),
              kinds(
                  PartKind.POOLING,
                  Set.of(
                      "AveragePool",
                      "GlobalAveragePool",
                      "GlobalLpPool",
                      "GlobalMaxPool",
                      "LpPool",
                      "MaxPool")),
              kinds(PartKind.DENSE, Set.of("Gemm", "MatMul", "MatMulInteger", "QLinearMatMul")),
              kinds(
                  PartKind.SHAPE,
                  Set.of(
                      "ConstantOfShape",
                      "DepthToSpace",
                      "Expand",
                      "Flatten",
                      "Gather",
                      "Im2Col",
                      "Pad",
                      "Reshape",
                      "Resize",
                      "Shape",
                      "Slice",
                      "SpaceToDepth",
                      "Split",
                      "Squeeze",
                      "Tile",
                      "Transpose",
                      "Unsqueeze",
                      "Upsample")))
          .flatMap(map -> map.entrySet().stream())
          .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

  private PartKinds() {}

  private static Map<String, PartKind> kinds(PartKind kind, Set<String> operators) {
    return operators.stream().collect(Collectors.toMap(operator -> operator, operator -> kind));
  }

  static PartKind ofOperator(String op) {
    if (op.startsWith("Reduce")) {
      return PartKind.POOLING;
    }
    return OPERATORS.getOrDefault(op, PartKind.OTHER);
  }

  /** By the words in a class's simple name, since users' layers follow Deeplearning4j's names. */
  static PartKind ofLayer(String type) {
    String name = type.toLowerCase(Locale.ROOT);
    if (name.contains("normalization") || name.contains("batchnorm") || name.contains("l2norm")) {
      return PartKind.NORMALISATION;
    }
    if (name.contains("pool") || name.contains("subsampling")) {
      return PartKind.POOLING;
    }
    if (name.contains("conv") && !name.contains("loss")) {
      return PartKind.CONVOLUTION;
    }
    if (name.contains("dense") || name.contains("output") || name.contains("embedding")) {
      return PartKind.DENSE;
    }
    if (name.contains("activation")
        || name.contains("dropout")
        || name.contains("prelu")
        || name.contains("loss")) {
      return PartKind.ACTIVATION;
    }
    if (name.contains("elementwise") || name.contains("merge") || name.contains("stackvertex")) {
      return PartKind.COMBINATION;
    }
    if (name.contains("padding")
        || name.contains("cropping")
        || name.contains("upsampling")
        || name.contains("reshape")
        || name.contains("preprocessor")
        || name.contains("spaceto")
        || name.contains("subset")) {
      return PartKind.SHAPE;
    }
    return PartKind.OTHER;
  }
}
