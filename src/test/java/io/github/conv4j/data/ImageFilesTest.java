package io.github.conv4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ImageFilesTest {

  private static final ImageShape MNIST = new ImageShape(1, 28, 28);

  @TempDir Path folder;

  @Test
  void writesAndReadsGreyWithoutChange() {
    INDArray image = Nd4j.arange(0, 256).castTo(DataType.FLOAT).reshape(1, 1, 16, 16);
    Path file = folder.resolve("grey.png");

    ImageFiles.writePng(image, file);
    INDArray read = ImageFiles.read(file, new ImageShape(1, 16, 16), Ground.AS_IS);

    assertThat(read.dataType()).isEqualTo(DataType.FLOAT);
    assertThat(read).isEqualTo(image);
  }

  @Test
  void writesAndReadsColourInTheOrderRedGreenBlue() {
    INDArray image = Nd4j.create(new float[] {255, 1, 0, 2, 9, 3}).reshape(1, 3, 1, 2);
    Path file = folder.resolve("colour.png");

    ImageFiles.writePng(image, file);

    assertThat(ImageFiles.read(file, new ImageShape(3, 1, 2), Ground.AS_IS)).isEqualTo(image);
    assertThat(rgb(file, 0, 0)).isEqualTo(0xff0009);
  }

  @Test
  void writesRoundedAndCutValuesOfViews() {
    INDArray images = Nd4j.create(new double[] {0, 0, -3, 300, 1.6, 2.4}).reshape(3, 1, 1, 2);
    Path file = folder.resolve("cut.png");

    ImageFiles.writePng(images.slice(1), file);
    assertThat(values(file, new ImageShape(1, 1, 2), Ground.AS_IS)).containsExactly(0, 255);
    ImageFiles.writePng(images.slice(2), file);
    assertThat(values(file, new ImageShape(1, 1, 2), Ground.AS_IS)).containsExactly(2, 2);
  }

  @Test
  void turnsColourIntoLuma() {
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0xff0000);
    image.setRGB(1, 0, 0x00ff00);
    image.setRGB(2, 0, 0x0000ff);
    float[] grey = values(save(image, "png"), new ImageShape(1, 1, 3), Ground.AS_IS);
    assertThat(grey).containsExactly(new float[] {76.245f, 149.685f, 29.07f}, within(1e-3f));
  }

  @Test
  void givesGreyToAllThreeChannels() {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSample(0, 0, 0, 100);
    assertThat(values(save(image, "png"), new ImageShape(3, 1, 1), Ground.AS_IS))
        .containsExactly(100, 100, 100);
  }

  @Test
  void scalesSixteenBitGrey() {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setSample(0, 0, 0, 65535);
    image.getRaster().setSample(1, 0, 0, 257 * 51);
    assertThat(values(save(image, "png"), new ImageShape(1, 1, 2), Ground.AS_IS))
        .containsExactly(255, 51);
  }

  @Test
  void showsTransparentPartsWhite() {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x00000000);
    image.setRGB(1, 0, 0xff000000);
    assertThat(values(save(image, "png"), new ImageShape(1, 1, 2), Ground.AS_IS))
        .containsExactly(255, 0);
  }

  @Test
  void readsJpeg() {
    Path file = save(ink(Color.WHITE, Color.BLACK), "jpg");
    INDArray read = ImageFiles.read(file, MNIST, Ground.DARK);
    assertThat(read.getFloat(0, 0, 14, 14)).isGreaterThan(240);
    assertThat(read.getFloat(0, 0, 1, 1)).isLessThan(15);
  }

  @Test
  void invertsDarkStrokesOnLightGroundOnlyWhenAsked() {
    Path light = save(ink(Color.WHITE, Color.BLACK), "png");
    INDArray inverted = ImageFiles.read(light, MNIST, Ground.DARK);
    INDArray asIs = ImageFiles.read(light, MNIST, Ground.AS_IS);
    assertThat(inverted.getFloat(0, 0, 14, 14)).isEqualTo(255);
    assertThat(inverted.getFloat(0, 0, 0, 0)).isZero();
    assertThat(asIs).isEqualTo(inverted.rsub(255));

    Path dark = save(ink(Color.BLACK, Color.WHITE), "png");
    assertThat(ImageFiles.read(dark, MNIST, Ground.DARK)).isEqualTo(inverted);
  }

  @Test
  void invertsFromABorderMedianOf128On() {
    Path file = folder.resolve("ground.png");
    ImageFiles.writePng(Nd4j.valueArrayOf(new long[] {1, 2, 2}, 127f, DataType.FLOAT), file);
    assertThat(values(file, new ImageShape(1, 2, 2), Ground.DARK))
        .containsExactly(127, 127, 127, 127);
    ImageFiles.writePng(Nd4j.valueArrayOf(new long[] {1, 2, 2}, 128f, DataType.FLOAT), file);
    assertThat(values(file, new ImageShape(1, 2, 2), Ground.DARK))
        .containsExactly(127, 127, 127, 127);
    ImageFiles.writePng(Nd4j.valueArrayOf(new long[] {3, 2, 2}, 200f, DataType.FLOAT), file);
    assertThat(values(file, new ImageShape(3, 1, 1), Ground.DARK))
        .containsExactly(new float[] {55, 55, 55}, within(1e-4f));
  }

  @Test
  void averagesWhenItMakesSmaller() {
    INDArray image = Nd4j.create(new float[] {0, 10, 100, 110, 20, 30, 120, 130}).reshape(1, 2, 4);
    Path file = folder.resolve("large.png");
    ImageFiles.writePng(image, file);
    assertThat(values(file, new ImageShape(1, 1, 2), Ground.AS_IS)).containsExactly(15, 115);
  }

  @Test
  void interpolatesWhenItMakesLarger() {
    Path file = folder.resolve("small.png");
    ImageFiles.writePng(Nd4j.create(new float[] {0, 8, 0, 8}).reshape(1, 2, 2), file);
    assertThat(values(file, new ImageShape(1, 4, 4), Ground.AS_IS))
        .containsExactly(0, 2, 6, 8, 0, 2, 6, 8, 0, 2, 6, 8, 0, 2, 6, 8);
  }

  @Test
  void keepsProportionsAndFillsWithTheBorder() {
    // 4 wide, 2 high, ground 50: one row above and one below are filled.
    Path file = folder.resolve("wide.png");
    ImageFiles.writePng(
        Nd4j.create(new float[] {50, 50, 90, 50, 50, 50, 50, 50}).reshape(1, 2, 4), file);
    assertThat(values(file, new ImageShape(1, 4, 4), Ground.AS_IS))
        .containsExactly(50, 50, 50, 50, 50, 50, 90, 50, 50, 50, 50, 50, 50, 50, 50, 50);
  }

  @Test
  void aWrittenMnistImageReadsBackUnchanged() {
    ImageDataSource raw = Mnist.open(Path.of("data", "mnist")).withScale(PixelScale.RAW);
    INDArray seven = raw.test(1, 1).next().getFeatures();
    Path file = folder.resolve("seven.png");

    ImageFiles.writePng(seven, file);

    assertThat(ImageFiles.read(file, MNIST, Ground.DARK)).isEqualTo(seven);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg"})
  void rejectsTruncatedPictures(String format) throws IOException {
    byte[] whole = Files.readAllBytes(save(ink(Color.WHITE, Color.BLACK), format));
    Path file = folder.resolve("cut." + format);
    for (int length : new int[] {0, 2, 8, 20, 40, whole.length / 2, whole.length * 3 / 4}) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertRejected(file, "expected", "found");
    }
  }

  @Test
  void rejectsADamagedPicture() throws IOException {
    byte[] bytes = Files.readAllBytes(save(ink(Color.WHITE, Color.BLACK), "png"));
    Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + 20, (byte) 0x55);
    assertRejected(Files.write(folder.resolve("damaged.png"), bytes), "damaged");
  }

  @Test
  void checksTheSizeBeforeDecoding() {
    Path file = folder.resolve("huge.png");
    IdxFiles.write(file, pngHeader(100_000, 4097));
    assertRejected(file, "at most 4096 x 4096 pixels, found 100000 x 4097");
  }

  @Test
  void rejectsOtherFiles() throws IOException {
    assertRejected(folder, "found a folder");
    Path missing = folder.resolve("missing.png");
    assertRejected(missing, "no such file");
    Path text = Files.writeString(folder.resolve("text.png"), "not a picture");
    assertRejected(text, "expected a PNG or JPEG picture, found another kind of file");
    Path gif = folder.resolve("picture.gif");
    ImageIO.write(ink(Color.WHITE, Color.BLACK), "gif", gif.toFile());
    assertRejected(gif, "another kind of file");
  }

  @Test
  void rejectsArraysThatAreNoPicture() {
    Path file = folder.resolve("none.png");
    for (long[] shape : new long[][] {{2, 2}, {2, 1, 2, 2}, {2, 2, 2}}) {
      INDArray array = Nd4j.zeros(DataType.FLOAT, shape);
      assertThatThrownBy(() -> ImageFiles.writePng(array, file))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected an array [1,C,H,W] or [C,H,W]");
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void reportsWhereItCannotWrite() {
    Path file = folder.resolve("missing").resolve("a.png");
    assertThatThrownBy(() -> ImageFiles.writePng(Nd4j.zeros(1, 1, 2, 2), file))
        .isInstanceOf(DataException.class)
        .hasMessage(file + ": cannot be written: no such file or folder");
  }

  private static void assertRejected(Path file, String... parts) {
    assertThatThrownBy(() -> ImageFiles.read(file, MNIST, Ground.DARK))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContainingAll(parts)
        .message()
        .doesNotContain("\n", "null");
  }

  private static float[] values(Path file, ImageShape shape, Ground ground) {
    INDArray read = ImageFiles.read(file, shape, ground);
    assertThat(read.shape()).containsExactly(1, shape.channels(), shape.height(), shape.width());
    return read.data().asFloat();
  }

  private static int rgb(Path file, int x, int y) {
    try {
      return ImageIO.read(file.toFile()).getRGB(x, y) & 0xffffff;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path save(BufferedImage image, String format) {
    Path file = folder.resolve("picture." + format);
    try {
      assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  /** 112 x 112 with a block in the middle. */
  private static BufferedImage ink(Color ground, Color stroke) {
    BufferedImage image = new BufferedImage(112, 112, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(ground);
    graphics.fillRect(0, 0, 112, 112);
    graphics.setColor(stroke);
    graphics.fillRect(40, 40, 32, 32);
    graphics.dispose();
    return image;
  }

  /** The first two parts of a PNG file that declares a size and has no pixels. */
  private static byte[] pngHeader(int width, int height) {
    byte[] header =
        ByteBuffer.allocate(17)
            .put(new byte[] {'I', 'H', 'D', 'R'})
            .putInt(width)
            .putInt(height)
            .put(new byte[] {8, 0, 0, 0, 0})
            .array();
    CRC32 crc = new CRC32();
    crc.update(header);
    return ByteBuffer.allocate(8 + 4 + 17 + 4 + 12)
        .put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'})
        .putInt(13)
        .put(header)
        .putInt((int) crc.getValue())
        .putInt(0)
        .put(new byte[] {'I', 'D', 'A', 'T'})
        .putInt(0x35af061e)
        .array();
  }
}
