package io.github.conv4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.dataset.DataSet;

/** Training images held out, on seven images whose pixel 0 is ten times their index. */
class HeldOutImagesTest {

  private static final int ALL = 7;
  private static final int CLASSES = 3;

  @TempDir Path folder;
  private ImageDataSource source;

  @BeforeEach
  void openSevenTrainingImages() {
    source = IdxFolder.open(IdxFiles.folder(folder)).withScale(PixelScale.RAW);
  }

  /** Indices of the images in the file; each must come with its own label. */
  private static List<Integer> images(ImageIterator batches) {
    List<Integer> images = new ArrayList<>();
    while (batches.hasNext()) {
      DataSet batch = batches.next();
      for (int i = 0; i < batch.numExamples(); i++) {
        int index = Math.round(batch.getFeatures().getFloat(i, 0, 0, 0) / 10);
        assertThat(batch.getLabels().getRow(i).argMax().getInt(0)).isEqualTo(index % CLASSES);
        images.add(index);
      }
    }
    return images;
  }

  private static List<Integer> trainedOn(ImageDataSource data) {
    return images(data.train(2, 1, ImageDataSource.NO_LIMIT));
  }

  private static List<Integer> heldOut(ImageDataSource data) {
    return images(data.test(2, ImageDataSource.NO_LIMIT));
  }

  @Test
  void everyImageIsEitherTrainedOnOrHeldOut() {
    for (int count = 1; count < ALL; count++) {
      ImageDataSource split = source.withHeldOut(count, 42, ImageDataSource.NO_LIMIT);

      assertThat(heldOut(split)).hasSize(count).isSorted().doesNotHaveDuplicates();
      List<Integer> all = trainedOn(split);
      assertThat(all).hasSize(ALL - count).doesNotContainAnyElementsOf(heldOut(split));
      all.addAll(heldOut(split));
      assertThat(all).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6);
      assertThat(split.numberOfTrainingExamples()).isEqualTo(ALL - count);
      assertThat(split.numberOfTestExamples()).isEqualTo(count);
    }
  }

  @Test
  void whichOnesIsAFunctionOfTheSeed() {
    Set<List<Integer>> found = new HashSet<>();
    for (long seed = 1; seed <= 20; seed++) {
      List<Integer> once = heldOut(source.withHeldOut(3, seed, ImageDataSource.NO_LIMIT));
      assertThat(heldOut(source.withHeldOut(3, seed, ImageDataSource.NO_LIMIT))).isEqualTo(once);
      found.add(once);
    }
    assertThat(found).hasSizeGreaterThan(5);
  }

  @Test
  void theLimitComesFirst() {
    for (long seed = 1; seed <= 10; seed++) {
      ImageDataSource split = source.withHeldOut(2, seed, 5);
      List<Integer> all = trainedOn(split);
      all.addAll(heldOut(split));
      assertThat(all).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
    }
  }

  @Test
  void whatElseIsKnownAboutTheDataStays() {
    ImageDataSource split = source.withHeldOut(3, 42, ImageDataSource.NO_LIMIT);

    assertThat(split.files()).isEqualTo(source.files());
    assertThat(split.name()).isEqualTo(source.name());
    assertThat(split.scale()).isEqualTo(PixelScale.RAW);
    assertThat(images(source.train(2, 1, ImageDataSource.NO_LIMIT))).hasSize(ALL);
    assertThat(source.numberOfTestExamples()).isEqualTo(3);
  }

  @Test
  void imagesHeldOutDoNotShapeTheScale() {
    ImageDataSource split = source.withHeldOut(6, 42, ImageDataSource.NO_LIMIT);
    float standardised =
        split
            .withScale(split.standardization())
            .train(1, 1, ImageDataSource.NO_LIMIT)
            .next()
            .getFeatures()
            .getFloat(0, 0, 0, 0);

    // One image of pixels p to p + 5: mean p + 2.5, deviation sqrt(35 / 12).
    assertThat((double) standardised).isEqualTo(-2.5 / Math.sqrt(35 / 12.0), within(1e-5));
  }

  @Test
  void someMustBeLeftToTrainOn() {
    for (int count : new int[] {-1, 0, 5, 6}) {
      assertThatThrownBy(() -> source.withHeldOut(count, 1, 5))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("held out: expected 1 to 4 of 5 training images, found " + count);
    }
  }
}
