package io.github.conv4j.verify;

import io.github.conv4j.nets.Network;
import io.github.conv4j.result.Check;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Compares whole networks: output, gradient and one optimiser step.
 *
 * <p>In FLOAT both are held against the built-in network in double precision (the truth): the
 * twin's error, as the Euclidean norm relative to the truth's, may be at most {@link
 * Tolerances#PARITY_FACTOR} times the built-in network's own. In DOUBLE the two are held against
 * each other ({@link Tolerances#DOUBLE_RELATIVE}). Dropout and weight noise are left out.
 */
public final class NetworkChecks {

  private final Network builtin;
  private final Network custom;
  private final Network truth;
  private final Precision precision;
  private final List<Check> checks = new ArrayList<>();

  private NetworkChecks(Network builtin, Network custom) {
    this.builtin = builtin.copyWithoutNoise();
    this.custom = custom.copyWithoutNoise();
    this.precision = Arrays4.precision(builtin.dataType());
    this.truth =
        precision == Precision.DOUBLE ? this.builtin.copy() : this.builtin.copyAs(DataType.DOUBLE);
  }

  /**
   * Runs the checks; the networks are not changed.
   *
   * @param builtin network of built-in layers
   * @param custom its twin, same weights
   * @param batch images and one-hot labels
   * @return checks
   */
  public static List<Check> run(Network builtin, Network custom, DataSet batch) {
    NetworkChecks run = new NetworkChecks(builtin, custom);
    run.output(batch.getFeatures());
    run.gradients(batch);
    run.step(batch);
    return List.copyOf(run.checks);
  }

  private void output(INDArray images) {
    add(
        "forward",
        "network/output",
        truth.output(images.castTo(DataType.DOUBLE)),
        builtin.output(images),
        custom.output(images),
        "class scores");
  }

  private void gradients(DataSet batch) {
    Map<String, INDArray> right = truth.gradients(as(batch, DataType.DOUBLE));
    Map<String, INDArray> theirs = builtin.gradients(batch);
    Map<String, INDArray> ours = custom.gradients(batch);
    right.forEach(
        (key, gradient) ->
            add(
                "gradient",
                "network/gradient/" + key,
                gradient,
                theirs.get(key),
                ours.get(key),
                "gradient of the loss"));
  }

  private void step(DataSet batch) {
    Map<String, INDArray> right = stepOf(truth, as(batch, DataType.DOUBLE));
    Map<String, INDArray> theirs = stepOf(builtin, batch);
    Map<String, INDArray> ours = stepOf(custom, batch);
    right.forEach(
        (key, change) ->
            add(
                "step",
                "network/step/" + key,
                change,
                theirs.get(key),
                ours.get(key),
                "change of the parameter in one optimiser step"));
  }

  private static Map<String, INDArray> stepOf(Network network, DataSet batch) {
    Map<String, INDArray> before = new LinkedHashMap<>();
    network.parameters().forEach((key, value) -> before.put(key, value.dup()));
    network.fit(batch);
    Map<String, INDArray> change = new LinkedHashMap<>();
    network.parameters().forEach((key, value) -> change.put(key, value.sub(before.get(key))));
    return change;
  }

  private static DataSet as(DataSet batch, DataType type) {
    return new DataSet(batch.getFeatures().castTo(type), batch.getLabels().castTo(type));
  }

  private void add(
      String group, String name, INDArray right, INDArray theirs, INDArray ours, String what) {
    double[] expected = Arrays4.values(right);
    double norm = norm(expected, null);
    if (norm == 0) {
      checks.add(Check.skipped(group, name, what + ": all values are 0, which proves nothing"));
      return;
    }
    double ourError = norm(Arrays4.values(ours), expected) / norm;
    if (precision == Precision.DOUBLE) {
      checks.add(
          Check.atMost(
              group,
              name,
              ourError,
              Tolerances.DOUBLE_RELATIVE,
              what + ": difference from the built-in network, relative"));
      return;
    }
    double theirError = norm(Arrays4.values(theirs), expected) / norm;
    double floor = Tolerances.PARITY_FLOOR_ROUNDOFFS * precision.unitRoundoff();
    checks.add(
        Check.atMost(
            group,
            name,
            ourError,
            Tolerances.PARITY_FACTOR * Math.max(theirError, floor),
            what
                + ": relative error against double precision; the built-in network's is "
                + String.format(java.util.Locale.ROOT, "%.2e", theirError)));
  }

  private static double norm(double[] values, double[] minus) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      double value = minus == null ? values[i] : values[i] - minus[i];
      sum += value * value;
    }
    return Math.sqrt(sum);
  }
}
