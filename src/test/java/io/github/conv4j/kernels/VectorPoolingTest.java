package io.github.conv4j.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.conv4j.geometry.AxisGeometry;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.Rounding;
import io.github.conv4j.geometry.Window;
import io.github.conv4j.geometry.WindowGeometry;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pooling on vector registers against plain loops: the same numbers, the same positions. */
class VectorPoolingTest {

  private static final int PLANES = 3;
  private static final float[] SPECIAL = {
    Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, -0f, 0f, Float.MIN_VALUE
  };

  private final Random random = new Random(5);

  @BeforeEach
  void needsVectors() {
    assumeTrue(Microkernels.vectorised(), "Java was started without the Vector API");
  }

  @Test
  void findsTheSameMaximaAsPlainLoops() {
    for (int i = 0; i < 3000; i++) {
      boolean special = i % 4 == 0;
      window(40).ifPresent(window -> compareMaxima(window, special));
    }
  }

  @Test
  void findsTheSameMaximaOfWholePlanes() {
    for (int i = 0; i < 1000; i++) {
      int height = 1 + random.nextInt(9);
      int width = 1 + random.nextInt(9);
      Window window = new WindowGeometry(whole(height), whole(width)).resolve(height, width);
      assertTrue(new PoolTables(window).isWholePlane());
      compareMaxima(window, i % 4 == 0);
    }
  }

  @Test
  void findsTheSameMaximaOfPlanesThatOutgrowACache() {
    for (int i = 0; i < 40; i++) {
      window(400).ifPresent(window -> compareMaxima(window, false));
    }
  }

  @Test
  void findsTheSameMeansAsPlainLoops() {
    for (int i = 0; i < 3000; i++) {
      boolean huge = i % 4 == 0;
      window(40).ifPresent(window -> compareMeans(window, huge));
    }
    for (int i = 0; i < 40; i++) {
      window(400).ifPresent(window -> compareMeans(window, false));
    }
  }

