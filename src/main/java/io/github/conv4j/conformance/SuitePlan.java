package io.github.conv4j.conformance;

import io.github.conv4j.layers.Execution;
import io.github.conv4j.verify.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

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
    Subject ops = new OpSubject();
    Subject layers = new LayerSubject(new HandwrittenLayers(Execution.HANDWRITTEN));
    List<SpecialCase> special = degenerate();
    List<Problem> covering = covering(suite, seed);
    add(groups, ops, all, refused);
    add(groups, ops, covering, special, suite);
    add(groups, layers, alike, refused);
    add(groups, layers, covering, special, suite);
    add(
        groups,
        new LayerSubject(new HandwrittenLayers(Execution.COMPOSED)),
        sample(alike, COMPOSED, seed),
        sample(refused, COMPOSED, seed));
    groups.add(new SensitivityGroup());
    LayerFactory handwritten = new HandwrittenLayers(Execution.HANDWRITTEN);
    groups.add(new ConductGroup(handwritten, LayerRole.CONVOLUTION, iterations(suite)));
    groups.add(new ConductGroup(handwritten, LayerRole.POOLING, iterations(suite)));
    groups.add(builtin("geometry", alike));
    groups.add(builtin("refusals", refused));
    if (suite != Suite.SMOKE) {
      groups.add(new ProblemGroup("covering array", ProbedSubject.builtin(), covering, false));
    }
    groups.add(new SpecialGroup(ProbedSubject.builtin(), special, false));
    return groups;
  }

  /**
   * A layer of somebody else's, which has to pass.
   *
   * @param layers makes a subject, in a process of its own since it may crash, for each group
   * @param role what the layer is meant to compute
   * @param suite how much
   * @param seed varies the numbers
   * @return groups, to be closed
   */
  public static List<ExaminationGroup> layer(
      Supplier<ProbedSubject> layers, LayerRole role, Suite suite, long seed) {
    int every = suite == Suite.SMOKE ? SMOKE : 1;
    boolean convolution = role == LayerRole.CONVOLUTION;
    List<Problem> alike = new ArrayList<>();
    List<Problem> refused = new ArrayList<>();
    for (Precision precision : Precision.values()) {
      alike.addAll(sample(of(convolution, GeometryMatrix.alike(precision)), every, seed));
      refused.addAll(sample(of(convolution, GeometryMatrix.refused(precision)), every, seed));
    }
    List<ExaminationGroup> groups = new ArrayList<>();
    groups.add(new ProblemGroup("geometry", layers.get(), alike, true));
    groups.add(new ProblemGroup("refusals", layers.get(), refused, true));
    List<Problem> covering = of(convolution, covering(suite, seed));
    if (!covering.isEmpty()) {
      groups.add(new ProblemGroup("covering array", layers.get(), covering, true));
    }
    List<SpecialCase> special =
        degenerate().stream()
            .filter(one -> one.problem().operation().isConvolution() == convolution)
            .toList();
    groups.add(new SpecialGroup(layers.get(), special, true));
    groups.add(new PropertyGroup(layers.get(), Properties.names(), suite));
    groups.add(new ConductGroup(layers.get().layers(), role, iterations(suite)));
    return groups;
  }

  /** Steps of the check for growing memory. */
  private static int iterations(Suite suite) {
    return switch (suite) {
      case SMOKE -> 0;
      case FULL, NIGHTLY -> LayerConduct.ITERATIONS;
    };
  }

  private static List<Problem> of(boolean convolution, List<Problem> problems) {
    return problems.stream()
        .filter(problem -> problem.operation().isConvolution() == convolution)
        .toList();
  }

  private static List<SpecialCase> degenerate() {
    return Arrays.stream(Precision.values())
        .flatMap(precision -> DegenerateCases.all(precision).stream())
        .toList();
  }

  /** The cases' own seeds stay, unless the numbers are to vary. */
  private static List<Problem> covering(Suite suite, long seed) {
    return Arrays.stream(Precision.values())
        .flatMap(precision -> CoveringArray.cases(suite, precision).stream())
        .map(problem -> seed == 0 ? problem : problem.withSeed(problem.seed() + seed))
        .toList();
  }

  private static void add(
      List<ExaminationGroup> groups,
      Subject subject,
      List<Problem> covering,
      List<SpecialCase> special,
      Suite suite) {
    if (!covering.isEmpty()) {
      groups.add(new ProblemGroup("covering array", subject, covering, true));
    }
    groups.add(new SpecialGroup(subject, special, true));
    groups.add(new PropertyGroup(subject, Properties.names(), suite));
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
