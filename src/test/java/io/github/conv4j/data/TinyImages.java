package io.github.conv4j.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * Makes a folder of small grey images that a network can learn: a bright square whose place is the
 * class, on noise; borders blank.
 */
public final class TinyImages {

  private TinyImages() {}

  /** Four classes, as {@code SampleNetworks} has. */
  public static Path write(Path folder, int size, int train, int test) {
    try {
      Files.createDirectories(folder);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    part(folder, "train", size, train, 1);
    part(folder, "t10k", size, test, 2);
    return folder;
  }

  private static void part(Path folder, String name, int size, int count, long seed) {
    Random random = new Random(seed);
    byte[] pixels = new byte[count * size * size];
    int[] labels = new int[count];
    for (int n = 0; n < count; n++) {
      labels[n] = n < 4 ? n : random.nextInt(4);
      int top = labels[n] / 2 * size / 2;
      int left = labels[n] % 2 * size / 2;
      for (int i = 1; i < size - 1; i++) {
        for (int j = 1; j < size - 1; j++) {
          boolean square = i > top && i < top + size / 2 && j > left && j < left + size / 2;
          pixels[(n * size + i) * size + j] = (byte) (random.nextInt(100) + (square ? 150 : 0));
        }
      }
    }
    IdxFiles.write(
        folder.resolve(name + "-images-idx3-ubyte"),
        IdxFiles.idx(IdxFiles.IMAGES, new int[] {count, size, size}, pixels));
    IdxFiles.write(folder.resolve(name + "-labels-idx1-ubyte"), IdxFiles.labels(labels));
  }
}
