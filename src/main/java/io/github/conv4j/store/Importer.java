package io.github.conv4j.store;

import io.github.conv4j.files.Causes;
import io.github.conv4j.files.WholeFile;
import io.github.conv4j.result.Interruption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Takes files of known data sets that came to this machine by other ways, recognised by their
 * content, whatever they are called. Contents of a set that have its names and lengths, all of
 * them, and other sums are taken as an unofficial copy.
 */
public final class Importer {

  private static final int DEPTH = 3;

  private final Places places;
  private final Interruption interruption;

  /**
   * Creates an importer.
   *
   * @param places where to put what is taken
   * @param interruption asked between files
   */
  public Importer(Places places, Interruption interruption) {
    this.places = places;
    this.interruption = interruption;
  }

  /**
   * A file that was taken.
   *
   * @param set of which set
   * @param from where it was
   * @param to where it is now
   * @param official whether its content is as published
   */
  public record Taken(KnownSet set, Path from, Path to, boolean official) {}

  private record Match(KnownSet set, KnownFile file, boolean download) {}

  /**
   * Copies what is known in a file or folder into conv4j's own.
   *
   * @param source a file, or a folder that is searched three levels deep
   * @return files taken, at least one
   * @throws StoreException if nothing in it is known, or it cannot be copied
   */
  public List<Taken> take(Path source) {
    try {
      List<Path> files = files(source);
      List<Taken> taken = new ArrayList<>();
      for (Path file : files) {
        interruption.check();
        Match match = match(file);
        if (match != null) {
          taken.add(copy(match, file, true));
        }
      }
      if (taken.isEmpty()) {
        taken.addAll(unofficial(files));
      }
      if (taken.isEmpty()) {
        throw new StoreException(nothing(source, files.size()));
      }
      return taken;
    } catch (IOException e) {
      throw new StoreException(
          source
              + ": expected files that can be read and copied to "
              + places.root()
              + ", found "
              + Causes.line(e),
          e);
    }
  }

  private static List<Path> files(Path source) throws IOException {
    if (Files.isRegularFile(source)) {
      return List.of(source);
    }
    if (!Files.isDirectory(source)) {
      throw new StoreException(source + ": expected a file or folder, found nothing");
    }
    try (Stream<Path> walk = Files.walk(source, DEPTH)) {
      return walk.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** By length first, so that few files are read. */
  private static Match match(Path file) throws IOException {
    long bytes = Files.size(file);
    String sum = null;
    for (KnownSet set : KnownSets.all()) {
      for (boolean download : new boolean[] {true, false}) {
        for (KnownFile known : download ? set.downloads() : set.contents()) {
          if (known.bytes() == bytes) {
            sum = sum == null ? Sha256.of(file) : sum;
            if (known.sha256().equals(sum)) {
              return new Match(set, known, download);
            }
          }
        }
      }
    }
    return null;
  }

  private List<Taken> unofficial(List<Path> files) throws IOException {
    for (KnownSet set : KnownSets.all()) {
      Map<String, Path> named = new HashMap<>();
      for (Path file : files) {
        for (KnownFile known : set.contents()) {
          boolean alike =
              known.name().equals(file.getFileName().toString())
                  && known.bytes() == Files.size(file);
          if (alike) {
            named.put(known.name(), file);
          }
        }
      }
      if (!set.contentsFolder().isEmpty() && named.size() == set.contents().size()) {
        List<Taken> taken = new ArrayList<>();
        for (KnownFile known : set.contents()) {
          taken.add(copy(new Match(set, known, false), named.get(known.name()), false));
        }
        return taken;
      }
    }
    return List.of();
  }

  private Taken copy(Match match, Path from, boolean official) throws IOException {
    Path folder = places.own(match.set());
    return StoreLock.hold(
        folder,
        interruption,
        () -> {
          Path target =
              (match.download() ? folder : folder.resolve(match.set().contentsFolder()))
                  .resolve(match.file().name());
          if (!Files.exists(target) || !Files.isSameFile(from, target)) {
            WholeFile.write(
                target,
                match.set().name(),
                part -> Files.copy(from, part),
                part -> {
                  if (official && !Sha256.of(part).equals(match.file().sha256())) {
                    throw new IOException(from + " changed while it was copied");
                  }
                });
          }
          return new Taken(match.set(), from, target, official);
        });
  }

  private static String nothing(Path source, int count) {
    StringBuilder known = new StringBuilder();
    for (KnownSet set : KnownSets.all()) {
      known.append(known.isEmpty() ? "" : ", ").append(set.downloads().get(0).name());
      known.append(" of ").append(set.name());
    }
    return source
        + ": expected a file of a known data set, with its published content, such as "
        + known
        + ", found "
        + (count == 1 ? "another file" : count + " other files")
        + ": get it again, or use it as it is with --data "
        + source;
  }
}
