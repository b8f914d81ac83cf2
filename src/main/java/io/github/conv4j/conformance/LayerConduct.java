package io.github.conv4j.conformance;

import io.github.conv4j.conformance.CaseResult.Outcome;
import io.github.conv4j.geometry.AxisGeometry;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.geometry.Rounding;
import io.github.conv4j.geometry.WindowGeometry;
import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.ProgressListener;
import io.github.conv4j.verify.Precision;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a layer behaves in Deeplearning4j networks, besides what it computes: saved, cloned, frozen,
 * regularised, trained, shared by threads, run for long. Compared with the same network of built-in
 * layers. A check that throws has failed; the others still run.
 */
public final class LayerConduct {

  /** Iterations of the memory check in a full examination. */
  public static final int ITERATIONS = 10_000;

  /** Enough to see a leak of ten kilobytes per iteration. */
  public static final int FEW_ITERATIONS = 300;

  private LayerConduct() {}

  /**
   * Runs all checks.
   *
   * @param factory makes the layer
   * @param problem a case that the factory does not decline, such as one of {@link #problemFor}
   * @param iterations how often the memory check trains a network; 0 leaves it out
   * @param progress told per check
   * @param interruption asked per check
   * @return one result per check
   */
  public static List<ConductResult> examine(
      LayerFactory factory,
      Problem problem,
      int iterations,
      ProgressListener progress,
      Interruption interruption) {
    Map<String, Runnable> checks = checks(new ConductNetworks(factory, problem), iterations);
    List<ConductResult> results = new ArrayList<>();
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    progress.start("check conduct of " + factory.name(), checks.size(), "checks");
    try {
      // Configurations are read back by class name: a user's class has to be found.
      Thread.currentThread()
          .setContextClassLoader(factory.layer(problem).getClass().getClassLoader());
      for (Map.Entry<String, Runnable> check : checks.entrySet()) {
        interruption.check();
        results.add(run(check.getKey(), check.getValue(), factory.name(), problem));
        progress.step(results.size(), Map.of());
      }
    } finally {
      Thread.currentThread().setContextClassLoader(before);
      progress.finish();
    }
    return results;
  }

  /** Names of the checks, in order. */
  static List<String> names(LayerFactory factory, Problem problem, int iterations) {
    return List.copyOf(checks(new ConductNetworks(factory, problem), iterations).keySet());
  }

  /** Runs one check by its name. */
  static ConductResult examine(LayerFactory factory, Problem problem, int iterations, String name) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try {
      thread.setContextClassLoader(factory.layer(problem).getClass().getClassLoader());
      Runnable check = checks(new ConductNetworks(factory, problem), iterations).get(name);
      return run(name, check, factory.name(), problem);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static Map<String, Runnable> checks(ConductNetworks networks, int iterations) {
    Map<String, Runnable> checks = new LinkedHashMap<>();
    KeepingConduct keeping = new KeepingConduct(networks);
    checks.put("configuration as JSON", keeping::json);
    checks.put("save and load", keeping::saveAndLoad);
    checks.put("clone", keeping::cloning);
    checks.put("frozen", keeping::frozen);
    checks.put("transfer learning", keeping::transferLearning);
    ParameterConduct parameters = new ParameterConduct(networks);
    checks.put("parameter count and shapes", parameters::count);
    checks.put("parameter order", parameters::order);
    checks.put("parameters by key", parameters::byKey);
    checks.put("all parameters at once", parameters::atOnce);
    TrainingConduct training = new TrainingConduct(networks);
    checks.put("l1 and l2 in the score", training::regularisationInScore);
    checks.put("l1 and l2 in the gradient", training::regularisationInGradient);
    checks.put("dropout", training::dropout);
    checks.put("gradients in a network", training::gradients);
    checks.put("updater step", training::updaterStep);
    checks.put("20 training steps", training::trajectory);
    InputConduct inputs = new InputConduct(networks);
    checks.put("first layer", inputs::firstLayer);
    checks.put("computation graph", inputs::graph);
    checks.put("batch size change", inputs::batchSize);
    checks.put("input size change", inputs::inputSize);
    checks.put("FLOAT and DOUBLE", inputs::precisions);
    ResourceConduct resources = new ResourceConduct(networks);
    checks.put("output from 8 threads", resources::threads);
    checks.put("nothing on standard output", resources::silence);
    checks.put("no memory growth", () -> resources.memory(iterations));
    return checks;
  }

  private static ConductResult run(String name, Runnable check, String subject, Problem problem) {
    try {
      check.run();
      return new ConductResult(name, subject, Outcome.PASSED, "", problem);
    } catch (Findings.Shortfall e) {
      return new ConductResult(name, subject, Outcome.FAILED, e.getMessage(), problem);
    } catch (Findings.NotApplicable e) {
      return new ConductResult(name, subject, Outcome.DECLINED, e.getMessage(), problem);
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      return new ConductResult(
          name, subject, Outcome.FAILED, "threw " + Reasons.oneLine(e), problem);
    }
  }

  /**
   * The most demanding of a few cases that a layer does not decline: with different sizes along
   * height and width, stride, padding and dilation if it has them.
   *
   * @param factory makes the layer
   * @param role what it computes
   * @return the case
   * @throws IllegalArgumentException if it declines even the plainest
   */
  public static Problem problemFor(LayerFactory factory, LayerRole role) {
    List<Problem> candidates = new ArrayList<>();
    for (Operation operation : operations(role)) {
      if (operation.isConvolution()) {
        // Built-in pooling, the twin, ignores dilation.
        candidates.add(problem(operation, axis(3, 2, 1, 1), axis(2, 1, 2, 0)));
      }
      candidates.add(problem(operation, axis(3, 2, 1, 1), axis(2, 1, 1, 0)));
      candidates.add(problem(operation, axis(3, 2, 1, 0), axis(2, 1, 1, 0)));
      candidates.add(problem(operation, axis(3, 1, 1, 0), axis(2, 1, 1, 0)));
      candidates.add(problem(operation, axis(2, 1, 1, 0), axis(2, 1, 1, 0)));
    }
    return candidates.stream()
        .filter(candidate -> factory.declines(candidate).isEmpty())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    factory.name()
                        + ": expected to take \""
                        + candidates.get(candidates.size() - 1)
                        + "\", found that it "
                        + factory.declines(candidates.get(candidates.size() - 1)).orElse("")));
  }

  private static List<Operation> operations(LayerRole role) {
    return role == LayerRole.CONVOLUTION
        ? List.of(Operation.convolution(true), Operation.convolution(false))
        : List.of(
            Operation.pooling(PoolKind.MAX, 0),
            Operation.pooling(PoolKind.AVERAGE_EXCLUDING_PADDING, 0));
  }

  private static AxisGeometry axis(int kernel, int stride, int dilation, int padding) {
    return new AxisGeometry(kernel, stride, dilation, Padding.explicit(padding), Rounding.FLOOR);
  }

  private static Problem problem(Operation operation, AxisGeometry height, AxisGeometry width) {
    return new Problem(
        operation,
        4,
        2,
        9,
        8,
        operation.isConvolution() ? 3 : 2,
        new WindowGeometry(height, width),
        Precision.DOUBLE,
        Distribution.UNIFORM,
        0);
  }
}
