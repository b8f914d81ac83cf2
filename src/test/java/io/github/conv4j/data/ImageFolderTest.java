package io.github.conv4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

class ImageFolderTest {

  private static final ImageShape SMALL = new ImageShape(3, 4, 4);

  @TempDir Path folder;

  private void picture(String path, int width, int height, Color colour) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, colour.getRGB());
      }
    }
    Path file = folder.resolve(path);
    try {
      Files.createDirectories(file.getParent());
      ImageIO.write(image, path.substring(path.lastIndexOf('.') + 1), file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void readsTrainAndTestFoldersInRedGreenBlue() throws IOException {
    picture("train/red/b.png", 8, 8, new Color(250, 10, 20));
    picture("train/red/a.png", 3, 9, new Color(200, 10, 20));
    picture("train/blue/x.png", 4, 4, new Color(10, 20, 250));
    picture("test/red/t.png", 40, 40, new Color(255, 0, 0));
    Files.writeString(folder.resolve("train/red/notes.txt"), "not a picture");
    Files.writeString(folder.resolve("train/red/.hidden.png"), "not read");

    ImageDataSource source = ImageFolder.open(folder, SMALL).withScale(PixelScale.RAW);

    assertThat(source.classNames()).containsExactly("blue", "red");
    assertThat(source.numberOfTrainingExamples()).isEqualTo(3);
    assertThat(source.files())
        .extracting(DataFile::name)
        .containsExactly("train (3 pictures)", "test (1 pictures)");
    DataSet test = source.test(1, 1).next();
    assertThat(test.getLabels().argMax(1).getInt(0)).isEqualTo(1);
    assertColour(test.getFeatures(), 0, 255, 0, 0);

    ImageFolderRecordReader reader = new ImageFolderRecordReader(SMALL, List.of("blue", "red"));
    reader.initialize(ImageFolderRecordReader.split(folder.resolve("train")));
    DataSet train =
        new org.deeplearning4j.datasets.datavec.RecordReaderDataSetIterator(reader, 3, 1, 2).next();
    assertThat(train.getLabels().argMax(1).toIntVector()).containsExactly(0, 1, 1);
    assertColour(train.getFeatures(), 0, 10, 20, 250);
    assertColour(train.getFeatures(), 1, 200, 10, 20);
    assertColour(train.getFeatures(), 2, 250, 10, 20);
  }

  private static void assertColour(INDArray images, int index, int red, int green, int blue) {
    assertThat(images.getInt(index, 0, 1, 2)).isEqualTo(red);
    assertThat(images.getInt(index, 1, 1, 2)).isEqualTo(green);
    assertThat(images.getInt(index, 2, 1, 2)).isEqualTo(blue);
  }

  @Test
  void splitsByNameSoThatPicturesKeepTheirPart() {
    for (int i = 0; i < 100; i++) {
      picture("a/" + i + ".png", 2, 2, new Color(i, 0, 0));
      picture("b/" + i + ".png", 2, 2, new Color(0, i, 0));
    }
    ImageDataSource before = DataSources.open(folder.toString());
    assertThat(before.shape()).isEqualTo(new ImageShape(3, 2, 2));
    assertThat(before.numberOfTestExamples()).isBetween(20, 60);
    assertThat(before.numberOfTrainingExamples() + before.numberOfTestExamples()).isEqualTo(200);
    float[] test = allTest(before);

    for (int i = 100; i < 130; i++) {
      picture("b/" + i + ".png", 2, 2, new Color(0, 0, i));
    }
    float[] after = allTest(DataSources.open(folder.toString()));
    assertThat(after).hasSizeGreaterThan(test.length);
    assertThat(blues(after, false)).isEqualTo(blues(test, false));
    assertThat(blues(test, true)).isZero();
  }

  private static float[] allTest(ImageDataSource source) {
    int count = source.numberOfTestExamples();
    return source
        .withScale(PixelScale.RAW)
        .test(count, count)
        .next()
        .getFeatures()
        .data()
        .asFloat();
  }

  /** Sum of red and green of all pictures, or the number of those that are blue. */
  private static double blues(float[] values, boolean count) {
    double sum = 0;
    for (int i = 0; i < values.length; i += 12) {
      double blue = values[i + 8];
      sum += count ? (blue > 0 ? 1 : 0) : values[i] + values[i + 4];
    }
    return sum;
  }

  @Test
  void aLimitTakesOfAllClasses() throws IOException {
    for (int i = 0; i < 5; i++) {
      for (String name : List.of("a", "b", "c")) {
        picture("train/" + name + "/" + i + ".png", 2, 2, Color.RED);
        picture("test/" + name + "/" + i + ".png", 2, 2, Color.RED);
      }
    }
    ImageDataSource source = ImageFolder.open(folder, SMALL);
    for (DataSet three : List.of(source.train(3, 1, 3).next(), source.test(3, 3).next())) {
      assertThat(three.getLabels().sum(0).toFloatVector()).containsExactly(1, 1, 1);
    }
  }

  @Test
  void namesTheDamagedPictureTheUnknownClassAndTheEmptyFolder() throws IOException {
    picture("train/a/1.png", 2, 2, Color.RED);
    picture("train/b/1.jpg", 20, 20, Color.RED);
    picture("test/c/1.png", 2, 2, Color.RED);
    assertThatThrownBy(() -> ImageFolder.open(folder, SMALL))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(folder.resolve("test/c") + ": expected the classes that have")
        .hasMessageContaining("a, b");

    picture("test/a/1.png", 2, 2, Color.RED);
    Files.delete(folder.resolve("test/c/1.png"));
    Path damaged = folder.resolve("train/b/1.jpg");
    byte[] bytes = Files.readAllBytes(damaged);
    Files.write(damaged, Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> ImageFolder.open(folder, SMALL))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(damaged + ": expected a complete JPEG picture");

    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThatThrownBy(() -> ImageFolder.open(empty))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("expected a folder for each class");
  }

  @Test
  void greyPicturesGiveOneChannel() throws IOException {
    BufferedImage grey = new BufferedImage(300, 5, BufferedImage.TYPE_BYTE_GRAY);
    for (String path : List.of("train/a/1.png", "test/a/1.png")) {
      Files.createDirectories(folder.resolve(path).getParent());
      ImageIO.write(grey, "png", folder.resolve(path).toFile());
    }
    assertThat(ImageFolder.open(folder).shape()).isEqualTo(new ImageShape(1, 5, 224));
  }
}
