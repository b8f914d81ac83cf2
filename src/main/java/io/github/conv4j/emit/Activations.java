package io.github.conv4j.emit;

import io.github.conv4j.onnx.Attribute;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationCube;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationHardSigmoid;
import org.nd4j.linalg.activations.impl.ActivationHardTanH;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationMish;
import org.nd4j.linalg.activations.impl.ActivationRReLU;
import org.nd4j.linalg.activations.impl.ActivationRationalTanh;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationRectifiedTanh;
import org.nd4j.linalg.activations.impl.ActivationSELU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSoftSign;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.activations.impl.ActivationThresholdedReLU;

/** Activation functions as Deeplearning4j computes them at inference, by exact class. */
final class Activations {

  private interface Function<A extends IActivation> {
    Value of(Scope scope, A activation, Value x);
  }

  private static final Map<Class<? extends IActivation>, Function<IActivation>> FUNCTIONS =
      new HashMap<>();

  static {
    register(ActivationCube.class, Activations::cube);
    register(
        ActivationELU.class,
        (scope, a, x) -> scope.unary("Elu", x, Attribute.of("alpha", a.getAlpha())));
    register(ActivationGELU.class, Activations::gelu);
    register(
        ActivationHardSigmoid.class,
        (scope, a, x) ->
            scope.unary("HardSigmoid", x, Attribute.of("alpha", 0.2), Attribute.of("beta", 0.5)));
    register(ActivationHardTanH.class, (scope, a, x) -> clip(scope, x, -1, 1));
    register(ActivationIdentity.class, (scope, a, x) -> x);
    register(
        ActivationLReLU.class,
        (scope, a, x) -> scope.unary("LeakyRelu", x, Attribute.of("alpha", a.getAlpha())));
    register(
        ActivationMish.class,
        (scope, a, x) ->
            scope.binary("Mul", x, scope.unary("Tanh", scope.unary("Softplus", x)).name()));
    register(ActivationRationalTanh.class, Activations::rationalTanh);
    register(
        ActivationRectifiedTanh.class,
        (scope, a, x) -> scope.unary("Relu", scope.unary("Tanh", x)));
    register(ActivationReLU.class, Activations::relu);
    register(ActivationReLU6.class, (scope, a, x) -> clip(scope, x, 0, 6));
    // Without noise Deeplearning4j takes the mean slope for a lower bound.
    register(
        ActivationRReLU.class,
        (scope, a, x) ->
            scope.binary("Max", x, scope.scalar("least", 0.5 * (a.getL() + a.getU()))));
    register(ActivationSELU.class, (scope, a, x) -> scope.unary("Selu", x));
    register(ActivationSigmoid.class, (scope, a, x) -> scope.unary("Sigmoid", x));
    // Over the last dimension, of images too.
    register(
        ActivationSoftmax.class,
        (scope, a, x) -> scope.unary("Softmax", x, Attribute.of("axis", -1)));
    register(ActivationSoftPlus.class, (scope, a, x) -> scope.unary("Softplus", x));
    register(ActivationSoftSign.class, (scope, a, x) -> scope.unary("Softsign", x));
    register(
        ActivationSwish.class,
        (scope, a, x) -> scope.binary("Mul", x, scope.unary("Sigmoid", x).name()));
    register(ActivationTanH.class, (scope, a, x) -> scope.unary("Tanh", x));
    register(
        ActivationThresholdedReLU.class,
        (scope, a, x) -> scope.unary("ThresholdedRelu", x, Attribute.of("alpha", a.getTheta())));
  }

  private Activations() {}

  private static <A extends IActivation> void register(Class<A> type, Function<A> function) {
    FUNCTIONS.put(type, (scope, a, x) -> function.of(scope, type.cast(a), x));
  }

  static Value emit(Scope scope, Object layer, IActivation activation, Value x) {
    Function<IActivation> function = FUNCTIONS.get(activation.getClass());
    if (function == null) {
      throw scope.unsupported(
          layer, "its activation " + activation.getClass().getSimpleName() + " is not covered");
    }
    return function.of(scope, activation, x);
  }

  private static Value cube(Scope scope, ActivationCube a, Value x) {
    return scope.binary("Mul", scope.binary("Mul", x, x.name()), x.name());
  }

  private static Value clip(Scope scope, Value x, double least, double most) {
    return scope.node(
        "Clip",
        List.of(x.name(), scope.scalar("least", least), scope.scalar("most", most)),
        x.shape());
  }

  /**
   * x · sigmoid(1.702 x), the factor in single precision as ND4J has it; or, if it is to be
   * precise, x/2 · (1 + tanh(√(2/π) · (x + (0.044715 x)³))): Deeplearning4j cubes the factor, too.
   */
  private static Value gelu(Scope scope, ActivationGELU a, Value x) {
    if (!a.isPrecise()) {
      Value scaled = scope.binary("Mul", x, scope.scalar("slope", 1.702f));
      return scope.binary("Mul", x, scope.unary("Sigmoid", scaled).name());
    }
    Value factor = scope.binary("Mul", x, scope.scalar("factor", 0.044715));
    Value cube = scope.binary("Mul", scope.binary("Mul", factor, factor.name()), factor.name());
    Value sum = scope.binary("Add", x, cube.name());
    Value inner = scope.binary("Mul", sum, scope.scalar("root", Math.sqrt(2 / Math.PI)));
    Value outer = scope.binary("Add", scope.unary("Tanh", inner), scope.scalar("one", 1));
    Value half = scope.binary("Mul", x, scope.scalar("half", 0.5));
    return scope.binary("Mul", half, outer.name());
  }

  /**
   * 1.7159 · sign(a) · (1 - 1 / (1 + |a| + a² + 1.41645 a⁴)) with a = 2/3 x, the numbers in single
   * precision as ND4J has them.
   */
  private static Value rationalTanh(Scope scope, ActivationRationalTanh activation, Value x) {
    Value a = scope.binary("Mul", x, scope.scalar("third", 2.0 / 3));
    Value square = scope.binary("Mul", a, a.name());
    Value fourth = scope.binary("Mul", square, square.name());
    Value weighted = scope.binary("Mul", fourth, scope.scalar("weight", 1.41645f));
    Value sum = scope.binary("Add", scope.unary("Abs", a), square.name());
    String one = scope.scalar("one", 1);
    Value below = scope.binary("Add", scope.binary("Add", sum, weighted.name()), one);
    Value rest =
        scope.node("Sub", List.of(one, scope.unary("Reciprocal", below).name()), x.shape());
    Value signed = scope.binary("Mul", scope.unary("Sign", a), rest.name());
    return scope.binary("Mul", signed, scope.scalar("height", 1.7159f));
  }

  /** Below the threshold a slope, above it x, at most the maximum. */
  private static Value relu(Scope scope, ActivationReLU a, Value x) {
    double threshold = a.getThreshold() == null ? 0 : a.getThreshold();
    double slope = a.getNegativeSlope() == null ? 0 : a.getNegativeSlope();
    Value y;
    if (threshold != 0) {
      String limit = scope.scalar("threshold", threshold);
      Value below =
          scope.binary("Mul", scope.binary("Sub", x, limit), scope.scalar("slope", slope));
      Value above = scope.binary("GreaterOrEqual", x, limit);
      y = scope.node("Where", List.of(above.name(), x.name(), below.name()), x.shape());
    } else {
      y =
          slope == 0
              ? scope.unary("Relu", x)
              : scope.unary("LeakyRelu", x, Attribute.of("alpha", slope));
    }
    return a.getMax() == null ? y : scope.binary("Min", y, scope.scalar("most", a.getMax()));
  }
}
