package io.github.conv4j.conformance;

import io.github.conv4j.geometry.Padding;
import io.github.conv4j.kernels.Algorithm;
import io.github.conv4j.layers.Execution;
import io.github.conv4j.verify.Precision;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** What each suite examines. */
public final class SuitePlan {

  /** Every how many-th case of the geometry matrix the smoke suite takes. */
  private static final int SMOKE = 7;

  /** Every how many-th case the composed layers get: they run a graph per case. */
  private static final int COMPOSED = 31;

  /**
   * Layers only pass an algorithm on to the op: every how many-th case shows that they do. Odd, as
   * FLOAT and DOUBLE take turns.
   */
  private static final int PASSED_ON = 9;

  /** Every how many-th case the smoke suite compares with the built-in layer's. */
  private static final int SMOKE_PARITY = 5;

  /**
   * Every how many-th case of one algorithm, and of the built-in layers, the smoke suite takes
   * beyond that. Odd, as FLOAT and DOUBLE take turns.
   */
  private static final int SMOKE_MORE = 3;

  /**
   * Every how many-th case of the geometry matrix the built-in layers get in the full suite: they
   * take as long as all of ours together. Odd, as FLOAT and DOUBLE take turns.
   */
  private static final int BUILTIN_FULL = 7;

  /** Every how many-th case in DOUBLE the built-in layers get in the geometry matrix. */
  private static final int BUILTIN_DOUBLE = 4;

  /** Problems of batch normalisation: a multiple of all combinations of its settings. */
  private static final int NORMS = 144;

  private static final int NORMS_NIGHTLY = 10 * NORMS;

  /** The laws that hold bit for bit, whatever the algorithm. */
  private static final Set<String> LAWS_OF_BITS =
      Set.of(
          "convolution: powers of two scale every bit",
          "convolution: again and from two threads gives the same bits");

  private final Suite suite;
  private final int every;
  private final long more;
  private final List<ExaminationGroup> groups = new ArrayList<>();

  private SuitePlan(Suite suite, long seed) {
    if (seed < 1) {
      throw new IllegalArgumentException("seed: expected 1 or more, found " + seed);
    }
    this.suite = suite;
    this.every = suite == Suite.SMOKE ? SMOKE : 1;
    this.more = seed - 1;
  }

  /**
   * Our ops and layers, and for comparison Deeplearning4j's.
   *
   * @param suite how much
   * @param seed 1, or more to have other numbers in everything that is random
   * @param algorithms algorithms of convolution to examine; with AUTO comes all that is not about
   *     one algorithm
   * @return groups, to be closed
   */
  public static List<ExaminationGroup> ours(Suite suite, long seed, Set<Algorithm> algorithms) {
    SuitePlan plan = new SuitePlan(suite, seed);
    Peer peer = new Peer();
    for (Algorithm algorithm : Algorithm.values()) {
      if (algorithms.contains(algorithm)) {
        if (algorithm == Algorithm.AUTO) {
          plan.auto(peer);
        } else {
          plan.by(algorithm, peer);
        }
      }
    }
    if (algorithms.contains(Algorithm.AUTO)) {
      plan.builtin(peer);
    }
    return plan.groups;
  }

  private void auto(Peer peer) {
    Subject ops = new OpSubject();
    Subject layers = new LayerSubject(new HandwrittenLayers(Execution.HANDWRITTEN));
    List<Problem> alike = alike();
    List<Problem> refused = refused();
    problems("geometry", ops, both(GeometryMatrix::fitting));
    problems("refusals", ops, refused);
    common("", ops, covering(), degenerate(), laws());
    groups.add(new ParityGroup("parity", ops, peer, parity(covering())));
    problems("geometry", layers, alike);
    problems("refusals", layers, refused);
    common("", layers, covering(), degenerate(), laws());
    Subject composed = new LayerSubject(new HandwrittenLayers(Execution.COMPOSED));
    problems("geometry", composed, sample(alike, COMPOSED));
    problems("refusals", composed, sample(refused, COMPOSED));
    groups.add(NormGroup.handwritten(normalisations()));
    groups.add(new SensitivityGroup(more));
    for (LayerRole role : LayerRole.values()) {
      groups.add(new ConductGroup(ProbedSubject.handwritten(), role, iterations(), more));
    }
  }

