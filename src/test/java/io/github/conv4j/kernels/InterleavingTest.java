package io.github.conv4j.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows become vectors and rows again, by the definition, whichever elements have a place. */
class InterleavingTest {

  private static final int AT = 3;
  private static final int FIRST_PLACE = 2;

  static List<Microkernel<float[]>> kernels() {
    return List.of(Microkernels.FLOAT, new LoopMicrokernel<>(FloatLanes.INSTANCE));
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void elementsWithAPlaceGoThereAndTheOthersComeBackAsZero(Microkernel<float[]> kernel) {
    Random random = new Random(7);
    for (int round = 0; round < 500; round++) {
      int count = 1 + random.nextInt(70);
      int[] places = places(random, count, round % 5);
      int lanes = kernel.lanes();
      int[] offsets = IntStream.range(0, lanes).map(lane -> lane * (count + 5)).toArray();
      float[] rows = new float[AT + lanes * (count + 5)];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = 1 + random.nextInt(1000);
      }
      float[] vectors = new float[AT + 2 * count * lanes];
      float[] expected = vectors.clone();
      float[] back = new float[rows.length];
      Arrays.fill(back, -1);
      float[] expectedBack = back.clone();
      for (int i = 0; i < count; i++) {
        int place = places[FIRST_PLACE + i];
        for (int lane = 0; lane < lanes; lane++) {
          float value = rows[AT + i + offsets[lane]];
          if (place >= 0) {
            expected[AT + place * lanes + lane] = value;
          }
          expectedBack[AT + i + offsets[lane]] = place < 0 ? 0 : value;
        }
      }

      kernel.interleave(rows, AT, offsets, vectors, AT, places, FIRST_PLACE, count);
      kernel.separate(vectors, AT, places, FIRST_PLACE, back, AT, offsets, count);

      assertThat(vectors).as("round %s", round).isEqualTo(expected);
      assertThat(back).as("round %s", round).isEqualTo(expectedBack);
    }
  }

  /** Different places below 2 · count: in order, in any order, or only for some. */
  private static int[] places(Random random, int count, int kind) {
    List<Integer> all = new ArrayList<>(IntStream.range(0, 2 * count).boxed().toList());
    if (kind % 2 == 1) {
      Collections.shuffle(all, random);
    }
    int[] places = new int[FIRST_PLACE + count];
    int run = 0;
    boolean none = false;
    for (int i = 0; i < count; i++) {
      if (kind > 1 && run-- <= 0) {
        run = random.nextInt(kind == 4 ? 40 : 3);
        none = random.nextBoolean();
      }
      places[FIRST_PLACE + i] = none ? -1 : all.get(i);
    }
    return places;
  }
}
