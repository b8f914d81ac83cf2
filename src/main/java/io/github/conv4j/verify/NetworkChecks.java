package io.github.conv4j.verify;

import io.github.conv4j.nets.Network;
import io.github.conv4j.result.Check;
import io.github.conv4j.result.Interruption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
 * Tolerances#PARITY_FACTOR} times what the built-in network differs from itself when it sees the
 * same images in reverse order. Dropout and weight noise are left out.
 *
 * <p>Gradients and steps are compared for several small groups of images, and the median counts:
 * where two activations in a pooling window, or an activation and the kink of ReLU, lie within a
 * rounding of each other, right implementations may decide differently, which moves a gradient by
 * far more than rounding. That befalls one group now and then; a fault befalls them all.
 */
public final class NetworkChecks {

  private static final int GROUPS = 5;
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
    this.precision = Arrays4.precision(builtin.dataType());
    this.truth =
        precision == Precision.DOUBLE ? this.builtin.copy() : this.builtin.copyAs(DataType.DOUBLE);
    this.interruption = interruption;
  }

  /** What one network computed, by parameter key. */
  private interface Measurement {
    Map<String, INDArray> of(Network network, DataSet batch);
  }

  /** Norm of the right values; errors of both against them. */
  private record Errors(double norm, double all, double builtin, double custom) {}

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
    run.compare("forward", "network/", List.of(batch), NetworkChecks::output, "class scores");
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

  /** What a step adds to the parameters; afterwards the network is as before. */
  private static Map<String, INDArray> step(Network network, DataSet batch) {
    INDArray state = network.updaterState();
    INDArray stateBefore = state == null ? null : state.dup();
    Map<String, INDArray> before = new LinkedHashMap<>();
    network.parameters().forEach((key, value) -> before.put(key, value.dup()));
    network.fit(batch);
    Map<String, INDArray> change = new LinkedHashMap<>();
    network
        .parameters()
        .forEach(
            (key, value) -> {
              change.put(key, value.sub(before.get(key)));
              value.assign(before.get(key));
            });
    if (state != null) {
      state.assign(stateBefore);
    }
    return change;
  }

  private void compare(
      String group, String prefix, List<DataSet> batches, Measurement measurement, String what) {
    Map<String, List<Errors>> errors = new LinkedHashMap<>();
    for (DataSet batch : batches) {
      interruption.check();
      Map<String, INDArray> right =
          measurement.of(truth, Batches.as(batch, DataType.DOUBLE));
      Map<String, INDArray> theirs =
          measurement.of(
              builtin, precision == Precision.DOUBLE ? Batches.reversed(batch) : batch);
      Map<String, INDArray> ours = measurement.of(custom, batch);
      if (group.equals("forward") && precision == Precision.DOUBLE) {
        theirs = right;
      }
      Set<String> keys = new HashSet<>(right.keySet());
      if (!keys.equals(ours.keySet())) {
        checks.add(different(group, prefix, keys, ours.keySet()));
        return;
      }
      double all =
          Math.sqrt(right.values().stream().mapToDouble(a -> square(norm(a, null))).sum());
      for (Map.Entry<String, INDArray> entry : right.entrySet()) {
        String key = entry.getKey();
        INDArray value = entry.getValue();
        errors
            .computeIfAbsent(key, k -> new ArrayList<>())
            .add(
                new Errors(
                    norm(value, null),
                    all,
                    norm(theirs.get(key), value),
                    norm(ours.get(key), value)));
      }
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
    double u = precision.unitRoundoff();
    double zero = Tolerances.PARITY_ZERO_ROUNDOFFS * u;
    boolean isZero = errors.stream().allMatch(e -> e.norm() <= zero * e.all());
    double measured = median(errors, e -> relative(e.custom(), isZero ? e.all() : e.norm()));
    double theirs = median(errors, e -> relative(e.builtin(), isZero ? e.all() : e.norm()));
    double floor = precision == Precision.DOUBLE
            ? Tolerances.DOUBLE_RELATIVE
            : Tolerances.PARITY_FACTOR * Tolerances.PARITY_FLOOR_ROUNDOFFS * u;
    if (isZero) {
      floor = Math.max(floor, zero);
    }
    return Check.atMost(
        group,
        name,
        measured,
        Math.max(floor, Tolerances.PARITY_FACTOR * theirs),
        what
            + (isZero
                ? ", which is 0 but for rounding: error as a share of all parameters'"
                : ": relative error")
            + (precision == Precision.DOUBLE
                ? " against the built-in network; with the images in reverse order that one's is "
                : " against double precision; the built-in network's is ")
            + String.format(Locale.ROOT, "%.2e", theirs));
  }

  private interface Measure {
    double of(Errors errors);
  }

  /** The middle value; NaN if any is no finite number, which a median would hide. */
  private static double median(List<Errors> errors, Measure measure) {
    double[] sorted = errors.stream().mapToDouble(measure::of).sorted().toArray();
    return Arrays.stream(sorted).allMatch(Double::isFinite)
        ? sorted[sorted.length / 2]
        : Double.NaN;
  }

  private static double relative(double error, double norm) {
    return error == 0 ? 0 : error / norm;
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