  /** Convolutions by one algorithm. */
  private void by(Algorithm algorithm, Peer peer) {
    String suffix = ", " + algorithm.label();
    Subject ops = new OpSubject();
    List<Problem> geometry = both(precision -> GeometryMatrix.by(algorithm, precision));
    List<Problem> covering =
        fewer(seeded(zipped(precision -> CoveringArray.by(algorithm, suite, precision))));
    List<SpecialCase> special =
        degenerate().stream()
            .filter(one -> one.problem().operation().isConvolution())
            .map(one -> one.by(algorithm))
            .toList();
    problems("geometry" + suffix, ops, geometry);
    common(suffix, ops, covering, special, laws(algorithm));
    if (!algorithm.mixesMagnitudes() && suite != Suite.SMOKE) {
      groups.add(new ParityGroup("parity" + suffix, ops, peer, parity(covering)));
    }
    LayerFactory handwritten = new HandwrittenLayers(Execution.HANDWRITTEN);
    List<Problem> alike = geometry.stream().filter(SuitePlan::isSameInBothAxesOrNone).toList();
    problems("geometry" + suffix, new LayerSubject(handwritten), sample(alike, PASSED_ON));
  }

  /** Layers know one mode for both axes. */
  private static boolean isSameInBothAxesOrNone(Problem problem) {
    boolean high = problem.geometry().height().padding().kind() == Padding.Kind.SAME;
    boolean wide = problem.geometry().width().padding().kind() == Padding.Kind.SAME;
    return high == wide;
  }

  private void builtin(Peer peer) {
    // Cases with windows of padding alone come last: there Deeplearning4j writes where it should
    // not, and what it computes afterwards cannot be relied on.
    List<Problem> geometry =
        comparison(alike()).stream()
            .sorted(Comparator.comparing(Deviations::hasWindowOfPaddingOnly))
            .toList();
    groups.add(new ProblemGroup("geometry", ProbedSubject.builtin(), fewDoubles(geometry), false));
    groups.add(new ProblemGroup("refusals", ProbedSubject.builtin(), refused(), false));
    // What the nightly suite has beyond that is not needed for parity.
    List<Problem> covering = suite == Suite.NIGHTLY ? covering() : parity(covering());
    groups.add(new PeerGroup("covering array", peer, covering));
    groups.add(new SpecialGroup("degenerate", ProbedSubject.builtin(), degenerate(), false));
    groups.add(NormGroup.builtin(normalisations()));
  }

  /**
   * A layer of somebody else's, which has to pass.
   *
   * @param layers makes a subject, in a process of its own since it may crash, for each group
   * @param role what the layer is meant to compute
   * @param suite how much
   * @param seed 1, or more to have other numbers in everything that is random
   * @return groups, to be closed
   */
  public static List<ExaminationGroup> layer(
      Supplier<ProbedSubject> layers, LayerRole role, Suite suite, long seed) {
    SuitePlan plan = new SuitePlan(suite, seed);
    boolean convolution = role == LayerRole.CONVOLUTION;
    plan.problems("geometry", layers.get(), of(convolution, plan.alike()));
    plan.problems("refusals", layers.get(), of(convolution, plan.refused()));
    List<Problem> covering = of(convolution, plan.covering());
    if (!covering.isEmpty()) {
      plan.problems("covering array", layers.get(), covering);
      Peer peer = new Peer();
      plan.groups.add(new ParityGroup("parity", layers.get(), peer, plan.parity(covering)));
    }
    List<SpecialCase> special =
        plan.degenerate().stream()
            .filter(one -> one.problem().operation().isConvolution() == convolution)
            .toList();
    plan.groups.add(new SpecialGroup("degenerate", layers.get(), special, true));
    plan.groups.add(new PropertyGroup("properties", layers.get(), plan.laws(), suite, plan.more));
    plan.groups.add(new ConductGroup(layers.get(), role, plan.iterations(), plan.more));
    return plan.groups;
  }

