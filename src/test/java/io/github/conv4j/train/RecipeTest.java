package io.github.conv4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
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

    INDArray mirrored = ViewAverage.view(images, 0, 0, true);

    for (int x = 0; x < 3; x++) {
      assertThat(mirrored.getDouble(1, 0, 1, x)).isEqualTo(images.getDouble(1, 0, 1, 2 - x));
      assertThat(mirrored.getDouble(0, 1, 0, x)).isEqualTo(images.getDouble(0, 1, 0, 2 - x));
    }
    assertThat(ViewAverage.view(mirrored, 0, 0, true)).isEqualTo(images);
  }

  @Test
  void movedImagesAreReflectedAtTheirBorders() {
    INDArray images = Nd4j.createFromArray(1f, 2f, 3f, 4f, 5f, 6f).reshape(1, 1, 2, 3);

    assertThat(ViewAverage.view(images, 1, 0, false))
        .isEqualTo(Nd4j.createFromArray(4f, 5f, 6f, 1f, 2f, 3f).reshape(1, 1, 2, 3));
    assertThat(ViewAverage.view(images, 0, -1, false))
        .isEqualTo(Nd4j.createFromArray(2f, 3f, 2f, 5f, 6f, 5f).reshape(1, 1, 2, 3));
    assertThat(ViewAverage.view(images, 0, 1, true))
        .isEqualTo(Nd4j.createFromArray(2f, 1f, 2f, 5f, 4f, 5f).reshape(1, 1, 2, 3));
    assertThat(ViewAverage.view(images, 9, 9, false).shape()).containsExactly(1, 1, 2, 3);
  }

  @Test
  void eachViewIsAskedForOnce() {
    INDArray images = Nd4j.rand(DataType.DOUBLE, 2, 3, 5, 4);
    for (TestViews views :
        List.of(
            TestViews.NONE,
            new TestViews(true, 0),
            new TestViews(false, 2),
            new TestViews(true, 1))) {
      List<INDArray> asked = new ArrayList<>();
      Classifier classifier =
          view -> {
            asked.add(view);
            return Nd4j.zeros(DataType.DOUBLE, 2, 10).addi(asked.size());
          };
      double mean = (views.count() + 1) / 2.0;
      assertThat(views.of(classifier).scores(images).getDouble(1, 3)).isEqualTo(mean);
      assertThat(asked).hasSize(views.count()).doesNotHaveDuplicates();
      assertThat(asked.get(0)).isSameAs(images);
    }
  }

  @Test
  void moveByNoLessThanNothing() {
    assertThatThrownBy(() -> new TestViews(false, -1))
        .hasMessageContaining("expected 0 or more pixels, found -1");
  }

  /** As networks may do it: every call gives out the same memory. */
  @Test
  void scoresOfBothAreAveraged() {
    INDArray memory = Nd4j.zeros(DataType.FLOAT, 1, 1);
    Classifier first = images -> memory.assign(images.getDouble(0, 0, 0, 0));
    INDArray image = Nd4j.createFromArray(2f, 7f, 4f).reshape(1, 1, 1, 3);

    assertThat(new TestViews(true, 0).of(first).scores(image).getDouble(0)).isEqualTo(3);
  }
}
