package io.github.conv4j.data;

import io.github.conv4j.data.DataFile.Origin;
import java.io.Serializable;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Images and their labels in memory: a byte per value, image by image, channel by channel (grey, or
 * red, green, blue), row by row.
 */
final class LabelledImages implements Serializable {

  private static final long serialVersionUID = 1L;

  private static final int VALUES = 256;

  private final ImageShape shape;
  private final byte[] pixels;
  private final short[] labels;

  /** Where in the arrays each image is. */
  private final int[] places;

  private final URI location;
  private final String labelsPlace;
  private final List<DataFile> files;

  /**
   * Takes the arrays as they are.
   *
   * @param shape size of each image
   * @param pixels as many values as the labels' images have
   * @param labels a class for each image
   * @param location where the images were read from
   * @param labelsPlace where the labels were read from, for messages
   * @param files the files behind both
   */
  LabelledImages(
      ImageShape shape,
      byte[] pixels,
      short[] labels,
      URI location,
      String labelsPlace,
      List<DataFile> files) {
    this(
        shape,
        pixels,
        labels,
        IntStream.range(0, labels.length).toArray(),
        location,
        labelsPlace,
        List.copyOf(files));
  }

  private LabelledImages(
      ImageShape shape,
      byte[] pixels,
      short[] labels,
      int[] places,
      URI location,
      String labelsPlace,
      List<DataFile> files) {
    if (pixels.length != labels.length * shape.values()) {
      throw new IllegalArgumentException(
          "images: expected "
              + labels.length
              + " of "
              + shape
              + ", found "
              + pixels.length
              + " values");
    }
    this.shape = shape;
    this.pixels = pixels;
    this.labels = labels;
    this.places = places;
    this.location = location;
    this.labelsPlace = labelsPlace;
    this.files = files;
  }

  /**
   * Checks that so many values can be held; reading them needs up to twice the memory for a moment.
   *
   * @param place where they come from, for the message
   * @param what such as "images"
   * @param bytes how many values
   * @return the number
   * @throws DataException if there are too many for Java's memory
   */
  static int requireRoom(Object place, String what, long bytes) {
    long allowed = Math.min(Integer.MAX_VALUE - Long.BYTES, Runtime.getRuntime().maxMemory() / 4);
    if (bytes > allowed) {
      throw new DataException(
          place
              + ": expected at most "
              + allowed
              + " bytes of "
              + what
              + " (a quarter of Java's memory, 2 GiB at most), found "
              + bytes
              + ": give Java more memory with -Xmx or use fewer images");
    }
    return (int) bytes;
  }

  /**
   * Checks that every label names a class.
   *
   * @param numberOfClasses labels must be below it
   * @throws DataException that names the first label out of range
   */
  void checkLabels(int numberOfClasses) {
    for (int i = 0; i < count(); i++) {
      if (label(i) >= numberOfClasses) {
        throw new DataException(
            labelsPlace
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
    return places.length;
  }

  ImageShape shape() {
    return shape;
  }

  int label(int index) {
    return labels[places[index]];
  }

  int largestLabel() {
    int largest = 0;
    for (int i = 0; i < count(); i++) {
      largest = Math.max(largest, label(i));
    }
    return largest;
  }

  /**
   * Writes a row of one channel.
   *
   * @param index which image
   * @param channel which channel
   * @param row which row
   * @param columns source column of each value; 0 is written where it is negative
   * @param table what each pixel becomes
   * @param target where to
   * @param offset of the first value there
   */
  void copyRow(
      int index, int channel, int row, int[] columns, float[] table, float[] target, int offset) {
    int start = places[index] * shape.values() + (channel * shape.height() + row) * shape.width();
    for (int x = 0; x < columns.length; x++) {
      int column = columns[x];
      target[offset + x] = column < 0 ? 0 : table[pixels[start + column] & 0xff];
    }
  }

  /**
   * Mean and standard deviation of each channel over all pixels of all images.
   *
   * @return the scale that makes them 0 and 1; a channel of a single value is not divided
   */
  PixelScale standardization() {
    int plane = shape.height() * shape.width();
    Float[] means = new Float[shape.channels()];
    Float[] deviations = new Float[shape.channels()];
    for (int c = 0; c < shape.channels(); c++) {
      long[] counts = new long[VALUES];
      for (int i = 0; i < count(); i++) {
        int start = places[i] * shape.values() + c * plane;
        for (int k = start; k < start + plane; k++) {
          counts[pixels[k] & 0xff]++;
        }
      }
      double total = (double) count() * plane;
      double mean = 0;
      for (int p = 0; p < VALUES; p++) {
        mean += counts[p] / total * p;
      }
      double variance = 0;
      for (int p = 0; p < VALUES; p++) {
        variance += counts[p] / total * (p - mean) * (p - mean);
      }
      float deviation = (float) Math.sqrt(variance);
      means[c] = (float) mean;
      deviations[c] = deviation == 0 ? 1 : deviation;
    }
    return new PixelScale(List.of(means), List.of(deviations));
  }

  /** The same images, their files called so. */
  LabelledImages of(Origin origin) {
    return new LabelledImages(
        shape,
        pixels,
        labels,
        places,
        location,
        labelsPlace,
        files.stream().map(file -> file.of(origin)).toList());
  }

  /** Some of the images, in the order given, without a copy of them. */
  LabelledImages only(int[] indices) {
    int[] chosen = Arrays.stream(indices).map(index -> places[index]).toArray();
    return new LabelledImages(shape, pixels, labels, chosen, location, labelsPlace, files);
  }

  URI location() {
    return location;
  }

  List<DataFile> files() {
    return files;
  }
}