  /** Steps of the check for growing memory. */
  private int iterations() {
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

  private List<Problem> alike() {
    return both(GeometryMatrix::alike);
  }

  private List<Problem> refused() {
    return both(GeometryMatrix::refused);
  }

  private List<SpecialCase> degenerate() {
    List<SpecialCase> special = new ArrayList<>();
    for (Precision precision : Precision.values()) {
      special.addAll(DegenerateCases.all(precision, more));
    }
    return special;
  }

  private List<Problem> covering() {
    return seeded(zipped(precision -> CoveringArray.cases(suite, precision)));
  }

  private List<NormProblem> normalisations() {
    return NormProblem.random(suite == Suite.NIGHTLY ? NORMS_NIGHTLY : NORMS, more);
  }

  private List<Property> laws() {
    return Properties.all();
  }

  /** The laws of convolution, spoken about what an algorithm computes. */
  private static List<Property> laws(Algorithm algorithm) {
    return Properties.all().stream()
        .filter(law -> !law.pooling())
        .filter(law -> !algorithm.mixesMagnitudes() || LAWS_OF_BITS.contains(law.name()))
        .map(law -> law.on(problem -> Adapt.computable(problem, algorithm)))
        .toList();
  }

  /** What the smoke suite leaves of cases that others resemble. */
  private List<Problem> fewer(List<Problem> problems) {
    return suite == Suite.SMOKE ? sample(problems, SMOKE_MORE) : problems;
  }

  /** What the built-in layers get of the geometry matrix. */
  private List<Problem> comparison(List<Problem> problems) {
    return switch (suite) {
      case SMOKE -> sample(problems, SMOKE_MORE);
      case FULL -> sample(problems, BUILTIN_FULL);
      case NIGHTLY -> problems;
    };
  }

  /** Cases whose results rounding touches, and that the built-in layer offers. */
  private List<Problem> parity(List<Problem> covering) {
    BuiltinLayers builtin = new BuiltinLayers();
    List<Problem> rounded =
        covering.stream()
            .filter(problem -> problem.precision() == Precision.FLOAT)
            .filter(problem -> problem.distribution() != Distribution.INTEGER)
            .filter(problem -> builtin.declines(problem).isEmpty())
            .toList();
    return suite == Suite.SMOKE ? sample(rounded, SMOKE_PARITY) : rounded;
  }

  /** The findings in FLOAT are all there is, but for a few in DOUBLE. */
  private static List<Problem> fewDoubles(List<Problem> problems) {
    List<Problem> few = new ArrayList<>();
    int doubles = 0;
    for (Problem problem : problems) {
      if (problem.precision() == Precision.FLOAT || doubles++ % BUILTIN_DOUBLE == 0) {
        few.add(problem);
      }
    }
    return few;
  }

  private void problems(String name, Subject subject, List<Problem> problems) {
    groups.add(new ProblemGroup(name, subject, problems, true));
  }

  private void common(
      String suffix,
      Subject subject,
      List<Problem> covering,
      List<SpecialCase> special,
      List<Property> laws) {
    problems("covering array" + suffix, subject, covering);
    groups.add(new SpecialGroup("degenerate" + suffix, subject, special, true));
    groups.add(new PropertyGroup("properties" + suffix, subject, laws, suite, more));
  }

  /** A suite's share of the cases, in FLOAT and DOUBLE in turn. */
  private List<Problem> both(Function<Precision, List<Problem>> problems) {
    return seeded(zipped(precision -> sample(problems.apply(precision), every)));
  }

  private static List<Problem> zipped(Function<Precision, List<Problem>> problems) {
    List<Problem> single = problems.apply(Precision.FLOAT);
    List<Problem> twice = problems.apply(Precision.DOUBLE);
    List<Problem> zipped = new ArrayList<>();
    for (int i = 0; i < single.size(); i++) {
      zipped.add(single.get(i));
      zipped.add(twice.get(i));
    }
    return zipped;
  }

  private List<Problem> seeded(List<Problem> problems) {
    return problems.stream().map(problem -> problem.withSeed(problem.seed() + more)).toList();
  }

  private static List<Problem> sample(List<Problem> problems, int every) {
    List<Problem> taken = new ArrayList<>();
    for (int i = 0; i < problems.size(); i += every) {
      taken.add(problems.get(i));
    }
    return taken;
  }
}
