package io.github.conv4j.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.geometry.Window;
import io.github.conv4j.geometry.WindowGeometry;
import io.github.conv4j.reference.Bounded;
import io.github.conv4j.reference.ReferenceConvolution;
import io.github.conv4j.reference.ReferencePooling;
import io.github.conv4j.reference.Tensor4;
import io.github.conv4j.testing.Data;
import io.github.conv4j.testing.Match;
import io.github.conv4j.testing.Problem;
import io.github.conv4j.verify.Tolerances.Gate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The composed ops and, in the same kind of graph, the handwritten ones, forward and backward,
 * against the plain loops.
 */
class ComposedOpsTest {

  static Stream<Problem> problems() {
    List<Problem> problems = new ArrayList<>(Problem.named());
    problems.addAll(Problem.random(20, 4711));
    return problems.stream();
  }

  /** A graph's output and, for loss = Σ y · dy, its gradients, which are then dL/dx for dL/dy. */
  private static Map<String, INDArray> run(
      Map<String, INDArray> inputs, INDArray dy, Graph definition) {
    SameDiff sd = SameDiff.create();
    Map<String, SDVariable> variables = new LinkedHashMap<>();
    inputs.forEach((name, array) -> variables.put(name, sd.var(name, array)));
    SDVariable y = definition.define(sd, variables).rename("y");
    y.mul(sd.constant("dy", dy)).sum().rename("loss").markAsLoss();
    Map<String, INDArray> results = new LinkedHashMap<>();
    results.put("y", sd.output(Map.of(), "y").get("y"));
    results.putAll(sd.calculateGradients(Map.of(), inputs.keySet().toArray(new String[0])));
    return results;
  }

  private interface Graph {
    SDVariable define(SameDiff sd, Map<String, SDVariable> inputs);
  }

  @ParameterizedTest
  @MethodSource("problems")
  void convolutionAgreesWithPlainLoops(Problem problem) {
    for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
      for (Orientation orientation : Orientation.values()) {
        boolean bias = orientation == Orientation.CONVOLUTION == (type == DataType.FLOAT);
        convolution(problem, type, orientation, bias, true);
        convolution(problem, type, orientation, bias, false);
      }
    }
  }

  private static void convolution(
      Problem problem, DataType type, Orientation orientation, boolean bias, boolean composed) {
    Window window = problem.window();
    long seed = problem.seed();
    Tensor4 x = Data.INTEGER.tensor(seed, problem.n(), problem.c(), problem.h(), problem.w());
    Tensor4 w = Data.INTEGER.tensor(seed + 1, problem.f(), problem.c(), problem.kh(), problem.kw());
    Tensor4 b = Data.INTEGER.tensor(seed + 2, 1, problem.f(), 1, 1);
    Tensor4 dy =
        Data.INTEGER.tensor(
            seed + 3, problem.n(), problem.f(), window.height().output(), window.width().output());
    Map<String, INDArray> inputs = new LinkedHashMap<>();
    inputs.put("x", Data.array(x, type));
    inputs.put("w", Data.array(w, type));
    if (bias) {
      inputs.put("b", Data.array(b.values(), type, 1, problem.f()));
    }
    Conv2DConfig config = new Conv2DConfig(problem.geometry(), orientation);
    Map<String, INDArray> results =
        run(
            inputs,
            Data.array(dy, type),
            (sd, v) ->
                composed
                    ? ComposedOps.conv2d(
                        sd,
                        v.get("x"),
                        v.get("w"),
                        v.get("b"),
                        window,
                        problem.c(),
                        problem.f(),
                        orientation)
                    : new Conv2D(sd, v.get("x"), v.get("w"), v.get("b"), config).outputVariable());
    boolean flipped = orientation == Orientation.CONVOLUTION;
    Map<String, Bounded> expected = new LinkedHashMap<>();
    double[] biases = bias ? b.values() : null;
    expected.put("y", ReferenceConvolution.forward(x, w, biases, window, 1, flipped));
    expected.put("x", ReferenceConvolution.inputGradient(x, w, dy, window, 1, flipped));
    expected.put("w", ReferenceConvolution.weightGradient(x, w, dy, window, 1, flipped));
    if (bias) {
      expected.put("b", ReferenceConvolution.biasGradient(dy));
    }
    requireEqual(
        problem + " " + type + " " + orientation + (composed ? " composed" : ""),
        inputs,
        expected,
        results,
        Gate.EXACT);
  }

  private static void requireEqual(
      String what,
      Map<String, INDArray> inputs,
      Map<String, Bounded> expected,
      Map<String, INDArray> results,
      Gate gate) {
    expected.forEach(
        (name, value) -> {
          INDArray result = results.get(name);
          if (inputs.containsKey(name)) {
            assertThat(result.shape())
                .as(what + ": shape of " + name)
                .isEqualTo(inputs.get(name).shape());
          }
          Match.reference(what + ": " + name, gate, value, result);
        });
  }

  /** P-norms of fractions and of integers, zeros among them; the others of integers. */
  @ParameterizedTest
  @MethodSource("problems")
  void poolingAgreesWithPlainLoops(Problem problem) {
    for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
      for (PoolKind kind : PoolKind.values()) {
        for (double p : kind == PoolKind.P_NORM ? new double[] {1, 2, 3} : new double[] {0}) {
          pooling(problem, type, kind, p, true);
          pooling(problem, type, kind, p, false);
        }
      }
    }
  }

  private static void pooling(
      Problem problem, DataType type, PoolKind kind, double p, boolean composed) {
    WindowGeometry geometry = problem.geometry();
    Window window = problem.window();
    boolean exact = kind == PoolKind.MAX || kind == PoolKind.SUM;
    Tensor4 x =
        (kind == PoolKind.P_NORM && type == DataType.FLOAT ? Data.NORMAL : Data.INTEGER)
            .tensor(problem.seed(), problem.n(), problem.c(), problem.h(), problem.w());
    Tensor4 dy =
        Data.INTEGER.tensor(
            problem.seed() + 3,
            problem.n(),
            problem.c(),
            window.height().output(),
            window.width().output());
    Map<String, INDArray> inputs = Map.of("x", Data.array(x, type));
    Map<String, INDArray> results =
        run(
            inputs,
            Data.array(dy, type),
            (sd, v) ->
                composed
                    ? ComposedOps.pool2d(sd, v.get("x"), window, kind, p)
                    : new Pool2D(sd, v.get("x"), new Pool2DConfig(geometry, kind, p, false))
                        .outputVariable());
    requireEqual(
        problem + " " + type + " " + kind + " p " + p + (composed ? " composed" : ""),
        inputs,
        Map.of(
            "y", ReferencePooling.forward(x, window, kind, p),
            "x", ReferencePooling.inputGradient(x, dy, window, kind, p)),
        results,
        exact ? Gate.EXACT : Gate.PROOF);
  }
}
