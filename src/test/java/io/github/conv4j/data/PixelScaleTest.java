package io.github.conv4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerMinMaxScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.factory.Nd4j;

class PixelScaleTest {

  private static final PixelScale COLOURS =
      new PixelScale(List.of(125.3f, 122.95f, 113.87f), List.of(62.99f, 62.09f, 66.7f));

  @TempDir Path folder;

  @Test
  void givesTheBitsOfDeeplearning4jsNormalisers() {
    for (PixelScale scale : List.of(PixelScale.UNIT, PixelScale.RAW, COLOURS)) {
      INDArray pixels = Nd4j.create(DataType.FLOAT, 1, 3, 16, 16);
      for (int i = 0; i < 3 * 256; i++) {
        pixels.putScalar(i, i % 256);
      }
      scale.normalizer(3).transform(pixels);

      float[][] table = scale.table(3);
      for (int c = 0; c < 3; c++) {
        for (int p = 0; p < 256; p++) {
          assertThat(table[c][p]).isEqualTo(pixels.getFloat(0, c, p / 16, p % 16));
        }
      }
    }
  }

  @Test
  void isFoundAgainInItsNormaliser() {
    assertThat(PixelScale.UNIT.normalizer(1)).isEqualTo(new ImagePreProcessingScaler(0, 1));
    assertThat(PixelScale.of(PixelScale.UNIT.normalizer(3))).isEqualTo(PixelScale.UNIT);
    assertThat(PixelScale.of(COLOURS.normalizer(3))).isEqualTo(COLOURS);
    assertThat(PixelScale.of(new ImagePreProcessingScaler(-1, 1)).table(1)[0])
        .satisfies(values -> assertThat(values[0]).isEqualTo(-1))
        .satisfies(values -> assertThat(values[255]).isEqualTo(1, within(1e-6f)));
  }

  @Test
  void leavesWhatNeverVariesUndivided() {
    DataNormalization flat =
        new NormalizerStandardize(
            Nd4j.create(new float[][] {{7}}), Nd4j.create(DataType.FLOAT, 1, 1));
    assertThat(PixelScale.of(flat).table(1)[0][9]).isFinite();
  }

  @Test
  void refusesOtherNormalisersAndNumbers() {
    assertThatThrownBy(() -> PixelScale.of(new NormalizerMinMaxScaler()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("found NormalizerMinMaxScaler");
    assertThatThrownBy(() -> COLOURS.normalizer(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("pixel scale: expected numbers for 1 channel, found 3");
    assertThatThrownBy(() -> new PixelScale(List.of(1f), List.of(0f)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("deviations [0.0]");
    assertThatThrownBy(() -> COLOURS.apply(Nd4j.create(DataType.FLOAT, 1, 1, 2, 2)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("the network is for other pictures");
  }

  @Test
  void standardisesTheTrainingImages() {
    ImageDataSource source = IdxFolder.open(IdxFiles.folder(folder));
    ImageDataSource standard = source.withScale(source.standardization());

    INDArray values =
        standard.train(7, 1, ImageDataSource.NO_LIMIT).next().getFeatures().castTo(DataType.DOUBLE);

    assertThat(values.meanNumber().doubleValue()).isCloseTo(0, within(1e-6));
    assertThat(values.std(false).getDouble(0)).isCloseTo(1, within(1e-6));
    assertThat(source.scale()).isEqualTo(PixelScale.UNIT);
    assertThat(standard.scale()).isEqualTo(source.standardization());
  }
}
