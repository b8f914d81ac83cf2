package io.github.conv4j.models;

import io.github.conv4j.files.Causes;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;

/**
 * A Deeplearning4j model zip, opened for reading. Only entries that are plain data are accepted,
 * and nothing is unpacked to the disk.
 */
final class ModelArchive implements Closeable {

  static final String CONFIGURATION = "configuration.json";
  static final String PARAMETERS = "coefficients.bin";
  static final String UPDATER = "updaterState.bin";
  static final String NORMALIZER = "normalizer.bin";

  /** Where training stood, in a checkpoint. */
  static final String TRAINING = "training.json";

  private static final Set<String> ACCEPTED =
      Set.of(CONFIGURATION, PARAMETERS, UPDATER, TRAINING, "noParams.marker", NORMALIZER);

  private static final int CONFIGURATION_LIMIT = 16 << 20;
  private static final int NORMALIZER_LIMIT = 1 << 20;

  /** The most that a zip's compression can shrink anything. */
  private static final int COMPRESSION_LIMIT = 1032;

  private final Path file;
  private final ZipFile zip;
  private final Map<String, ZipEntry> entries = new HashMap<>();

  private ModelArchive(Path file, ZipFile zip) {
    this.file = file;
    this.zip = zip;
  }

  /**
   * Opens a file and checks which entries it has.
   *
   * @throws ModelFileException if it is not a model zip or has entries that are not data
   */
  static ModelArchive open(Path file) {
    requireFile(file);
    ModelArchive archive = new ModelArchive(file, openZip(file));
    try {
      archive.index(Files.size(file));
      return archive;
    } catch (IOException e) {
      archive.close();
      throw archive.unreadable("start", e);
    } catch (RuntimeException e) {
      archive.close();
      throw e;
    }
  }

  private static void requireFile(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new ModelFileException(
          "model "
              + file
              + ": expected a file, found "
              + (Files.exists(file) ? "a folder or device" : "nothing")
              + "; give the path of a model zip");
    }
  }

  private static ZipFile openZip(Path file) {
    try {
      return new ZipFile(file.toFile());
    } catch (IOException | IllegalArgumentException e) {
      throw new ModelFileException(
          "model "
              + file
              + ": expected a zip as Deeplearning4j saves it, found a file that is no zip or was cut"
              + " off ("
              + Causes.line(e)
              + "); save or copy the model again",
          e);
    }
  }

  private void index(long bytes) {
    for (ZipEntry entry : Collections.list(zip.entries())) {
      String name = entry.getName();
      if (!ACCEPTED.contains(name)) {
        throw refusal("no other entries than " + expected(), "\"" + printable(name) + "\"");
      }
      if (entry.getSize() / COMPRESSION_LIMIT > bytes) {
        throw refusal(
            "an entry \"" + name + "\" that fits into a file of " + bytes + " bytes",
            "a claim of " + entry.getSize() + " bytes");
      }
      if (entries.put(name, entry) != null) {
        throw refusal("every entry once", "two entries \"" + name + "\"");
      }
    }
    for (String name : List.of(CONFIGURATION, PARAMETERS)) {
      if (!entries.containsKey(name)) {
        throw refusal("an entry \"" + name + "\"", "entries " + entries.keySet());
      }
    }
  }

  private static String expected() {
    return ACCEPTED.stream().sorted().toList()
        + " (others, such as serialised Java objects, could run code)";
  }

  private static String printable(String name) {
    String visible = name.replaceAll("\\p{C}", "?");
    return visible.length() > 80 ? visible.substring(0, 80) + "…" : visible;
  }

  /** The network's configuration, JSON. */
  String configuration() {
    return text(CONFIGURATION);
  }

  /**
   * A text entry.
   *
   * @param name an entry of this archive
   * @return its content
   */
  String text(String name) {
    return new String(content(name, CONFIGURATION_LIMIT), StandardCharsets.UTF_8);
  }

  /** Reads everything and compares the checksums. */
  void verify() {
    byte[] buffer = new byte[1 << 16];
    for (Map.Entry<String, ZipEntry> entry : entries.entrySet()) {
      CRC32 checksum = new CRC32();
      try (InputStream in = zip.getInputStream(entry.getValue())) {
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
          checksum.update(buffer, 0, count);
        }
      } catch (IOException e) {
        throw unreadable(entry.getKey(), e);
      }
      if (checksum.getValue() != entry.getValue().getCrc()) {
        throw refusal("intact content", "a wrong checksum of \"" + entry.getKey() + "\"");
      }
    }
  }

  private byte[] content(String name, int limit) {
    ZipEntry entry = entries.get(name);
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes(limit + 1);
      if (bytes.length > limit) {
        throw refusal("\"" + name + "\" of at most " + (limit >> 20) + " MiB", "more");
      }
      CRC32 checksum = new CRC32();
      checksum.update(bytes);
      if (checksum.getValue() != entry.getCrc()) {
        throw refusal("intact content", "a wrong checksum of \"" + name + "\"");
      }
      return bytes;
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  /** The normaliser that was saved with the network; only call it if there is one. */
  DataNormalization normalizer() {
    try {
      return StoredNormalizer.read(content(NORMALIZER, NORMALIZER_LIMIT));
    } catch (StoredArray.FormatException e) {
      throw refusal(e.expected() + " in \"" + NORMALIZER + "\"", e.found());
    }
  }

  boolean has(String name) {
    return entries.containsKey(name);
  }

  /**
   * A stored array.
   *
   * @param name an entry of this archive
   * @param length elements it must have
   * @return the values as one row, or null if there are to be none
   */
  INDArray array(String name, long length) {
    ZipEntry entry = entries.get(name);
    if (length == 0 && entry.getSize() == 0) {
      return null;
    }
    try {
      return StoredArray.read(zip.getInputStream(entry), entry.getSize(), entry.getCrc(), length);
    } catch (StoredArray.FormatException e) {
      throw refusal(e.expected() + " in \"" + name + "\"", e.found());
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  ModelFileException unreadable(String name, Throwable cause) {
    return new ModelFileException(
        "model "
            + file
            + ": expected a readable entry \""
            + name
            + "\", found "
            + Causes.line(cause)
            + "; save or copy the model again",
        cause);
  }

  private ModelFileException refusal(String expected, String found) {
    return new ModelFileException(
        "model "
            + file
            + ": expected "
            + expected
            + ", found "
            + found
            + "; use a model saved by Deeplearning4j or conv4j");
  }

  @Override
  public void close() {
    try {
      zip.close();
    } catch (IOException e) {
      throw unreadable("end", e);
    }
  }
}
