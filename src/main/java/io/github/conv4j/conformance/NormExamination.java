package io.github.conv4j.conformance;

import io.github.conv4j.conformance.CaseResult.Outcome;
import io.github.conv4j.reference.Bounded;
import io.github.conv4j.reference.ReferenceNormalization;
import io.github.conv4j.result.ErrorStats;
import io.github.conv4j.verify.Comparator;
import io.github.conv4j.verify.Precision;
import io.github.conv4j.verify.Tolerances;
import io.github.conv4j.verify.Tolerances.Gate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;

/**
 * Holds what a layer of batch normalisation computed against the reference loops. It divides, so no
 * numbers make it exact: all results keep {@link Gate#PROOF} and {@link Gate#QUALITY}.
 */
public final class NormExamination {

  private NormExamination() {}

  /**
   * What the reference loops make of given numbers.
   *
   * @param layer the layer's settings
   * @param operands the numbers
   * @return right values and their absolute sums, by quantity
   */
  public static Map<NormQuantity, Bounded> truth(BatchNormalization layer, NormOperands operands) {
    ReferenceNormalization right =
        new ReferenceNormalization(operands.x(), operands.gamma(), operands.beta(), layer.getEps());
    Map<NormQuantity, Bounded> truth = new EnumMap<>(NormQuantity.class);
    truth.put(NormQuantity.OUTPUT, right.output());
    truth.put(
        NormQuantity.INFERENCE,
        ReferenceNormalization.inference(
            operands.x(),
            operands.gamma(),
            operands.beta(),
            layer.getEps(),
            operands.mean(),
            layer.isUseLogStd()
                ? Arrays.stream(operands.spread()).map(s -> StrictMath.pow(10, 2 * s)).toArray()
                : operands.spread()));
    truth.put(NormQuantity.INPUT_GRADIENT, right.inputGradient(operands.dy()));
    if (!layer.isLockGammaBeta()) {
      truth.put(NormQuantity.GAMMA_GRADIENT, right.gammaGradient(operands.dy()));
      truth.put(NormQuantity.BETA_GRADIENT, right.betaGradient(operands.dy()));
    }
    truth.put(NormQuantity.MEAN_CHANGE, right.meanChange(operands.mean(), layer.getDecay()));
    truth.put(
        NormQuantity.VARIANCE_CHANGE,
        layer.isUseLogStd()
            ? right.logarithmChange(operands.spread(), layer.getDecay())
            : right.varianceChange(operands.spread(), layer.getDecay()));
    return truth;
  }

  /**
   * Judges one quantity.
   *
   * @param subject name of the layer
   * @param quantity which
   * @param truth what is right
   * @param computed what the layer computed; null if nothing
   * @param precision type of the layer
   * @return one result per gate
   */
  public static List<CaseResult> examine(
      String subject,
      NormQuantity quantity,
      Bounded truth,
      double[] computed,
      Precision precision) {
    int expected = truth.value().length;
    if (computed == null || computed.length != expected) {
      return List.of(
          result(
              subject,
              Gate.PROOF,
              Outcome.FAILED,
              null,
              quantity.symbol()
                  + ": expected "
                  + expected
                  + " values, found "
                  + (computed == null ? "none" : computed.length)));
    }
    List<CaseResult> results = new ArrayList<>();
    for (Gate gate : List.of(Gate.PROOF, Gate.QUALITY)) {
      ErrorStats errors =
          Comparator.compare(
              truth.value(),
              computed,
              Tolerances.againstReference(gate, precision, truth),
              precision);
      results.add(judge(subject, quantity, gate, truth, errors));
    }
    return results;
  }

  private static CaseResult judge(
      String subject, NormQuantity quantity, Gate gate, Bounded truth, ErrorStats errors) {
    if (!(errors.maxRatio() <= 1)) {
      return result(
          subject,
          gate,
          Outcome.FAILED,
          errors,
          String.format(
              Locale.ROOT,
              "%s: largest error %.3g, %.3g times what gate %s allows",
              quantity.symbol(),
              errors.maxAbs(),
              errors.maxRatio(),
              gate));
    }
    return Comparator.isInformative(truth.value())
        ? result(subject, gate, Outcome.PASSED, errors, "")
        : result(
            subject,
            gate,
            Outcome.MISTRUSTED,
            errors,
            quantity.symbol() + ": all " + truth.value().length + " values are equal");
  }

  private static CaseResult result(
      String subject, Gate gate, Outcome outcome, ErrorStats errors, String message) {
    return new CaseResult(null, subject, null, gate, outcome, errors, message);
  }
}
