package io.github.conv4j.conformance;

import io.github.conv4j.geometry.AxisGeometry;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.geometry.Rounding;
import io.github.conv4j.geometry.WindowGeometry;
import io.github.conv4j.kernels.Algorithm;
import io.github.conv4j.verify.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Convolutions, and poolings beside them, of realistic sizes, so chosen that any three settings
 * that can occur together do so in some case: a three-way covering array over batch, channels,
 * filters, image size, kernel, stride, mode, padding, dilation and bias.
 *
 * <p>Settings cannot occur together where the window does not fit, where mode Strict would leave a
 * remainder, where mode Same meets padding, or where a case would take more than {@value
 * #MOST_PRODUCTS} multiplications. The element type is a factor as well, but one that every row
 * meets, as the rows are run in each. The memory layout (NCHW or NHWC) is left to the checks of
 * layers: ops know one.
 *
 * <p>Always the same rows: the greedy search is seeded.
 */
public final class CoveringArray {

  /** Keeps a case in the range of milliseconds for the reference loops. */
  static final long MOST_PRODUCTS = 400_000;

  /** Factors, in the order of {@link #LEVELS}. */
  enum Factor {
    BATCH,
    CHANNELS,
    FILTERS,
    SIZE,
    KERNEL,
    STRIDE,
    MODE,
    PADDING,
    DILATION,
    BIAS
  }

  private static final int STRICT = 0;
  private static final int SAME = 2;

  /** Values of each factor; pairs are vertical, horizontal. */
  private static final int[][][] LEVELS = {
    {{1}, {2}, {7}},
    {{1}, {3}, {16}, {64}},
    {{1}, {2}, {8}, {32}},
    {{5, 5}, {7, 5}, {28, 28}, {32, 32}, {1, 9}},
    {{1, 1}, {2, 2}, {3, 3}, {5, 5}, {3, 1}, {1, 3}},
    {{1, 1}, {2, 2}, {3, 3}, {2, 1}},
    {{STRICT}, {1}, {SAME}},
    {{0, 0}, {1, 1}, {2, 1}},
    {{1, 1}, {2, 2}, {2, 1}},
    {{0}, {1}}
  };

  private static final int FACTORS = LEVELS.length;
  private static final int MOST_LEVELS = 6;
  private static final int CANDIDATES = 200;
  private static final int NIGHTLY_SEEDS = 10;

  /** Coprime to the kinds of pooling, so that smoke has them all. */
  private static final int SMOKE_POOLING = 4;

  private static final List<Distribution> DISTRIBUTIONS =
      List.of(Distribution.INTEGER, Distribution.NORMAL, Distribution.UNIFORM, Distribution.MIXED);

  private static final List<Operation> POOLINGS =
      List.of(
          Operation.pooling(PoolKind.MAX, 0),
          Operation.pooling(PoolKind.AVERAGE_EXCLUDING_PADDING, 0),
          Operation.pooling(PoolKind.AVERAGE_INCLUDING_PADDING, 0),
          Operation.pooling(PoolKind.SUM, 0),
          Operation.pooling(PoolKind.P_NORM, 2));

  private static final Map<Algorithm, List<int[]>> ROWS = new EnumMap<>(Algorithm.class);

  private CoveringArray() {}

  /**
   * The cases: each row as a convolution with each of four distributions, and once as a pooling
   * whose kind and distribution take turns. For smoke each row is a convolution with one
   * distribution and every fourth one a pooling; for nightly everything has ten seeds.
   *
   * @param suite how many
   * @param precision FLOAT or DOUBLE
   * @return the cases, row by row; none occurs twice
   */
  public static List<Problem> cases(Suite suite, Precision precision) {
    List<int[]> rows = rows();
    // Rows that differ in filters or bias only are the same pooling.
    Set<Problem> problems = new LinkedHashSet<>();
    boolean smoke = suite == Suite.SMOKE;
    for (int seed = 0; seed < (suite == Suite.NIGHTLY ? NIGHTLY_SEEDS : 1); seed++) {
      for (int i = 0; i < rows.size(); i++) {
        int[] row = rows.get(i);
        int turn = i + seed;
        Operation convolution = convolution(row);
        for (int d = 0; d < (smoke ? 1 : DISTRIBUTIONS.size()); d++) {
          problems.add(problem(row, convolution, precision, distribution(turn + d), seed));
        }
        if (!smoke || i % SMOKE_POOLING == 0) {
          Operation pooling = POOLINGS.get(turn % POOLINGS.size());
          Distribution numbers = distribution(turn / POOLINGS.size());
          problems.add(problem(row, pooling, precision, numbers, seed));
        }
      }
    }
    return List.copyOf(problems);
  }

  /**
   * Convolutions by one algorithm, with each distribution as they are and with one of them
   * rectified. For algorithms that do not compute every geometry the rows cover the settings that
   * they do compute; behind them come the rows of all settings, to be declined.
   *
   * @param algorithm the algorithm
   * @param suite how many
   * @param precision FLOAT or DOUBLE
   * @return the cases; none occurs twice
   */
  public static List<Problem> by(Algorithm algorithm, Suite suite, Precision precision) {
    Set<Problem> problems = new LinkedHashSet<>();
    boolean smoke = suite == Suite.SMOKE;
    for (int seed = 0; seed < (suite == Suite.NIGHTLY ? NIGHTLY_SEEDS : 1); seed++) {
      List<int[]> rows = rows(algorithm);
      for (int i = 0; i < rows.size(); i++) {
        int[] row = rows.get(i);
        Operation operation = convolution(row).by(algorithm);
        for (int d = 0; d < (smoke ? 1 : DISTRIBUTIONS.size()); d++) {
          problems.add(problem(row, operation, precision, distribution(i + seed + d), seed));
        }
        if (!smoke || i % SMOKE_POOLING == 0) {
          Operation rectified = operation.withRectified(true);
          problems.add(problem(row, rectified, precision, distribution(i + seed), seed));
        }
      }
    }
    if (algorithm.mixesMagnitudes()) {
      for (int[] row : rows()) {
        Operation operation = convolution(row).by(algorithm);
        problems.add(problem(row, operation, precision, Distribution.NORMAL, 0));
      }
    }
    return List.copyOf(problems);
  }

  private static Operation convolution(int[] row) {
    return Operation.convolution(level(row, Factor.BIAS)[0] == 1);
  }

  private static Distribution distribution(int turn) {
    return DISTRIBUTIONS.get(turn % DISTRIBUTIONS.size());
  }

  /** One level per factor and row. */
  static List<int[]> rows() {
    return rows(Algorithm.AUTO);
  }

  /** Rows of settings that an algorithm computes. */
  static List<int[]> rows(Algorithm algorithm) {
    Algorithm like = algorithm.mixesMagnitudes() ? algorithm : Algorithm.AUTO;
    synchronized (ROWS) {
      return ROWS.computeIfAbsent(like, CoveringArray::search);
    }
  }

  private static boolean computes(Algorithm algorithm, int[] row) {
    AxisGeometry h = axis(row, 0);
    AxisGeometry w = axis(row, 1);
    return algorithm
        .lacks(
            h.kernel(),
            w.kernel(),
            h.stride() > 1 || w.stride() > 1,
            h.dilation() > 1 || w.dilation() > 1)
        .isEmpty();
  }

  private static Problem problem(
      int[] row, Operation operation, Precision precision, Distribution distribution, long seed) {
    int[] size = level(row, Factor.SIZE);
    int channels = level(row, Factor.CHANNELS)[0];
    return new Problem(
        operation,
        level(row, Factor.BATCH)[0],
        channels,
        size[0],
        size[1],
        operation.isConvolution() ? level(row, Factor.FILTERS)[0] : channels,
        new WindowGeometry(axis(row, 0), axis(row, 1)),
        precision,
        distribution,
        seed);
  }

  private static int[] level(int[] row, Factor factor) {
    return LEVELS[factor.ordinal()][row[factor.ordinal()]];
  }

  private static AxisGeometry axis(int[] row, int axis) {
    int padding = level(row, Factor.PADDING)[axis];
    return new AxisGeometry(
        level(row, Factor.KERNEL)[axis],
        level(row, Factor.STRIDE)[axis],
        level(row, Factor.DILATION)[axis],
        level(row, Factor.MODE)[0] == SAME ? Padding.SAME : Padding.explicit(padding),
        Rounding.FLOOR);
  }

  /** Whether these settings can occur together. */
  static boolean isPossible(int[] row) {
    if (level(row, Factor.MODE)[0] == SAME && row[Factor.PADDING.ordinal()] != 0) {
      return false;
    }
    long products =
        (long) level(row, Factor.BATCH)[0]
            * level(row, Factor.CHANNELS)[0]
            * level(row, Factor.FILTERS)[0];
    for (int axis = 0; axis < 2; axis++) {
      int input = level(row, Factor.SIZE)[axis];
      AxisGeometry geometry = axis(row, axis);
      if (geometry.padding().kind() == Padding.Kind.EXPLICIT) {
        int room = input + 2 * geometry.padding().before() - geometry.effectiveKernel();
        if (room < 0 || level(row, Factor.MODE)[0] == STRICT && room % geometry.stride() != 0) {
          return false;
        }
      }
      products *= (long) geometry.outputSize(input) * geometry.kernel();
    }
    return products <= MOST_PRODUCTS;
  }

  /** Every row that is possible. */
  static List<int[]> possibleRows() {
    List<int[]> possible = new ArrayList<>();
    int[] row = new int[FACTORS];
    do {
      if (isPossible(row)) {
        possible.add(row.clone());
      }
    } while (advance(row));
    return possible;
  }

  private static boolean advance(int[] row) {
    for (int factor = 0; factor < FACTORS; factor++) {
      if (++row[factor] < LEVELS[factor].length) {
        return true;
      }
      row[factor] = 0;
    }
    return false;
  }

  /** The triples of settings that occur in a row, as numbers. */
  static int[] triples(int[] row) {
    int[] triples = new int[FACTORS * (FACTORS - 1) * (FACTORS - 2) / 6];
    int count = 0;
    for (int i = 0; i < FACTORS; i++) {
      for (int j = i + 1; j < FACTORS; j++) {
        for (int k = j + 1; k < FACTORS; k++) {
          triples[count++] =
              (setting(i, row[i]) * FACTORS * MOST_LEVELS + setting(j, row[j]))
                      * FACTORS
                      * MOST_LEVELS
                  + setting(k, row[k]);
        }
      }
    }
    return triples;
  }

  private static boolean contains(int[] row, int triple) {
    int settings = FACTORS * MOST_LEVELS;
    return hasSetting(row, triple / settings / settings)
        && hasSetting(row, triple / settings % settings)
        && hasSetting(row, triple % settings);
  }

  private static boolean hasSetting(int[] row, int setting) {
    return row[setting / MOST_LEVELS] == setting % MOST_LEVELS;
  }

  private static int setting(int factor, int level) {
    return factor * MOST_LEVELS + level;
  }

  /** Greedy: the row that adds most among random ones that add the first triple still missing. */
  private static List<int[]> search(Algorithm algorithm) {
    List<int[]> possible = possibleRows().stream().filter(row -> computes(algorithm, row)).toList();
    BitSet missing = new BitSet();
    for (int[] row : possible) {
      for (int triple : triples(row)) {
        missing.set(triple);
      }
    }
    SplittableRandom random = new SplittableRandom(2024);
    List<int[]> rows = new ArrayList<>();
    while (!missing.isEmpty()) {
      int[] best = null;
      int bestGain = -1;
      int wanted = missing.nextSetBit(0);
      int from = random.nextInt(possible.size());
      int tried = 0;
      // A stride coprime to most sizes visits the rows in scattered order, each at most once.
      for (int i = 0; i < possible.size() && tried < CANDIDATES; i++) {
        int[] row = possible.get((int) ((from + i * 7919L) % possible.size()));
        if (contains(row, wanted)) {
          tried++;
          int gain = (int) Arrays.stream(triples(row)).filter(missing::get).count();
          if (gain > bestGain) {
            best = row;
            bestGain = gain;
          }
        }
      }
      if (best == null) {
        throw new IllegalStateException("covering array: a possible triple is in no row visited");
      }
      rows.add(best);
      Arrays.stream(triples(best)).forEach(missing::clear);
    }
    return List.copyOf(rows);
  }
}
