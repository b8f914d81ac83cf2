package io.github.conv4j.data;

import java.awt.image.BufferedImage;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Pictures for prediction: reads PNG and JPEG files into a network's input size, and writes PNG
 * files. Only Java's own decoders are used, and a picture's size is checked before it is decoded.
 */
public final class ImageFiles {

  /** Width or height of the largest picture that is read. */
  public static final int MAX_SIDE = 4096;

  private static final int WHITE = 255;
  private static final int LAST_DARK = 127;
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};

  private ImageFiles() {}

  /**
   * Reads a picture for a network. In this order: transparent parts become white; for one channel,
   * colour becomes grey by luma (0.299 red + 0.587 green + 0.114 blue); for three channels the
   * planes are red, green, blue; the picture is inverted if {@link Ground#DARK} asks for it; it is
   * brought to the wanted size keeping its proportions (mean over the covered area when smaller,
   * bilinear when larger), centred, and what is left over is filled with the border's median.
   *
   * @param file PNG or JPEG file, at most {@value #MAX_SIDE} x {@value #MAX_SIDE} pixels
   * @param shape the network's input
   * @param ground brightness that the network expects
   * @return array [1,C,H,W], FLOAT, 0 to 255
   * @throws DataException if the file cannot be read as such a picture
   */
  public static INDArray read(Path file, ImageShape shape, Ground ground) {
    long[] nchw = {1, shape.channels(), shape.height(), shape.width()};
    return Nd4j.create(
        values(file, shape, ground), nchw, Nd4j.getStrides(nchw, 'c'), 'c', DataType.FLOAT);
  }

  /** The values of {@link #read}, in the order of an image: channels, rows, columns. */
  static float[] values(Path file, ImageShape shape, Ground ground) {
    BufferedImage image = decode(file);
    int width = image.getWidth();
    int height = image.getHeight();
    float[][] planes = planes(image, shape.channels());
    if (ground == Ground.DARK && borderMedian(width, height, brightness(planes)) > LAST_DARK) {
      for (float[] plane : planes) {
        invert(plane);
      }
    }
    float[] values = new float[shape.values()];
    for (int c = 0; c < planes.length; c++) {
      fit(planes[c], width, height, values, c * shape.height() * shape.width(), shape);
    }
    return values;
  }

  /** A picture's own size, with one channel if it is grey. */
  static ImageShape shape(Path file) {
    BufferedImage image = decode(file);
    int channels = image.getColorModel().getNumColorComponents() == 1 ? 1 : 3;
    return new ImageShape(channels, image.getHeight(), image.getWidth());
  }

  private static BufferedImage decode(Path file) {
    String format = format(file);
    ImageReader reader = javasOwnReader(format);
    try (ImageInputStream in = new FileImageInputStream(file.toFile())) {
      reader.setInput(in, true, true);
      int width = reader.getWidth(0);
      int height = reader.getHeight(0);
      if (width > MAX_SIDE || height > MAX_SIDE) {
        throw new DataException(
            String.format(
                "%s: expected a picture of at most %d x %d pixels, found %d x %d: make it smaller",
                file, MAX_SIDE, MAX_SIDE, width, height));
      }
      List<String> warnings = new ArrayList<>();
      reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
      BufferedImage image = reader.read(0);
      // Java's JPEG decoder fills up what is missing with grey and only warns.
      for (String warning : warnings) {
        if (warning.toLowerCase(Locale.ROOT).contains("premature end")) {
          throw new IIOException(warning);
        }
      }
      return image;
    } catch (IOException e) {
      throw damaged(file, format, DataException.reason(e), e);
    } catch (RuntimeException e) {
      if (e instanceof DataException) {
        throw e;
      }
      // Java's decoders answer some damaged files with unchecked exceptions.
      throw damaged(file, format, "its decoder failed", e);
    } finally {
      reader.dispose();
    }
  }

  private static DataException damaged(Path file, String format, String reason, Exception cause) {
    return new DataException(
        file
            + ": expected a complete "
            + format
            + " picture that Java can read, found one that is damaged or of an unusual kind ("
            + reason
            + "): save it again as an RGB or grey PNG",
        cause);
  }

  private static String format(Path file) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new DataException(file + ": expected a PNG or JPEG picture, found a folder or device");
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      byte[] start = in.readNBytes(PNG.length);
      if (startsWith(start, PNG)) {
        return "PNG";
      }
      if (startsWith(start, JPEG)) {
        return "JPEG";
      }
      throw new DataException(
          file
              + ": expected a PNG or JPEG picture, found "
              + (start.length == 0 ? "an empty file" : "another kind of file")
              + ": save it as PNG");
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + DataException.reason(e), e);
    }
  }

  private static boolean startsWith(byte[] bytes, byte[] start) {
    return bytes.length >= start.length
        && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
  }

  /** Other decoders on the class path, if any, are passed over. */
  private static ImageReader javasOwnReader(String format) {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (reader.getClass().getModule() == ImageIO.class.getModule()) {
        return reader;
      }
    }
    throw new IllegalStateException(missing(format, "decoder"));
  }

  private static float[][] planes(BufferedImage image, int channels) {
    // Java treats plain grey as linear light and would brighten it on the way to RGB.
    boolean grey =
        image.getColorModel().getNumColorComponents() == 1
            && image.getRaster().getNumBands() == image.getColorModel().getNumComponents();
    float[][] planes = new float[channels][image.getWidth() * image.getHeight()];
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int at = y * image.getWidth() + x;
        if (grey) {
          float value = greyOf(image, x, y);
          for (float[] plane : planes) {
            plane[at] = value;
          }
        } else {
          int argb = image.getRGB(x, y);
          float opacity = (argb >>> 24) / (float) WHITE;
          float red = overWhite(argb >> 16 & 0xff, opacity);
          float green = overWhite(argb >> 8 & 0xff, opacity);
          float blue = overWhite(argb & 0xff, opacity);
          if (channels == 1) {
            planes[0][at] = luma(red, green, blue);
          } else {
            planes[0][at] = red;
            planes[1][at] = green;
            planes[2][at] = blue;
          }
        }
      }
    }
    return planes;
  }

  private static float greyOf(BufferedImage image, int x, int y) {
    float value = scaledSample(image, x, y, 0);
    return image.getColorModel().hasAlpha()
        ? overWhite(value, scaledSample(image, x, y, 1) / WHITE)
        : value;
  }

  /** A sample of 8 or 16 bits as 0 to 255. */
  private static float scaledSample(BufferedImage image, int x, int y, int band) {
    int bits = image.getSampleModel().getSampleSize(band);
    return image.getRaster().getSample(x, y, band) * (float) WHITE / ((1 << bits) - 1);
  }

  private static float overWhite(float value, float opacity) {
    return value * opacity + WHITE * (1 - opacity);
  }

  private static float luma(float red, float green, float blue) {
    return 0.299f * red + 0.587f * green + 0.114f * blue;
  }

  private static IntToDoubleFunction brightness(float[][] planes) {
    return planes.length == 1
        ? i -> planes[0][i]
        : i -> luma(planes[0][i], planes[1][i], planes[2][i]);
  }

  /** The upper median of the pixels on the four edges. */
  private static double borderMedian(int width, int height, IntToDoubleFunction pixel) {
    double[] border = new double[2 * (width + height)];
    int n = 0;
    for (int x = 0; x < width; x++) {
      border[n++] = pixel.applyAsDouble(x);
      border[n++] = pixel.applyAsDouble((height - 1) * width + x);
    }
    for (int y = 0; y < height; y++) {
      border[n++] = pixel.applyAsDouble(y * width);
      border[n++] = pixel.applyAsDouble(y * width + width - 1);
    }
    Arrays.sort(border);
    return border[border.length / 2];
  }

  private static void invert(float[] plane) {
    for (int i = 0; i < plane.length; i++) {
      plane[i] = WHITE - plane[i];
    }
  }

  /** Brings a plane to the wanted size, centred, keeping its proportions. */
  private static void fit(
      float[] plane, int width, int height, float[] target, int offset, ImageShape shape) {
    double scale = Math.min((double) shape.width() / width, (double) shape.height() / height);
    AxisResampling columns = AxisResampling.of(width, fitted(width, scale, shape.width()));
    AxisResampling rows = AxisResampling.of(height, fitted(height, scale, shape.height()));
    float[] narrow = new float[height * columns.size()];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < columns.size(); x++) {
        narrow[y * columns.size() + x] = columns.apply(x, plane, y * width, 1);
      }
    }
    float ground = (float) borderMedian(width, height, i -> plane[i]);
    Arrays.fill(target, offset, offset + shape.height() * shape.width(), ground);
    int left = (shape.width() - columns.size()) / 2;
    int top = (shape.height() - rows.size()) / 2;
    for (int y = 0; y < rows.size(); y++) {
      for (int x = 0; x < columns.size(); x++) {
        target[offset + (top + y) * shape.width() + left + x] =
            rows.apply(y, narrow, x, columns.size());
      }
    }
  }

  private static int fitted(int size, double scale, int limit) {
    return Math.max(1, Math.min(limit, (int) Math.round(size * scale)));
  }

  /**
   * Writes a picture as PNG, for example one of a data set's images to try a prediction with.
   * Values are rounded, and cut to 0 … 255.
   *
   * @param image array [1,C,H,W] or [C,H,W] with one channel (grey) or three (red, green, blue), 0
   *     to 255
   * @param file where to; replaced if it exists
   * @throws IllegalArgumentException if the array has another shape
   * @throws DataException if the file cannot be written
   */
  public static void writePng(INDArray image, Path file) {
    long[] shape = image.shape();
    int rank = shape.length;
    if (rank < 3
        || rank > 4
        || (rank == 4 && shape[0] != 1)
        || (shape[rank - 3] != 1 && shape[rank - 3] != 3)) {
      throw new IllegalArgumentException(
          "picture: expected an array [1,C,H,W] or [C,H,W] with 1 or 3 channels, found "
              + Arrays.toString(shape));
    }
    int channels = (int) shape[rank - 3];
    int height = (int) shape[rank - 2];
    int width = (int) shape[rank - 1];
    float[] values = image.castTo(DataType.FLOAT).dup('c').data().asFloat();
    BufferedImage picture =
        new BufferedImage(
            width,
            height,
            channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          float value = values[(c * height + y) * width + x];
          int sample = Math.max(0, Math.min(WHITE, Math.round(value)));
          picture.getRaster().setSample(x, y, c, sample);
        }
      }
    }
    // Through memory: Java's own file output prints a stack trace where it cannot write.
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(picture, "PNG", out)) {
        throw new IllegalStateException(missing("PNG", "encoder"));
      }
      out.flush();
      Files.write(file, bytes.toByteArray());
    } catch (IOException e) {
      throw new DataException(file + ": cannot be written: " + DataException.reason(e), e);
    }
  }

  private static String missing(String format, String part) {
    return "this Java has no "
        + format
        + " "
        + part
        + ": use a full Java 17 with its java.desktop module";
  }
}
