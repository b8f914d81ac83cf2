package io.github.conv4j.checks;

import io.github.conv4j.nets.Network;
import io.github.conv4j.result.Check;
import io.github.conv4j.result.Interruption;
import io.github.conv4j.verify.Precision;
import io.github.conv4j.verify.Tolerances;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Compares whole networks: output, gradient and one optimiser step.
 *
 * <p>All errors are Euclidean norms, relative to the norm of what is right. In FLOAT the right
 * values are the built-in network's in double precision, and the twin's error may be at most {@link
 * Tolerances#PARITY_FACTOR} times the built-in network's own. In DOUBLE the right values are the
 * built-in network's; the twin may differ by {@link Tolerances#DOUBLE_RELATIVE}, or by {@link
 * Tolerances#PARITY_FACTOR} times the built-in network's own error. That own error is measured with
 * the images in their order and in reverse, and is what a quarter of the measurements exceed.
 * Dropout and weight noise are left out.
 *
 * <p>Gradients and steps are compared for several small groups of images, and the median counts:
 * where two activations in a pooling window, or an activation and the kink of ReLU, lie within a
 * rounding of each other, right implementations may decide differently, which moves a gradient by
 * far more than rounding. That befalls one group now and then; a fault befalls them all.
 */
public final class NetworkChecks {

  private static final int GROUPS = 5;
  private static final String FORWARD = "forward";
  private static final String GRADIENT = "gradient";
  private static final String STEP = "step";

  private final Network builtin;
  private final Network custom;
  private final Network truth;
  private final Precision precision;
  private final Interruption interruption;
  private final List<Check> checks = new ArrayList<>();

  private NetworkChecks(Network builtin, Network custom, Interruption interruption) {
    this.builtin = builtin.copyWithoutNoise();
    this.custom = custom.copyWithoutNoise();
    this.precision = Precision.of(builtin.dataType());
    this.truth =
        precision == Precision.DOUBLE ? this.builtin.copy() : this.builtin.copyAs(DataType.DOUBLE);
    this.interruption = interruption;
  }

  /** What one network computed, by parameter key. */
  private interface Measurement {
    Map<String, INDArray> of(Network network, DataSet batch);
  }

  /** Norm of the right values; errors of both against them. */
  private record Errors(double norm, double all, double builtin, double reversed, double custom) {

    /** An error as a share of what is right, or of everything if that is zero but for rounding. */
    double share(double zero, double error) {
      return error == 0 ? 0 : error / (norm > zero * all ? norm : all);
    }
  }

  /**
   * Runs the checks; the networks are not changed.
   *
   * @param builtin network of built-in layers
   * @param custom its twin, same weights
   * @param batch images and one-hot labels
   * @param interruption asked now and then
   * @return checks
   */
  public static List<Check> run(
      Network builtin, Network custom, DataSet batch, Interruption interruption) {
    NetworkChecks run = new NetworkChecks(builtin, custom, interruption);
    List<DataSet> groups = Batches.split(batch, GROUPS);
    run.compare(FORWARD, "network/", List.of(batch), NetworkChecks::output, "class scores");
    run.compare(GRADIENT, "network/gradient/", groups, Network::gradients, "gradient of the loss");
    run.compare(
        STEP,
        "network/step/",
        groups,
        NetworkChecks::step,
        "change of the parameter in one optimiser step");
    return List.copyOf(run.checks);
  }

  private static Map<String, INDArray> output(Network network, DataSet batch) {
    return Map.of("output", network.output(batch.getFeatures()));
  }

  /** What a step adds to the parameters, on a copy: counters and updater state matter too. */
  private static Map<String, INDArray> step(Network network, DataSet batch) {
    Network copy = network.copy();
    copy.fit(batch);
    Map<String, INDArray> before = network.parameters();
    Map<String, INDArray> change = new LinkedHashMap<>();
    copy.parameters().forEach((key, value) -> change.put(key, value.sub(before.get(key))));
    return change;
  }

  private void compare(
      String group, String prefix, List<DataSet> batches, Measurement measurement, String what) {
    Map<String, List<Errors>> errors = new LinkedHashMap<>();
    for (DataSet batch : batches) {
      interruption.check();
      Map<String, INDArray> right = measurement.of(truth, Batches.as(batch, DataType.DOUBLE));
      Map<String, INDArray> theirs = measurement.of(builtin, batch);
      Map<String, INDArray> reversed =
          group.equals(FORWARD) ? theirs : measurement.of(builtin, Batches.reversed(batch));
      Map<String, INDArray> ours = measurement.of(custom, batch);
      if (!right.keySet().equals(ours.keySet())) {
        checks.add(different(group, prefix, right.keySet(), ours.keySet()));
        return;
      }
      double all = Math.sqrt(right.values().stream().mapToDouble(a -> square(norm(a, null))).sum());
      right.forEach(
          (key, value) ->
              errors
                  .computeIfAbsent(key, k -> new ArrayList<>())
                  .add(
                      new Errors(
                          norm(value, null),
                          all,
                          norm(theirs.get(key), value),
                          norm(reversed.get(key), value),
                          norm(ours.get(key), value))));
    }
    errors.forEach((key, list) -> checks.add(check(group, prefix + key, list, what)));
  }

  private static Check different(
      String group, String prefix, Set<String> expected, Set<String> found) {
    Set<String> missing = new HashSet<>(expected);
    missing.removeAll(found);
    Set<String> tooMany = new HashSet<>(found);
    tooMany.removeAll(expected);
    return Check.atMost(
        group,
        prefix + "parameters",
        missing.size() + (double) tooMany.size(),
        0,
        "Parameters that only one of the networks changes: built-in "
            + missing
            + ", handwritten "
            + tooMany
            + ".");
  }

  private Check check(String group, String name, List<Errors> errors, String what) {
    if (errors.stream().allMatch(e -> e.norm() == 0 && e.custom() == 0)) {
      return Check.skipped(group, name, what + ": all values are 0, which proves nothing");
    }
    if (errors.stream().anyMatch(e -> !Double.isFinite(e.all()))) {
      return Check.skipped(
          group, name, what + ": the built-in network's is no finite number, which proves nothing");
    }
    double u = precision.unitRoundoff();
    double zero = Tolerances.PARITY_ZERO_ROUNDOFFS * u;
    double measured = quantile(0.5, errors.stream().mapToDouble(e -> e.share(zero, e.custom())));
    double theirs =
        quantile(
            0.75,
            errors.stream()
                .flatMapToDouble(
                    e -> DoubleStream.of(e.share(zero, e.builtin()), e.share(zero, e.reversed()))));
    if (theirs > Tolerances.PARITY_MEANINGLESS) {
      return Check.skipped(
          group,
          name,
          what
              + String.format(
                  Locale.ROOT,
                  ": rounding alone changes the built-in network's by %.0f %%, which proves nothing",
                  100 * theirs));
    }
    double floor =
        precision == Precision.DOUBLE
            ? Tolerances.DOUBLE_RELATIVE
            : Tolerances.PARITY_FACTOR * Tolerances.PARITY_FLOOR_ROUNDOFFS * u;
    return Check.atMost(
        group,
        name,
        measured,
        Math.max(floor, Tolerances.PARITY_FACTOR * theirs),
        what
            + ": relative error against "
            + (precision == Precision.DOUBLE
                ? "the built-in network; in another order of images that one's own is "
                : "double precision; the built-in network's is ")
            + String.format(Locale.ROOT, "%.2e", theirs));
  }

  /**
   * The value that this share of all does not exceed; NaN if any is no finite number, which it
   * would hide.
   */
  private static double quantile(double share, DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    return Arrays.stream(sorted).allMatch(Double::isFinite)
        ? sorted[(int) (share * sorted.length)]
        : Double.NaN;
  }

  private static double square(double value) {
    return value * value;
  }

  private static double norm(INDArray array, INDArray minus) {
    double[] values = Arrays4.values(array);
    double[] subtracted = minus == null ? null : Arrays4.values(minus);
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += square(subtracted == null ? values[i] : values[i] - subtracted[i]);
    }
    return Math.sqrt(sum);
  }
}
