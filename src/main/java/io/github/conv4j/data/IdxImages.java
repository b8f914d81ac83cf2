package io.github.conv4j.data;

import java.io.Serializable;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** Grey images and their labels from a pair of IDX files, kept as bytes. */
final class IdxImages implements Serializable {

  private static final long serialVersionUID = 1L;

  private final URI imagesLocation;
  private final String labelsPath;
  private final DataFile imagesFile;
  private final DataFile labelsFile;
  private final int count;
  private final int height;
  private final int width;
  private final byte[] pixels;
  private final byte[] labels;

  private IdxImages(IdxFile images, IdxFile labels) {
    imagesLocation = images.path().toUri();
    labelsPath = labels.path().toString();
    imagesFile = images.description();
    labelsFile = labels.description();
    count = images.dimensions()[0];
    height = images.dimensions()[1];
    width = images.dimensions()[2];
    pixels = images.values();
    this.labels = labels.values();
  }

  /**
   * Reads a pair of files.
   *
   * @param images images file, raw or gzipped
   * @param labels labels file, raw or gzipped
   * @return images and labels
   * @throws DataException if a file is unusable or the two hold different numbers of examples
   */
  static IdxImages read(Path images, Path labels) {
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
    return new IdxImages(imageFile, labelFile);
  }

  /**
   * Checks that every label names a class.
   *
   * @param numberOfClasses labels must be below it
   * @throws DataException that names the first label out of range
   */
  void checkLabels(int numberOfClasses) {
    for (int i = 0; i < count; i++) {
      if (label(i) >= numberOfClasses) {
        throw new DataException(
            labelsPath
                + ": expected labels from 0 to "
                + (numberOfClasses - 1)
                + ", found "
                + label(i)
                + " at index "
                + i);
      }
    }
  }

  int count() {
    return count;
  }

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  int label(int index) {
    return Byte.toUnsignedInt(labels[index]);
  }

  int largestLabel() {
    int largest = 0;
    for (int i = 0; i < count; i++) {
      largest = Math.max(largest, label(i));
    }
    return largest;
  }

  /** Writes one image's pixels, 0 to 255, row by row. */
  void copyImage(int index, float[] target, int offset) {
    int length = height * width;
    int start = index * length;
    for (int i = 0; i < length; i++) {
      target[offset + i] = Byte.toUnsignedInt(pixels[start + i]);
    }
  }

  URI imagesLocation() {
    return imagesLocation;
  }

  List<DataFile> files() {
    return List.of(imagesFile, labelsFile);
  }
}
