package io.github.conv4j.models;

import io.github.conv4j.files.Causes;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
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

  private static final int TEXT_LIMIT = 16 << 20;

  /** What may be in it, and how large it may be; how large arrays are, their network says. */
  private static final Map<String, Long> ACCEPTED =
      Map.of(
          CONFIGURATION,
          (long) TEXT_LIMIT,
          PARAMETERS,
          Long.MAX_VALUE,
          UPDATER,
          Long.MAX_VALUE,
          TRAINING,
          (long) TEXT_LIMIT,
          "noParams.marker",
          1L << 10,
          NORMALIZER,
          1L << 20);

  private final Path file;
  private final ZipFile zip;
  private final Map<String, ZipEntry> entries = new HashMap<>();

  private ModelArchive(Path file, ZipFile zip, List<ZipStructure.Member> members) {
    this.file = file;
    this.zip = zip;
    members.forEach(member -> entries.put(member.name(), zip.getEntry(member.name())));
  }

  /**
   * Opens a file and checks which entries it has.
   *
   * @throws ModelFileException if it is not a model zip or has entries that are not data
   */
  static ModelArchive open(Path file) {
    requireFile(file);
    try {
      List<ZipStructure.Member> members = ZipStructure.read(file);
      index(members);
      return new ModelArchive(file, new ZipFile(file.toFile()), members);
    } catch (Refusal e) {
      throw refused(file, e);
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(file, "start", e);
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

  private static void index(List<ZipStructure.Member> members) throws Refusal {
    Set<String> names = new HashSet<>();
    for (ZipStructure.Member member : members) {
      String name = member.name();
      if (!ACCEPTED.containsKey(name)) {
        throw new Refusal("no other entries than " + expected(), "\"" + printable(name) + "\"");
      }
      if (!names.add(name)) {
        throw new Refusal("every entry once", "two entries \"" + name + "\"");
      }
      if (member.size() > ACCEPTED.get(name)) {
        throw new Refusal(
            "\"" + name + "\" of at most " + size(ACCEPTED.get(name)), member.size() + " bytes");
      }
    }
    for (String name : List.of(CONFIGURATION, PARAMETERS)) {
      if (!names.contains(name)) {
        throw new Refusal("an entry \"" + name + "\"", "entries " + names);
      }
    }
  }

  private static String size(long bytes) {
    return bytes >> 20 > 0 ? (bytes >> 20) + " MiB" : bytes + " bytes";
  }

  private static String expected() {
    return ACCEPTED.keySet().stream().sorted().toList()
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
    return new String(content(name), StandardCharsets.UTF_8);
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

  private byte[] content(String name) {
    ZipEntry entry = entries.get(name);
    int size = Math.toIntExact(entry.getSize());
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes(size + 1);
      if (bytes.length != size) {
        throw refusal("\"" + name + "\" of " + size + " bytes", "another size");
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
      return StoredNormalizer.read(content(NORMALIZER));
    } catch (Refusal e) {
      throw refused(file, e.in(NORMALIZER));
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
    } catch (Refusal e) {
      throw refused(file, e.in(name));
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  private ModelFileException unreadable(String name, Throwable cause) {
    return unreadable(file, name, cause);
  }

  private static ModelFileException unreadable(Path file, String name, Throwable cause) {
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
    return refused(file, new Refusal(expected, found));
  }

  private static ModelFileException refused(Path file, Refusal refusal) {
    return new ModelFileException("model " + file + ": " + refusal.getMessage(), refusal);
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
