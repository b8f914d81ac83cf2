package io.github.conv4j.data;

import io.github.conv4j.data.DataFile.Origin;
import io.github.conv4j.store.KnownSets;
import io.github.conv4j.store.StoreException;
import io.github.conv4j.store.TarMembers;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * CIFAR-10: 50,000 training and 10,000 test photos of 32 x 32 in ten classes, in its binary form:
 * the files {@code data_batch_1.bin} to {@code data_batch_5.bin} and {@code test_batch.bin}, in a
 * folder or in a tar archive, which is read without unpacking it; or in the form for Python ({@code
 * data_batch_1}, …), whose content must be the published one. Files in this form with other content
 * are accepted as an unofficial copy, with a warning; some official files beside others are not,
 * since then a file is damaged.
 */
public final class Cifar10 {

  /** Name under which {@link DataSources#open} knows it. */
  public static final String NAME = "cifar10";

  /** SHA-256 of the published files, by name, training first. */
  private static final Map<String, String> SUMS = new LinkedHashMap<>();

  /** A published one has 31 MB. */
  private static final int MOST_PYTHON_BYTES = 40_000_000;

  private static final String TEST = "test_batch.bin";

  static {
    KnownSets.CIFAR10.contents().forEach(file -> SUMS.put(file.name(), file.sha256()));
  }

  private Cifar10() {}

  /** The names of the files, training first. */
  static List<String> fileNames() {
    return List.copyOf(SUMS.keySet());
  }

  private static String pythonName(String name) {
    return name.replace(".bin", "");
  }

  /**
   * Whether a folder has one of the files.
   *
   * @param folder any path
   * @return true if it has
   */
  static boolean isIn(Path folder) {
    return fileNames().stream()
        .anyMatch(
            name ->
                Files.isRegularFile(folder.resolve(name))
                    || Files.isRegularFile(folder.resolve(pythonName(name))));
  }

  /**
   * Opens CIFAR-10.
   *
   * @param place folder with the six files, or tar archive of them, gzipped or not
   * @return the data set
   * @throws DataException if a file is missing or unusable
   * @throws StoreException if the archive is unusable
   */
  public static ImageDataSource open(Path place) {
    return read(place);
  }

  static LoadedImages read(Path place) {
    Map<String, CifarImages> parts =
        Files.isDirectory(place) ? readFolder(place) : readArchive(place);
    for (String name : fileNames()) {
      if (!parts.containsKey(name)) {
        throw new DataException(
            place
                + ": expected the files of CIFAR-10's binary form, "
                + String.join(", ", fileNames())
                + ", found no "
                + name
                + ": get it again with \"conv4j data fetch "
                + NAME
                + "\"");
      }
    }
    Origin origin = origin(place, parts);
    CifarImages train = new CifarImages();
    fileNames().stream().filter(name -> !name.equals(TEST)).map(parts::get).forEach(train::take);
    URI location = place.toUri();
    List<String> warnings =
        origin == Origin.OFFICIAL
            ? List.of()
            : List.of(
                place
                    + " is an unofficial copy of CIFAR-10: its SHA-256 sums are not those of the"
                    + " published files; results may differ from those on the original");
    return new LoadedImages(
        NAME,
        CifarImages.CLASSES,
        train.all(location).of(origin),
        parts.get(TEST).all(location).of(origin),
        warnings);
  }

  private static Map<String, CifarImages> readFolder(Path folder) {
    Map<String, CifarImages> parts = new LinkedHashMap<>();
    for (String name : fileNames()) {
      Path file = folder.resolve(name);
      Path python = folder.resolve(pythonName(name));
      if (!Files.isRegularFile(file) && Files.isRegularFile(python)) {
        try (InputStream in = Files.newInputStream(python)) {
          parts.put(name, python(python.toString(), name, in));
        } catch (IOException e) {
          throw new DataException(python + ": cannot be read: " + DataException.reason(e), e);
        }
      } else if (Files.isRegularFile(file)) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
          CifarImages images = new CifarImages();
          images.add(file.toString(), name, Files.size(file), in);
          parts.put(name, images);
        } catch (IOException e) {
          throw new DataException(file + ": cannot be read: " + DataException.reason(e), e);
        }
      }
    }
    return parts;
  }

  private static Map<String, CifarImages> readArchive(Path archive) {
    Map<String, CifarImages> parts = new LinkedHashMap<>();
    TarMembers.read(
        archive,
        (path, bytes, content) -> {
          String own = path.substring(path.lastIndexOf('/') + 1);
          boolean python = SUMS.containsKey(own + ".bin");
          String name = python ? own + ".bin" : own;
          if (SUMS.containsKey(name)) {
            String place = archive + " (" + own + ")";
            CifarImages images = new CifarImages();
            if (python) {
              images = python(place, name, content);
            } else {
              images.add(place, name, bytes, content);
            }
            if (parts.put(name, images) != null) {
              throw new DataException(
                  archive + ": expected each file of CIFAR-10 once, found two " + name);
            }
          }
        });
    return parts;
  }

  private static CifarImages python(String place, String name, InputStream in) throws IOException {
    byte[] pickle = in.readNBytes(MOST_PYTHON_BYTES);
    byte[] records = PythonBatch.records(place, pickle, SUMS.get(name));
    CifarImages images = new CifarImages();
    images.add(place, name, records.length, new ByteArrayInputStream(records));
    return images;
  }

  private static Origin origin(Path place, Map<String, CifarImages> parts) {
    List<String> others = new ArrayList<>();
    parts.forEach(
        (name, images) -> {
          if (!images.files().get(0).sha256().equals(SUMS.get(name))) {
            others.add(name);
          }
        });
    if (!others.isEmpty() && others.size() < parts.size()) {
      throw new DataException(
          place
              + ": expected the published content of "
              + others.stream().collect(Collectors.joining(", "))
              + ", as in the other files, found other SHA-256 sums: damaged, get it again with"
              + " \"conv4j data fetch "
              + NAME
              + "\"");
    }
    return others.isEmpty() ? Origin.OFFICIAL : Origin.UNOFFICIAL_COPY;
  }
}
