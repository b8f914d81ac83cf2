package io.github.conv4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.conv4j.data.Augmentation.Border;
import io.github.conv4j.data.Augmentation.Flip;
import java.net.URI;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AugmentationTest {

  private static final ImageShape SHAPE = new ImageShape(3, 4, 5);
  private static final int EXAMPLES = 2000;

  @Test
  void cropsEveryPlaceOfThePaddedImageAndNothingElse() {
    for (Border border : Border.values()) {
      Set<List<Float>> seen = new HashSet<>();
      Presenter presenter = presenter(new Augmentation(2, border, Flip.NEVER, 0), 7);
      for (int i = 0; i < EXAMPLES; i++) {
        seen.add(written(presenter, i, 3));
      }

      Set<List<Float>> expected = new HashSet<>();
      for (int down = -2; down <= 2; down++) {
        for (int right = -2; right <= 2; right++) {
          expected.add(crop(border, down, right, false));
        }
      }
      assertThat(seen).isEqualTo(expected).hasSize(25);
    }
  }

  @Test
  void mirrorsAboutHalfOfTheImages() {
    Presenter presenter = presenter(new Augmentation(0, Border.ZERO, Flip.RANDOM, 0), 7);
    int mirrored = 0;
    for (int i = 0; i < EXAMPLES; i++) {
      List<Float> values = written(presenter, i, 0);
      if (!values.equals(crop(Border.ZERO, 0, 0, false))) {
        assertThat(values).isEqualTo(crop(Border.ZERO, 0, 0, true));
        mirrored++;
      }
    }
    // Five standard deviations of a fair coin.
    assertThat(mirrored).isBetween(888, 1112);
  }

  @Test
  void alternatesTheMirroringOfEachImage() {
    Presenter presenter = presenter(Augmentation.NONE.withFlip(Flip.ALTERNATING), 7);
    int changes = 0;
    for (int i = 0; i < 100; i++) {
      List<Float> first = written(presenter, i, 0);
      assertThat(written(presenter, i, 1)).isNotEqualTo(first);
      assertThat(written(presenter, i, 2)).isEqualTo(first);
      changes += first.equals(written(presenter, 0, 0)) ? 0 : 1;
    }
    assertThat(changes).isBetween(25, 75);
  }

  @Test
  void blanksASquareAroundAnyPixel() {
    Presenter presenter = presenter(Augmentation.NONE.withCutout(3), 7);
    Set<Set<Integer>> blanked = new HashSet<>();
    for (int i = 0; i < EXAMPLES; i++) {
      List<Float> values = written(presenter, i, 0);
      Set<Integer> places = new HashSet<>();
      for (int at = 0; at < 20; at++) {
        if (values.get(at) == 0) {
          places.add(at);
          assertThat(values.get(20 + at)).isZero();
          assertThat(values.get(40 + at)).isZero();
        } else {
          assertThat(values.get(at)).isEqualTo(1 + at);
        }
      }
      blanked.add(places);
    }
    Set<Set<Integer>> expected = new HashSet<>();
    for (int row = 0; row < 4; row++) {
      for (int column = 0; column < 5; column++) {
        Set<Integer> places = new HashSet<>();
        for (int y = Math.max(0, row - 1); y <= Math.min(3, row + 1); y++) {
          for (int x = Math.max(0, column - 1); x <= Math.min(4, column + 1); x++) {
            places.add(y * 5 + x);
          }
        }
        expected.add(places);
      }
    }
    assertThat(blanked).isEqualTo(expected);
  }

  @Test
  void dependsOnSeedEpochAndIndexOnly() {
    Augmentation all = Augmentation.COLOUR_PHOTOS.withCutout(2);
    Augmentation small = new Augmentation(3, all.border(), all.flip(), all.cutout());
    Presenter one = presenter(small, 7);
    Presenter other = presenter(small, 7);
    Presenter seeded = presenter(small, 8);
    int sameInNextEpoch = 0;
    int sameWithOtherSeed = 0;
    for (int i = EXAMPLES - 1; i >= 0; i--) {
      List<Float> values = written(one, i, 5);
      assertThat(written(other, EXAMPLES - 1 - i, 4)).isNotNull();
      assertThat(written(other, i, 5)).isEqualTo(values);
      sameInNextEpoch += written(one, i, 6).equals(values) ? 1 : 0;
      sameWithOtherSeed += written(seeded, i, 5).equals(values) ? 1 : 0;
    }
    assertThat(sameInNextEpoch).isLessThan(EXAMPLES / 50);
    assertThat(sameWithOtherSeed).isLessThan(EXAMPLES / 50);
  }

  @Test
  void isTheSameInBatchesOfEverySizeAndAfterAResume() {
    LoadedImages source = source(20);
    Augmentation augmentation = new Augmentation(2, Border.REFLECT, Flip.RANDOM, 2);
    ImageIterator whole = source.train(20, 3, ImageDataSource.NO_LIMIT, augmentation);
    whole.startEpoch(4);
    float[] expected = whole.next().getFeatures().data().asFloat();

    ImageIterator parts = source.train(7, 3, ImageDataSource.NO_LIMIT, augmentation);
    parts.startEpoch(4);
    int at = 0;
    while (parts.hasNext()) {
      float[] part = parts.next().getFeatures().data().asFloat();
      assertThat(part).isEqualTo(Arrays.copyOfRange(expected, at, at + part.length));
      at += part.length;
    }
    assertThat(at).isEqualTo(expected.length);
  }

  @Test
  void leavesTestImagesAlone() {
    float[] values = source(2).test(2, 2).next().getFeatures().data().asFloat();
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i]).isEqualTo((1 + i % 60) / 255f);
    }
  }

  @Test
  void refusesWhatImagesAreTooSmallFor() {
    Augmentation reflect = new Augmentation(4, Border.REFLECT, Flip.NEVER, 0);
    assertThatThrownBy(() -> presenter(reflect, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "augmentation: expected a reflected border of less than 4 pixels for images of"
                + " [3,4,5], found 4");
    assertThatThrownBy(() -> new Augmentation(-1, Border.ZERO, Flip.NEVER, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found -1 and 0");
  }

  private static LabelledImages images(int count) {
    byte[] pixels = new byte[count * SHAPE.values()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (1 + i % SHAPE.values());
    }
    return new LabelledImages(
        SHAPE, pixels, new short[count], URI.create("file:/x"), "x", List.of());
  }

  private static LoadedImages source(int count) {
    return new LoadedImages("test", List.of("a"), images(count), images(count), List.of());
  }

  private static Presenter presenter(Augmentation augmentation, long seed) {
    return new Presenter(
        images(EXAMPLES),
        new Presentation(ExampleOrder.shuffledBy(seed), EXAMPLES, augmentation, PixelScale.RAW));
  }

  private static List<Float> written(Presenter presenter, int index, int epoch) {
    float[] values = new float[SHAPE.values() + 2];
    values[0] = -1;
    values[values.length - 1] = -1;
    presenter.write(index, epoch, values, 1);
    assertThat(values[0]).isEqualTo(-1);
    assertThat(values[values.length - 1]).isEqualTo(-1);
    return floats(Arrays.copyOfRange(values, 1, values.length - 1));
  }

  /** By the definition: pad, mirror, cut out. */
  private static List<Float> crop(Border border, int down, int right, boolean mirrored) {
    float[] values = new float[SHAPE.values()];
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < 4; y++) {
        for (int x = 0; x < 5; x++) {
          int row = y + down;
          int column = (mirrored ? 4 - x : x) + right;
          boolean inside = row >= 0 && row < 4 && column >= 0 && column < 5;
          if (!inside && border == Border.ZERO) {
            continue;
          }
          row = Math.abs(row);
          column = Math.abs(column);
          row = row > 3 ? 6 - row : row;
          column = column > 4 ? 8 - column : column;
          values[(c * 4 + y) * 5 + x] = 1 + (c * 4 + row) * 5 + column;
        }
      }
    }
    return floats(values);
  }

  private static List<Float> floats(float[] values) {
    Float[] boxed = new Float[values.length];
    for (int i = 0; i < values.length; i++) {
      boxed[i] = values[i];
    }
    return List.of(boxed);
  }
}
