package io.github.conv4j.data;

import java.nio.file.Path;
import java.util.List;

/** Reads grey images and their labels from a pair of IDX files. */
final class IdxImages {

  /** What the names of files begin with whose images have rows and columns exchanged. */
  private static final String ON_THEIR_SIDES = "emnist-";

  private IdxImages() {}

  /**
   * Reads a pair of files.
   *
   * @param images images file, raw or gzipped
   * @param labels labels file, raw or gzipped
   * @return images and labels
   * @throws DataException if a file is unusable or the two hold different numbers of examples
   */
  static LabelledImages read(Path images, Path labels) {
    // The small file first: a mistake in it shows without reading the large one.
    IdxFile labelFile = IdxFile.read(labels, IdxFile.Kind.LABELS);
    IdxFile imageFile = IdxFile.read(images, IdxFile.Kind.IMAGES);
    if (imageFile.dimensions()[0] != labelFile.dimensions()[0]) {
      throw new DataException(
          labels
              + ": expected "
              + imageFile.dimensions()[0]
              + " labels, one for each image of "
              + images
              + ", found "
              + labelFile.dimensions()[0]
              + ": use two files that belong together");
    }
    short[] classes = new short[labelFile.values().length];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = (short) Byte.toUnsignedInt(labelFile.values()[i]);
    }
    ImageShape shape = new ImageShape(1, imageFile.dimensions()[1], imageFile.dimensions()[2]);
    boolean turned = images.getFileName().toString().startsWith(ON_THEIR_SIDES);
    return new LabelledImages(
        turned ? new ImageShape(1, shape.width(), shape.height()) : shape,
        turned ? turn(imageFile.values(), shape) : imageFile.values(),
        classes,
        images.toUri(),
        labels.toString(),
        List.of(imageFile.description(), labelFile.description()));
  }

  /** Exchanges rows and columns of every image. */
  private static byte[] turn(byte[] pixels, ImageShape shape) {
    byte[] turned = new byte[pixels.length];
    int plane = shape.values();
    for (int start = 0; start < pixels.length; start += plane) {
      for (int y = 0; y < shape.height(); y++) {
        for (int x = 0; x < shape.width(); x++) {
          turned[start + x * shape.height() + y] = pixels[start + y * shape.width() + x];
        }
      }
    }
    return turned;
  }
}
