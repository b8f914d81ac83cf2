package io.github.conv4j.export;

import java.util.HashMap;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
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
    SDVariable of(SameDiff graph, A activation, SDVariable x);
  }

  private static final Map<Class<? extends IActivation>, Function<IActivation>> FUNCTIONS =
      new HashMap<>();

  static {
    register(ActivationCube.class, (graph, a, x) -> graph.math().cube(x));
    register(ActivationELU.class, Activations::elu);
    register(
        ActivationGELU.class,
        (graph, a, x) -> a.isPrecise() ? graph.nn().preciseGelu(x) : graph.nn().gelu(x));
    register(ActivationHardSigmoid.class, (graph, a, x) -> graph.nn().hardSigmoid(x));
    register(ActivationHardTanH.class, (graph, a, x) -> graph.nn().hardTanh(x));
    register(ActivationIdentity.class, (graph, a, x) -> x);
    register(ActivationLReLU.class, (graph, a, x) -> graph.nn().leakyRelu(x, a.getAlpha()));
    register(
        ActivationMish.class, (graph, a, x) -> x.mul(graph.math().tanh(graph.nn().softplus(x))));
    register(ActivationRationalTanh.class, (graph, a, x) -> graph.math().rationalTanh(x));
    register(ActivationRectifiedTanh.class, (graph, a, x) -> graph.math().rectifiedTanh(x));
    register(ActivationReLU.class, Activations::relu);
    register(ActivationReLU6.class, (graph, a, x) -> graph.nn().relu6(x, 0));
    // Without noise Deeplearning4j takes the mean slope for a lower bound.
    register(
        ActivationRReLU.class, (graph, a, x) -> graph.nn().relu(x, 0.5 * (a.getL() + a.getU())));
    register(ActivationSELU.class, (graph, a, x) -> graph.nn().selu(x));
    register(ActivationSigmoid.class, (graph, a, x) -> graph.nn().sigmoid(x));
    // Over the last dimension, of images too.
    register(ActivationSoftmax.class, (graph, a, x) -> graph.nn().softmax(x, -1));
    register(ActivationSoftPlus.class, (graph, a, x) -> graph.nn().softplus(x));
    register(ActivationSoftSign.class, (graph, a, x) -> graph.nn().softsign(x));
    register(ActivationSwish.class, (graph, a, x) -> graph.nn().swish(x));
    register(ActivationTanH.class, (graph, a, x) -> graph.math().tanh(x));
    register(
        ActivationThresholdedReLU.class,
        (graph, a, x) -> x.mul(x.gt(a.getTheta()).castTo(x.dataType())));
  }

  private Activations() {}

  private static <A extends IActivation> void register(Class<A> type, Function<A> function) {
    FUNCTIONS.put(type, (graph, a, x) -> function.of(graph, type.cast(a), x));
  }

  static Tensor emit(Scope scope, Object layer, IActivation activation, Tensor x) {
    Function<IActivation> function = FUNCTIONS.get(activation.getClass());
    if (function == null) {
      throw scope.unsupported(
          layer, "its activation " + activation.getClass().getSimpleName() + " is not covered");
    }
    return x.with(function.of(scope.graph(), activation, x.variable()));
  }

  /** x where it is positive, else alpha · (e^x - 1). */
  private static SDVariable elu(SameDiff graph, ActivationELU a, SDVariable x) {
    SDVariable positive = graph.nn().relu(x, 0);
    return positive.add(graph.math().expm1(x.sub(positive)).mul(a.getAlpha()));
  }

  /** Below the threshold a slope, above it x, at most the maximum. */
  private static SDVariable relu(SameDiff graph, ActivationReLU a, SDVariable x) {
    double threshold = a.getThreshold() == null ? 0 : a.getThreshold();
    double slope = a.getNegativeSlope() == null ? 0 : a.getNegativeSlope();
    SDVariable y;
    if (threshold != 0) {
      SDVariable above = x.gte(threshold).castTo(x.dataType());
      SDVariable below = x.lt(threshold).castTo(x.dataType());
      y = below.mul(x.sub(threshold)).mul(slope).add(above.mul(x));
    } else {
      y = slope == 0 ? graph.nn().relu(x, 0) : graph.nn().leakyRelu(x, slope);
    }
    return a.getMax() == null ? y : graph.math().min(y, limit(graph, x, a.getMax()));
  }

  private static SDVariable limit(SameDiff graph, SDVariable x, double value) {
    return graph.constant(value).castTo(x.dataType());
  }
}
