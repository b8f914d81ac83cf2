package io.github.conv4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.conformance.CaseResult.Outcome;
import io.github.conv4j.layers.HandwrittenBatchNormLayer;
import io.github.conv4j.reference.Bounded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NormExaminationTest {

  private static final List<NormProblem> PROBLEMS = NormProblem.random(36, 0);

  private static List<String> wrong(NormGroup group) {
    return IntStream.range(0, group.size())
        .mapToObj(group::examine)
        .flatMap(
            examined ->
                examined.results().stream()
                    .filter(result -> result.outcome() == Outcome.FAILED)
                    .map(result -> examined.name() + ": " + result.message()))
        .toList();
  }

  /** The built-in layer is right wherever it does not throw (docs/dl4j-findings.md). */
  @Test
  void bothLayersPass() {
    List<NormProblem> other = NormProblem.random(144, 5);
    assertThat(wrong(NormGroup.handwritten(other))).isEmpty();
    List<String> thrown =
        wrong(NormGroup.builtin(other)).stream()
            .map(found -> found.substring(0, (found + ": threw ").indexOf(": threw ")))
            .toList();
    assertThat(thrown).containsAll(names(other, NormExaminationTest::isLockedWithChannelsLast));
    List<String> possible = names(other, NormExaminationTest::isLockedWithChannelsLast);
    possible.addAll(names(other, NormExaminationTest::isOneVectorWithVariance));
    assertThat(possible).containsAll(thrown);
  }

  private static List<String> names(List<NormProblem> problems, Predicate<NormProblem> which) {
    return new ArrayList<>(problems.stream().filter(which).map(NormProblem::toString).toList());
  }

  private static boolean isLockedWithChannelsLast(NormProblem problem) {
    return problem.locked() && problem.form() == NormProblem.Form.NHWC;
  }

  private static boolean isOneVectorWithVariance(NormProblem problem) {
    return problem.batch() == 1
        && problem.form() == NormProblem.Form.VECTORS
        && !problem.logarithm();
  }

  @Test
  void problemsHaveEverySetting() {
    assertThat(
            PROBLEMS.stream()
                .map(p -> p.form() + " " + p.precision() + " " + p.locked())
                .collect(Collectors.toSet()))
        .hasSize(12);
    assertThat(PROBLEMS).anyMatch(NormProblem::logarithm).anyMatch(p -> !p.logarithm());
    assertThat(NormProblem.random(144, 0)).anyMatch(p -> p.batch() == 1);
    assertThat(NormProblem.random(144, 0)).anyMatch(p -> p.height() * p.width() > 1024);
  }

  /** Mistakes that are easily made. */
  private enum Mistake {
    UNBIASED_VARIANCE,
    EPSILON_OUTSIDE_THE_ROOT,
    EPSILON_TWICE,
    GAMMA_FORGOTTEN,
    BETA_FORGOTTEN,
    BATCH_STATISTICS_AFTER_TRAINING,
    NO_GRADIENT_THROUGH_THE_MEAN,
    NO_GRADIENT_THROUGH_THE_VARIANCE,
    GAMMA_GRADIENT_NOT_NORMALISED,
    DECAY_THE_OTHER_WAY_ROUND,
    CHANGE_WITH_THE_OTHER_SIGN,
    UNBIASED_RUNNING_VARIANCE,
    LAST_CHANNEL_LEFT_OUT
  }

  @ParameterizedTest
  @EnumSource(Mistake.class)
  void noticesMistakes(Mistake mistake) {
    Set<String> noticedOn = new TreeSet<>();
    for (NormProblem problem : PROBLEMS) {
      BatchNormalization layer = problem.layer(new HandwrittenBatchNormLayer.Builder());
      NormOperands operands = problem.operands();
      Map<NormQuantity, double[]> right = NormLayers.compute(layer, problem.precision(), operands);
      Map<NormQuantity, double[]> computed = with(mistake, problem, operands, right);
      Map<NormQuantity, Bounded> truth = NormExamination.truth(layer, operands);
      truth.forEach(
          (quantity, value) -> {
            boolean failed =
                NormExamination.examine(
                        "mistake", quantity, value, computed.get(quantity), problem.precision())
                    .stream()
                    .anyMatch(result -> result.outcome() == Outcome.FAILED);
            if (failed) {
              noticedOn.add(problem.toString());
            }
          });
    }
    assertThat(noticedOn.size()).as(mistake.name()).isGreaterThan(PROBLEMS.size() / 4);
  }

  private static Map<NormQuantity, double[]> with(
      Mistake mistake, NormProblem p, NormOperands o, Map<NormQuantity, double[]> right) {
    Map<NormQuantity, double[]> wrong = new EnumMap<>(right);
    int plane = p.height() * p.width();
    double m = (double) p.batch() * plane;
    double[] x = o.x().values();
    double[] dy = o.dy().values();
    double[] mean = new double[p.channels()];
    double[] variance = new double[p.channels()];
    double[] dGamma = new double[p.channels()];
    double[] dBeta = new double[p.channels()];
    for (int i = 0; i < x.length; i++) {
      mean[i / plane % p.channels()] += x[i] / m;
    }
    for (int i = 0; i < x.length; i++) {
      int c = i / plane % p.channels();
      variance[c] += (x[i] - mean[c]) * (x[i] - mean[c]) / m;
    }
    double[] deviation = Arrays.stream(variance).map(v -> Math.sqrt(v + p.epsilon())).toArray();
    for (int i = 0; i < x.length; i++) {
      int c = i / plane % p.channels();
      dGamma[c] += dy[i] * (x[i] - mean[c]) / deviation[c];
      dBeta[c] += dy[i];
    }
    double[] y = new double[x.length];
    double[] dx = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      int c = i / plane % p.channels();
      double centered = x[i] - mean[c];
      double hat = centered / deviation[c];
      y[i] =
          switch (mistake) {
            case UNBIASED_VARIANCE ->
                o.gamma()[c] * centered / Math.sqrt(variance[c] * m / (m - 1) + p.epsilon())
                    + o.beta()[c];
            case EPSILON_OUTSIDE_THE_ROOT ->
                o.gamma()[c] * centered / (Math.sqrt(variance[c]) + p.epsilon()) + o.beta()[c];
            case EPSILON_TWICE ->
                o.gamma()[c] * centered / Math.sqrt(variance[c] + 2 * p.epsilon()) + o.beta()[c];
            case GAMMA_FORGOTTEN -> hat + o.beta()[c];
            case BETA_FORGOTTEN -> o.gamma()[c] * hat;
            default -> right.get(NormQuantity.OUTPUT)[i];
          };
      double factor = o.gamma()[c] / deviation[c];
      dx[i] =
          switch (mistake) {
            case NO_GRADIENT_THROUGH_THE_MEAN -> factor * (dy[i] - hat * dGamma[c] / m);
            case NO_GRADIENT_THROUGH_THE_VARIANCE -> factor * (dy[i] - dBeta[c] / m);
            default -> right.get(NormQuantity.INPUT_GRADIENT)[i];
          };
    }
    wrong.put(NormQuantity.OUTPUT, y);
    wrong.put(NormQuantity.INPUT_GRADIENT, dx);
    switch (mistake) {
      case BATCH_STATISTICS_AFTER_TRAINING ->
          wrong.put(NormQuantity.INFERENCE, right.get(NormQuantity.OUTPUT));
      case GAMMA_GRADIENT_NOT_NORMALISED ->
          wrong.computeIfPresent(NormQuantity.GAMMA_GRADIENT, (q, g) -> times(g, deviation));
      case DECAY_THE_OTHER_WAY_ROUND ->
          wrong.computeIfPresent(
              NormQuantity.MEAN_CHANGE, (q, g) -> times(g, p.decay() / (1 - p.decay())));
      case CHANGE_WITH_THE_OTHER_SIGN ->
          wrong.computeIfPresent(NormQuantity.VARIANCE_CHANGE, (q, g) -> times(g, -1));
      case UNBIASED_RUNNING_VARIANCE -> {
        if (!p.logarithm()) {
          double[] change = right.get(NormQuantity.VARIANCE_CHANGE).clone();
          for (int c = 0; c < change.length; c++) {
            change[c] -= (1 - p.decay()) * variance[c] / (m - 1);
          }
          wrong.put(NormQuantity.VARIANCE_CHANGE, change);
        }
      }
      case LAST_CHANNEL_LEFT_OUT ->
          wrong.computeIfPresent(
              NormQuantity.MEAN_CHANGE,
              (q, g) -> {
                double[] left = g.clone();
                left[left.length - 1] = 0;
                return left;
              });
      default -> {}
    }
    return wrong;
  }

  private static double[] times(double[] values, double... factors) {
    double[] product = new double[values.length];
    for (int i = 0; i < product.length; i++) {
      product[i] = values[i] * factors[factors.length == 1 ? 0 : i];
    }
    return product;
  }

  @Test
  void aMissingResultFails() {
    NormProblem problem = PROBLEMS.get(0);
    BatchNormalization layer = problem.layer(new HandwrittenBatchNormLayer.Builder());
    NormExamination.truth(layer, problem.operands())
        .forEach(
            (quantity, right) ->
                Stream.of((double[]) null, new double[0])
                    .forEach(
                        none ->
                            assertThat(
                                    NormExamination.examine(
                                        "none", quantity, right, none, problem.precision()))
                                .allMatch(result -> result.outcome() == Outcome.FAILED)));
  }
}
