package io.github.conv4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

class RecipeTest {

  @Test
  void smoothedLabelsLeaveTheirShareToAllClasses() {
    INDArray labels = Nd4j.createFromArray(new float[][] {{0, 1, 0, 0}, {1, 0, 0, 0}});
    DataSet batch = new DataSet(Nd4j.zeros(2, 1, 2, 2), labels);

    DataSet smooth = new LabelSmoothing(0.2).applyTo(batch);

    assertThat(smooth.getLabels().toFloatMatrix()[0])
        .containsExactly(new float[] {0.05f, 0.85f, 0.05f, 0.05f}, within(1e-6f));
    assertThat(smooth.getFeatures()).isSameAs(batch.getFeatures());
    assertThat(labels.toFloatMatrix()[0]).containsExactly(0, 1, 0, 0);
    assertThat(LabelSmoothing.NONE.applyTo(batch)).isSameAs(batch);
  }

  @Test
  void smoothingIsAShare() {
    for (double amount : new double[] {-0.1, 1, Double.NaN}) {
      assertThatThrownBy(() -> new LabelSmoothing(amount))
          .hasMessageContaining("expected 0 to less than 1, found " + amount);
    }
  }

  @Test
  void mirrorImagesHaveTheirColumnsInReverse() {
    INDArray images = Nd4j.arange(24).castTo(DataType.FLOAT).reshape(2, 2, 2, 3);

    INDArray mirrored = MirrorAverage.mirrored(images);

    for (int x = 0; x < 3; x++) {
      assertThat(mirrored.getDouble(1, 0, 1, x)).isEqualTo(images.getDouble(1, 0, 1, 2 - x));
      assertThat(mirrored.getDouble(0, 1, 0, x)).isEqualTo(images.getDouble(0, 1, 0, 2 - x));
    }
    assertThat(MirrorAverage.mirrored(mirrored)).isEqualTo(images);
  }

  /** As networks may do it: every call gives out the same memory. */
  @Test
  void scoresOfBothAreAveraged() {
    INDArray memory = Nd4j.zeros(DataType.FLOAT, 1, 1);
    Classifier first = images -> memory.assign(images.getDouble(0, 0, 0, 0));
    INDArray image = Nd4j.createFromArray(2f, 7f, 4f).reshape(1, 1, 1, 3);

    assertThat(new MirrorAverage(first).scores(image).getDouble(0)).isEqualTo(3);
  }
}
