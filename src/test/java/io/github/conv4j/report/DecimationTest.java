package io.github.conv4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.result.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DecimationTest {

  private static List<Point> noise(int size) {
    Random random = new Random(7);
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      points.add(new Point(i, random.nextGaussian()));
    }
    return points;
  }

  @Test
  void leavesShortCurvesAlone() {
    List<Point> points = noise(200);
    assertThat(Decimation.keepExtremes(points, 100)).isSameAs(points);
    assertThat(Decimation.keepExtremes(List.of(), 100)).isEmpty();
  }

  @Test
  void keepsTheExtremesOfEveryRunAndBothEnds() {
    List<Point> points = noise(10_000);
    List<Point> kept = Decimation.keepExtremes(points, 100);

    assertThat(kept).hasSizeBetween(150, 202).contains(points.get(0), points.get(9_999));
    for (int run = 0; run < 100; run++) {
      List<Point> part = points.subList(run * 100, run * 100 + 100);
      assertThat(kept)
          .contains(part.stream().min(Comparator.comparingDouble(Point::y)).orElseThrow())
          .contains(part.stream().max(Comparator.comparingDouble(Point::y)).orElseThrow());
    }
  }

  @Test
  void keepsTheOrder() {
    assertThat(Decimation.keepExtremes(noise(5_000), 70))
        .isSortedAccordingTo(Comparator.comparingDouble(Point::x))
        .doesNotHaveDuplicates();
  }

  @Test
  void keepsALoneSpike() {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      points.add(new Point(i, i == 6_543 ? 1e6 : 0));
    }
    assertThat(Decimation.keepExtremes(points, 50)).contains(points.get(6_543));
  }

  @Test
  void keepsGaps() {
    List<Point> points = noise(10_000);
    points.set(5_000, new Point(5_000, Double.NaN));
    assertThat(Decimation.keepExtremes(points, 50)).contains(points.get(5_000));
  }

  @Test
  void keepsOnePointOfARunWithoutNumbers() {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      points.add(new Point(i, Double.NaN));
    }
    assertThat(Decimation.keepExtremes(points, 10)).hasSize(11);
  }
}
