package io.github.conv4j.checks;

import io.github.conv4j.conformance.CaseResult;
import io.github.conv4j.conformance.CaseResult.Outcome;
import io.github.conv4j.conformance.NormExamination;
import io.github.conv4j.conformance.NormLayers;
import io.github.conv4j.conformance.NormOperands;
import io.github.conv4j.conformance.NormQuantity;
import io.github.conv4j.reference.Bounded;
import io.github.conv4j.reference.Tensor4;
import io.github.conv4j.result.Check;
import io.github.conv4j.result.ErrorStats;
import io.github.conv4j.result.LayerErrors;
import io.github.conv4j.verify.Comparator;
import io.github.conv4j.verify.Precision;
import io.github.conv4j.verify.Tolerances;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@link LayerChecks} for batch normalisation: output while training and after it, gradients of
 * input, γ and β, and what a step changes in the running mean and variance. Parameters that are all
 * alike, as a new network's are, are replaced by random ones.
 */
final class NormChecks {

  private static final String FORWARD = "forward";
  private static final String GRADIENT = "gradient";

  /** Deviation of random parameters: they stay near those of a new network. */
  private static final double SMALL = 0.25;

  private final String name;
  private final Precision precision;
  private final Consumer<Check> checks;
  private final Consumer<LayerErrors> errors;

  /**
   * Checks of one layer.
   *
   * @param name its name
   * @param precision its type
   * @param checks gets the checks
   * @param errors gets the errors of handwritten against built-in
   */
  NormChecks(
      String name, Precision precision, Consumer<Check> checks, Consumer<LayerErrors> errors) {
    this.name = name;
    this.precision = precision;
    this.checks = checks;
    this.errors = errors;
  }

  /**
   * Elements of a layer that are compared at most: the loops take some ten operations for each.
   *
   * @param work operations that they may take
   * @param x one image
   * @return images
   */
  static long affordable(long work, Tensor4 x) {
    return Math.max(1, work / (100L * x.values().length));
  }

  /**
   * Compares the layers.
   *
   * @param theirs the built-in layer, with its parameters
   * @param ours the handwritten one
   * @param x input, channels first
   * @param vectors whether the layers get it as vectors
   * @param dy gradient with respect to the output, channels first
   * @param seed of parameters that are replaced
   */
  void run(Layer theirs, Layer ours, Tensor4 x, boolean vectors, Tensor4 dy, long seed) {
    BatchNormalization custom = configuration(ours);
    Pairs pairs = new Pairs(theirs, ours, new Random(seed));
    double[][] gamma = pairs.gamma();
    double[][] beta = pairs.beta();
    double[][] mean =
        pairs.parameters(BatchNormalizationParamInitializer.GLOBAL_MEAN, random -> random);
    double[][] spread =
        pairs.parameters(
            NormLayers.spreadKey(custom),
            custom.isUseLogStd() ? random -> SMALL * random : random -> Math.exp(random));
    NormOperands[] operands = new NormOperands[2];
    for (int i = 0; i < operands.length; i++) {
      operands[i] = new NormOperands(x, vectors, dy, gamma[i], beta[i], mean[i], spread[i]);
    }
    Map<NormQuantity, double[]> expected =
        NormLayers.compute(configuration(theirs), precision, operands[0]);
    Map<NormQuantity, double[]> actual = NormLayers.compute(custom, precision, operands[1]);
    NormExamination.truth(custom, operands[1])
        .forEach(
            (quantity, right) ->
                compare(quantity, right, expected.get(quantity), actual.get(quantity)));
  }

  private static BatchNormalization configuration(Layer layer) {
    return (BatchNormalization) LayerUnderTest.configuration(layer);
  }

  /** Parameters of the two layers. */
  private record Pairs(Layer theirs, Layer ours, Random generator) {

    double[][] gamma() {
      return configuration(ours).isLockGammaBeta()
          ? locked(configuration(theirs).getGamma(), configuration(ours).getGamma())
          : parameters(BatchNormalizationParamInitializer.GAMMA, random -> 1 + SMALL * random);
    }

    double[][] beta() {
      return configuration(ours).isLockGammaBeta()
          ? locked(configuration(theirs).getBeta(), configuration(ours).getBeta())
          : parameters(BatchNormalizationParamInitializer.BETA, random -> random);
    }

    private double[][] locked(double builtin, double custom) {
      double[][] both = new double[2][Math.toIntExact(configuration(ours).getNOut())];
      Arrays.fill(both[0], builtin);
      Arrays.fill(both[1], custom);
      return both;
    }

    double[][] parameters(String key, DoubleUnaryOperator ofNormal) {
      double[][] both = {values(theirs.getParam(key)), values(ours.getParam(key))};
      if (Arrays.equals(both[0], both[1]) && !Comparator.isInformative(both[0])) {
        for (int c = 0; c < both[0].length; c++) {
          both[0][c] = (float) ofNormal.applyAsDouble(generator.nextGaussian());
        }
        both[1] = both[0].clone();
      }
      return both;
    }

    private static double[] values(INDArray array) {
      return Arrays4.values(array);
    }
  }

  private void compare(NormQuantity quantity, Bounded right, double[] theirs, double[] ours) {
    boolean forward = quantity == NormQuantity.OUTPUT || quantity == NormQuantity.INFERENCE;
    String group = forward ? FORWARD : GRADIENT;
    String check = group + "/" + name + "/" + quantity.word();
    ErrorStats difference =
        Comparator.compare(
            theirs,
            ours,
            Tolerances.betweenTwo(Tolerances.Gate.PROOF, precision, right),
            precision);
    List<CaseResult> results =
        NormExamination.examine("handwritten", quantity, right, ours, precision);
    CaseResult worst =
        results.stream()
            .reduce((a, b) -> a.errors().maxRatio() >= b.errors().maxRatio() ? a : b)
            .orElseThrow();
    if (difference.maxRatio() <= 1 && worst.outcome() == Outcome.MISTRUSTED) {
      checks.accept(
          Check.skipped(
              group, check, "all " + right.value().length + " values are equal: proves nothing"));
      return;
    }
    errors.accept(new LayerErrors(name, quantity.word(), difference));
    checks.accept(
        Check.atMost(
            group,
            check + "/builtin",
            difference.maxRatio(),
            1,
            quantity.symbol()
                + ": largest difference from the built-in layer over "
                + difference.count()
                + " values, as a share of what two right implementations may differ"));
    checks.accept(
        Check.atMost(
            group,
            check + "/reference",
            worst.errors().maxRatio(),
            1,
            quantity.symbol()
                + ": largest error against plain loops in double precision over "
                + right.value().length
                + " values, as a share of what gate "
                + worst.gate()
                + " allows"));
  }
}
