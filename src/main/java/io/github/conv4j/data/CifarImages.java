package io.github.conv4j.data;

import io.github.conv4j.data.DataFile.Origin;
import io.github.conv4j.store.KnownSets;
import io.github.conv4j.store.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects images from files in CIFAR-10's binary form: records of a label byte, 0 to 9, and 1024
 * red, 1024 green and 1024 blue bytes, and nothing else.
 */
final class CifarImages {

  static final ImageShape SHAPE = new ImageShape(3, 32, 32);

  /** Class names, in the order of the labels. */
  static final List<String> CLASSES = KnownSets.CIFAR10.classNames();

  private static final int RECORD = 1 + SHAPE.values();
  private static final int RECORDS_AT_ONCE = 64;

  private final List<byte[]> pixels = new ArrayList<>();
  private final List<short[]> labels = new ArrayList<>();
  private final List<DataFile> files = new ArrayList<>();

  /**
   * Adds the images of a file.
   *
   * @param place where it is, for messages
   * @param name its name without folders
   * @param bytes its length
   * @param content its content, read to the end
   * @throws IOException if reading fails
   * @throws DataException if it is not of this form
   */
  void add(String place, String name, long bytes, InputStream content) throws IOException {
    if (bytes == 0 || bytes % RECORD != 0) {
      throw new DataException(
          place
              + ": expected records of "
              + RECORD
              + " bytes (CIFAR-10 binary), found "
              + bytes
              + " bytes, which is no multiple: the file is cut off or of another kind, get it"
              + " again");
    }
    int count =
        LabelledImages.requireRoom(place, "images", bytes / RECORD * SHAPE.values())
            / SHAPE.values();
    byte[] ownPixels = new byte[count * SHAPE.values()];
    short[] ownLabels = new short[count];
    DigestInputStream in = new DigestInputStream(content, Sha256.digest());
    byte[] buffer = new byte[RECORDS_AT_ONCE * RECORD];
    for (int first = 0; first < count; first += RECORDS_AT_ONCE) {
      int records = Math.min(RECORDS_AT_ONCE, count - first);
      if (in.readNBytes(buffer, 0, records * RECORD) < records * RECORD) {
        throw new DataException(
            place + ": expected " + bytes + " bytes, found fewer: get the file again");
      }
      for (int i = 0; i < records; i++) {
        int label = Byte.toUnsignedInt(buffer[i * RECORD]);
        if (label >= CLASSES.size()) {
          throw new DataException(
              place
                  + ": expected labels from 0 to 9, found "
                  + label
                  + " at index "
                  + (first + i)
                  + ": this is not CIFAR-10's binary form");
        }
        ownLabels[first + i] = (short) label;
        System.arraycopy(
            buffer, i * RECORD + 1, ownPixels, (first + i) * SHAPE.values(), SHAPE.values());
      }
    }
    pixels.add(ownPixels);
    labels.add(ownLabels);
    files.add(new DataFile(name, bytes, Sha256.hex(in.getMessageDigest()), Origin.OWN));
  }

  /**
   * All images, in the order in which their files were added.
   *
   * @param location where the files are
   * @return images and labels
   */
  LabelledImages all(URI location) {
    long total = pixels.stream().mapToLong(part -> part.length).sum();
    LabelledImages.requireRoom(location.getPath(), "images", total);
    byte[] allPixels = new byte[(int) total];
    short[] allLabels = new short[(int) (total / SHAPE.values())];
    int at = 0;
    for (int i = 0; i < pixels.size(); i++) {
      System.arraycopy(pixels.get(i), 0, allPixels, at * SHAPE.values(), pixels.get(i).length);
      System.arraycopy(labels.get(i), 0, allLabels, at, labels.get(i).length);
      at += labels.get(i).length;
      pixels.set(i, new byte[0]);
    }
    return new LabelledImages(SHAPE, allPixels, allLabels, location, location.getPath(), files);
  }

  /** Takes over the images of another. */
  void take(CifarImages other) {
    pixels.addAll(other.pixels);
    labels.addAll(other.labels);
    files.addAll(other.files);
    other.pixels.clear();
  }

  List<DataFile> files() {
    return files;
  }
}