  @Test
  void needsNoMemoryForPaddingWithoutEnd() {
    AxisGeometry far =
        new AxisGeometry(2, 1_000_000, 1_000_000, Padding.explicit(1_000_000), Rounding.FLOOR);
    Window window = new WindowGeometry(far, far).resolve(10, 10);
    compareMaxima(window, false);
    compareMeans(window, false);
    assertEquals(
        0, FloatLanes.INSTANCE.poolLoops(new PoolTables(window), new double[0]).workLength());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33})
  void halvesPlanesAsPlainLoopsDo(int outputs) {
    AxisGeometry axis = new AxisGeometry(2, 2, 1, Padding.explicit(0), Rounding.FLOOR);
    for (int others = 1; others < 6; others++) {
      WindowGeometry geometry = new WindowGeometry(axis, axis);
      compareMaxima(geometry.resolve(2 * outputs, 2 * others), false);
      compareMaxima(geometry.resolve(2 * others, 2 * outputs), true);
      compareMaxima(geometry.resolve(2 * others + 1, 2 * outputs), false);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 8, 16, 17, 31, 40})
  void givesEachElementItsShare(int outputs) {
    AxisGeometry axis = new AxisGeometry(2, 2, 1, Padding.explicit(0), Rounding.FLOOR);
    int inputs = 2 * outputs;
    Window window = new WindowGeometry(axis, axis).resolve(inputs, inputs);
    double[] divisors = divisors(window);
    PoolLoops<float[]> vectors = FloatLanes.INSTANCE.poolLoops(new PoolTables(window), divisors);
    assertTrue(vectors.spreads());
    float[] dy = numbers(PLANES * outputs * outputs + vectors.margin(), false);
    float[] dx = new float[PLANES * inputs * inputs + vectors.margin()];
    for (int plane = 0; plane < PLANES; plane++) {
      vectors.spread(dy, plane * outputs * outputs, dx, plane * inputs * inputs);
    }
    for (int plane = 0; plane < PLANES; plane++) {
      for (int h = 0; h < inputs; h++) {
        for (int w = 0; w < inputs; w++) {
          int output = h / 2 * outputs + w / 2;
          float share = dy[plane * outputs * outputs + output] / (float) divisors[output];
          assertEquals(share, dx[(plane * inputs + h) * inputs + w], outputs + " " + h + " " + w);
        }
      }
    }
  }

  private Optional<Window> window(int most) {
    try {
      return Optional.of(
          new WindowGeometry(axis(), axis())
              .resolve(1 + random.nextInt(most), 1 + random.nextInt(most)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private AxisGeometry whole(int size) {
    return new AxisGeometry(
        size, 1 + random.nextInt(3), 1, Padding.explicit(0), Rounding.values()[0]);
  }

  private AxisGeometry axis() {
    return new AxisGeometry(
        1 + random.nextInt(6),
        1 + random.nextInt(4),
        1 + random.nextInt(3),
        random.nextInt(5) == 0 ? Padding.SAME : Padding.explicit(random.nextInt(4)),
        Rounding.values()[random.nextInt(Rounding.values().length)]);
  }

  /** Few different numbers: many ties, and exact sums. */
  private float[] numbers(int count, boolean special) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = random.nextInt(5) - 2;
      if (numbers[i] == 0 && random.nextBoolean()) {
        numbers[i] = -0f;
      }
      if (special && random.nextInt(3) == 0) {
        numbers[i] = SPECIAL[random.nextInt(SPECIAL.length)];
      }
    }
    return numbers;
  }

  private double[] divisors(Window window) {
    return random.doubles(window.outputSize()).map(d -> 1 + Math.floor(9 * d)).toArray();
  }

  private static float[] work(PoolLoops<float[]> loops) {
    float[] work = new float[loops.workLength()];
    Arrays.fill(work, Float.NaN);
    return work;
  }

  private void compareMaxima(Window window, boolean special) {
    PoolTables tables = new PoolTables(window);
    PoolLoops<float[]> vectors = FloatLanes.INSTANCE.poolLoops(tables, new double[0]);
    PoolLoops<float[]> plain = new FloatPoolLoops(tables, new double[0]);
    int inputs = window.inputSize();
    int outputs = window.outputSize();
    float[] in = numbers(PLANES * inputs + vectors.margin(), special);
    float[] expected = new float[PLANES * outputs + vectors.margin()];
    int[] expectedPositions = new int[PLANES * outputs];
    float[] found = new float[PLANES * outputs + vectors.margin()];
    int[] positions = new int[PLANES * outputs + vectors.margin()];
    float[] work = work(vectors);
    for (int plane = 0; plane < PLANES; plane++) {
      int at = plane * outputs;
      plain.maxima(in, plane * inputs, expected, expectedPositions, at, new float[0]);
      vectors.maxima(in, plane * inputs, found, positions, at, work);
    }
    assertArrayEquals(
        expectedPositions,
        Arrays.copyOf(positions, expectedPositions.length),
        () -> "positions of " + window);
    for (int i = 0; i < PLANES * outputs; i++) {
      assertEquals(
          Float.floatToRawIntBits(expected[i]),
          Float.floatToRawIntBits(found[i]),
          () -> "maxima of " + window);
    }
    float[] dy = numbers(PLANES * outputs + vectors.margin(), special);
    compareScattered(window, plain, vectors, dy, positions);
  }

  private void compareScattered(
      Window window,
      PoolLoops<float[]> plain,
      PoolLoops<float[]> vectors,
      float[] dy,
      int[] positions) {
    int inputs = window.inputSize();
    int outputs = window.outputSize();
    float[] expected = numbers(PLANES * inputs + vectors.margin(), true);
    float[] found = numbers(PLANES * inputs + vectors.margin(), true);
    for (int plane = 0; plane < PLANES; plane++) {
      int at = plane * outputs;
      plain.scatter(dy, at, positions, at, expected, plane * inputs);
      vectors.scatter(dy, at, positions, at, found, plane * inputs);
    }
    for (int i = 0; i < PLANES * inputs; i++) {
      // Of zeros any sign will do.
      assertEquals(expected[i] + 0f, found[i] + 0f, () -> "gradients of " + window);
    }
  }

  private void compareMeans(Window window, boolean huge) {
    PoolTables tables = new PoolTables(window);
    double[] divisors = divisors(window);
    PoolLoops<float[]> vectors = FloatLanes.INSTANCE.poolLoops(tables, divisors);
    PoolLoops<float[]> plain = new FloatPoolLoops(tables, divisors);
    int inputs = window.inputSize();
    int outputs = window.outputSize();
    float[] in = numbers(PLANES * inputs + vectors.margin(), false);
    for (int i = 0; huge && i < in.length; i++) {
      in[i] *= Float.MAX_VALUE / 2;
    }
    float[] expected = new float[PLANES * outputs + vectors.margin()];
    float[] found = new float[PLANES * outputs + vectors.margin()];
    float[] work = work(vectors);
    for (int plane = 0; plane < PLANES; plane++) {
      plain.means(in, plane * inputs, expected, plane * outputs, new float[0]);
      vectors.means(in, plane * inputs, found, plane * outputs, work);
    }
    for (int i = 0; i < PLANES * outputs; i++) {
      // Of zeros any sign will do.
      assertEquals(expected[i] + 0f, found[i] + 0f, () -> "means of " + window);
    }
  }
}
