package io.github.conv4j.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.conv4j.geometry.AxisGeometry;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.Rounding;
import io.github.conv4j.geometry.Window;
import io.github.conv4j.geometry.WindowGeometry;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Pooling on vector registers against plain loops: the same bits, the same positions. */
class VectorPoolingTest {

  private static final int PLANES = 3;
  private static final float[] SPECIAL = {
    Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, -0f, 0f, Float.MIN_VALUE
  };

  private final Random random = new Random(5);

  @Test
  void findsTheSameMaximaAsPlainLoops() {
    PoolLoops<float[]> vectors = FloatLanes.INSTANCE.poolLoops();
    assumeTrue(!(vectors instanceof FloatPoolLoops), "Java was started without the Vector API");
    for (int i = 0; i < 3000; i++) {
      AxisGeometry height = axis();
      AxisGeometry width = axis();
      Window window;
      try {
        window =
            new WindowGeometry(height, width)
                .resolve(1 + random.nextInt(40), 1 + random.nextInt(40));
      } catch (IllegalArgumentException e) {
        continue;
      }
      compare(vectors, window, i % 4 == 0);
    }
  }

  @Test
  void findsTheSameMaximaOfWholePlanes() {
    PoolLoops<float[]> vectors = FloatLanes.INSTANCE.poolLoops();
    assumeTrue(!(vectors instanceof FloatPoolLoops), "Java was started without the Vector API");
    for (int i = 0; i < 1000; i++) {
      int height = 1 + random.nextInt(9);
      int width = 1 + random.nextInt(9);
      Window window = new WindowGeometry(whole(height), whole(width)).resolve(height, width);
      assertTrue(new PoolTables(window).isWholePlane());
      compare(vectors, window, i % 4 == 0);
    }
  }

  private AxisGeometry whole(int size) {
    return new AxisGeometry(
        size, 1 + random.nextInt(3), 1, Padding.explicit(0), Rounding.values()[0]);
  }

  private AxisGeometry axis() {
    return new AxisGeometry(
        1 + random.nextInt(5),
        1 + random.nextInt(4),
        1 + random.nextInt(2),
        random.nextInt(5) == 0 ? Padding.SAME : Padding.explicit(random.nextInt(4)),
        Rounding.values()[random.nextInt(Rounding.values().length)]);
  }

  private void compare(PoolLoops<float[]> vectors, Window window, boolean special) {
    PoolTables tables = new PoolTables(window);
    int inputs = window.inputSize();
    int outputs = window.outputSize();
    float[] in = new float[PLANES * inputs + vectors.margin()];
    for (int i = 0; i < in.length; i++) {
      // Few different numbers: many ties.
      in[i] = random.nextInt(5) - 2;
      if (in[i] == 0 && random.nextBoolean()) {
        in[i] = -0f;
      }
      if (special && random.nextInt(3) == 0) {
        in[i] = SPECIAL[random.nextInt(SPECIAL.length)];
      }
    }
    float[] expected = new float[PLANES * outputs];
    int[] expectedPositions = new int[PLANES * outputs];
    float[] found = new float[PLANES * outputs];
    int[] positions = new int[PLANES * outputs];
    float[] work = new float[vectors.workLength(tables)];
    java.util.Arrays.fill(work, Float.NaN);
    for (int plane = 0; plane < PLANES; plane++) {
      int at = plane * outputs;
      new FloatPoolLoops()
          .maxima(tables, in, plane * inputs, expected, expectedPositions, at, new float[0]);
      vectors.maxima(tables, in, plane * inputs, found, positions, at, work);
    }
    assertArrayEquals(expectedPositions, positions, () -> "positions of " + window);
    for (int i = 0; i < expected.length; i++) {
      expected[i] = Float.floatToRawIntBits(expected[i]);
      found[i] = Float.floatToRawIntBits(found[i]);
    }
    assertArrayEquals(expected, found, () -> "maxima of " + window);
  }
}
