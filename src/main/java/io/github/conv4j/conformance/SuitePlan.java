package io.github.conv4j.conformance;

import io.github.conv4j.layers.Execution;
import io.github.conv4j.verify.Precision;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What each suite examines. */
public final class SuitePlan {

  /** Every how many-th case of the geometry matrix the smoke suite takes. */
  private static final int SMOKE = 7;

  /** Every how many-th case the composed layers get: they run a graph per case. */
  private static final int COMPOSED = 31;

  private SuitePlan() {}

  /**
   * Our ops and layers, and for comparison Deeplearning4j's.
   *
   * @param suite how much
   * @param seed varies the numbers
   * @return groups, to be closed
   */
  public static List<ExaminationGroup> ours(Suite suite, long seed) {
    int every = suite == Suite.SMOKE ? SMOKE : 1;
    List<ExaminationGroup> groups = new ArrayList<>();
    List<Problem> all = new ArrayList<>();
    List<Problem> alike = new ArrayList<>();
    List<Problem> refused = new ArrayList<>();
    for (Precision precision : Precision.values()) {
      all.addAll(sample(GeometryMatrix.fitting(precision), every, seed));
      alike.addAll(sample(GeometryMatrix.alike(precision), every, seed));
      refused.addAll(sample(GeometryMatrix.refused(precision), every, seed));
    }
    add(groups, new OpSubject(), all, refused);
    add(groups, new LayerSubject(new HandwrittenLayers(Execution.HANDWRITTEN)), alike, refused);
    add(
        groups,
        new LayerSubject(new HandwrittenLayers(Execution.COMPOSED)),
        sample(alike, COMPOSED, seed),
        sample(refused, COMPOSED, seed));
    groups.add(builtin("geometry", alike));
    groups.add(builtin("refusals", refused));
    return groups;
  }

  /**
   * A layer of somebody else's, which has to pass.
   *
   * @param layers makes it
   * @param suite how much
   * @param seed varies the numbers
   * @return groups, to be closed
   */
  public static List<ExaminationGroup> layer(LayerFactory layers, Suite suite, long seed) {
    int every = suite == Suite.SMOKE ? SMOKE : 1;
    List<ExaminationGroup> groups = new ArrayList<>();
    List<Problem> alike = new ArrayList<>();
    List<Problem> refused = new ArrayList<>();
    for (Precision precision : Precision.values()) {
      alike.addAll(sample(GeometryMatrix.alike(precision), every, seed));
      refused.addAll(sample(GeometryMatrix.refused(precision), every, seed));
    }
    add(groups, new LayerSubject(layers), alike, refused);
    return groups;
  }

  private static void add(
      List<ExaminationGroup> groups,
      Subject subject,
      List<Problem> fitting,
      List<Problem> refused) {
    groups.add(new ProblemGroup("geometry", subject, fitting, true));
    groups.add(new ProblemGroup("refusals", subject, refused, true));
  }

  /**
   * Cases with windows of padding alone come last: there Deeplearning4j writes where it should not,
   * and what it computes afterwards cannot be relied on.
   */
  private static ExaminationGroup builtin(String name, List<Problem> problems) {
    List<Problem> sorted =
        name.equals("refusals")
            ? problems
            : problems.stream()
                .sorted(Comparator.comparing(Deviations::hasWindowOfPaddingOnly))
                .toList();
    return new ProblemGroup(name, ProbedSubject.builtin(), sorted, false);
  }

  private static List<Problem> sample(List<Problem> problems, int every, long seed) {
    List<Problem> taken = new ArrayList<>();
    for (int i = 0; i < problems.size(); i += every) {
      taken.add(problems.get(i).withSeed(seed));
    }
    return taken;
  }
}
