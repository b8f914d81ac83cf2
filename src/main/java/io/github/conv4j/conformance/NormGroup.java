package io.github.conv4j.conformance;

import io.github.conv4j.conformance.CaseResult.Outcome;
import io.github.conv4j.layers.HandwrittenBatchNormLayer;
import io.github.conv4j.reference.Bounded;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;

/**
 * Batch normalisation on random problems.
 *
 * @param subject what is examined
 * @param builders makes its layers
 * @param cases the problems
 * @param counts whether a failure fails the run
 */
record NormGroup(
    String subject,
    Supplier<BatchNormalization.Builder> builders,
    List<NormProblem> cases,
    boolean counts)
    implements ExaminationGroup {

  NormGroup {
    cases = List.copyOf(cases);
  }

  static NormGroup handwritten(List<NormProblem> cases) {
    return new NormGroup(
        "HandwrittenBatchNormLayer", HandwrittenBatchNormLayer.Builder::new, cases, true);
  }

  static NormGroup builtin(List<NormProblem> cases) {
    return new NormGroup("BatchNormalization", BatchNormalization.Builder::new, cases, false);
  }

  @Override
  public String name() {
    return "batch normalisation";
  }

  @Override
  public int size() {
    return cases.size();
  }

  @Override
  public Examined examine(int index) {
    NormProblem problem = cases.get(index);
    BatchNormalization layer = problem.layer(builders.get());
    NormOperands operands = problem.operands();
    Map<NormQuantity, double[]> computed;
    try {
      computed = NormLayers.compute(layer, problem.precision(), operands);
    } catch (CancellationException e) {
      throw e;
    } catch (RuntimeException e) {
      return Examined.check(
          subject,
          problem.toString(),
          Outcome.FAILED,
          "threw " + Examination.oneLine(e) + " on a valid case");
    }
    return new Examined(problem.toString(), null, examine(layer, problem, operands, computed));
  }

  private List<CaseResult> examine(
      BatchNormalization layer,
      NormProblem problem,
      NormOperands operands,
      Map<NormQuantity, double[]> computed) {
    Map<NormQuantity, Bounded> truth = NormExamination.truth(layer, operands);
    List<CaseResult> results = new ArrayList<>();
    truth.forEach(
        (quantity, right) ->
            results.addAll(
                NormExamination.examine(
                    subject, quantity, right, computed.get(quantity), problem.precision())));
    return results;
  }
}
