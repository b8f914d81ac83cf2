package io.github.conv4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.data.DataSources;
import io.github.conv4j.data.ImageDataSource;
import io.github.conv4j.data.TinyImages;
import io.github.conv4j.nets.Network;
import io.github.conv4j.nets.SampleNetworks;
import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.Point;
import io.github.conv4j.result.ProgressListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Sgd;

class LearningRateSweepTest {

  @Test
  void theSteepestFallOfAnSShapedCurveIsInItsMiddle() {
    List<Point> curve = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      curve.add(new Point(Math.pow(10, i / 10.0), 2 / (1 + Math.exp((i - 60) / 4.0))));
    }
    assertThat(LearningRateSweep.steepest(curve)).isEqualTo(Math.pow(10, 6));
    assertThat(LearningRateSweep.steepest(curve.stream().map(p -> new Point(p.x(), 1)).toList()))
        .isNaN();
  }

  @Test
  void aSweepFindsARateAtWhichTheNetworkLearns(@TempDir Path folder) {
    LearningRateSweep.Found found = sweep(folder, 1e-5, 1e3, 120);

    assertThat(found.suggestion()).isBetween(1e-3, 10.0);
    assertThat(found.lowest()).isGreaterThanOrEqualTo(found.suggestion());
    assertThat(found.losses()).hasSameSizeAs(found.smoothed());
    assertThat(found.losses().get(1).x() / found.losses().get(0).x())
        .isEqualTo(Math.pow(1e8, 1 / 119.0), Offset.offset(1e-9));
  }

  @Test
  void aSweepEndsWhereTheNetworkBreaks(@TempDir Path folder) {
    LearningRateSweep.Found found = sweep(folder, 1e10, 1e30, 20);

    assertThat(found.losses()).hasSizeLessThan(20);
    assertThat(found.ended()).startsWith("as the loss");
    assertThat(found.suggestion()).isNaN();
  }

  private static LearningRateSweep.Found sweep(Path folder, double from, double to, int steps) {
    ImageDataSource data =
        DataSources.open(TinyImages.write(folder.resolve("tiny"), 12, 120, 40).toString());
    return LearningRateSweep.run(
        Network.of(SampleNetworks.plain(5, DataType.FLOAT, new Sgd(1))),
        data.train(20, 5, ImageDataSource.NO_LIMIT),
        LabelSmoothing.NONE,
        from,
        to,
        steps,
        5,
        ProgressListener.SILENT,
        new Interruption());
  }
}
