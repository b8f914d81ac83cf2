package io.github.conv4j.store;

import io.github.conv4j.files.Causes;
import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.ProgressListener;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Gets the files of data sets from their sources. Each file is written beside its place and moved
 * there once its length and SHA-256 are right; a file that is there and is not right is replaced. A
 * lock lets several processes that want the same set wait for the one that gets it.
 */
public final class Fetcher {

  private static final int KILOBYTE = 1000;
  private static final int SLOWEST_BYTES = 20_000;
  private static final Duration SLOWEST_TIME = Duration.ofSeconds(30);

  private final Download download;
  private final ProgressListener progress;
  private final Interruption interruption;

  /**
   * A fetcher that asks the sources over HTTPS and nothing else.
   *
   * @param progress told of each file
   * @param interruption asked between pieces; what has arrived is used the next time
   */
  public Fetcher(ProgressListener progress, Interruption interruption) {
    this(
        address -> "https".equalsIgnoreCase(address.getScheme()),
        new Stall.Patience(SLOWEST_BYTES, SLOWEST_TIME),
        progress,
        interruption);
  }

  Fetcher(
      Predicate<URI> allowed,
      Stall.Patience patience,
      ProgressListener progress,
      Interruption interruption) {
    this.download = new Download(allowed, patience);
    this.progress = progress;
    this.interruption = interruption;
  }

  /** What was done about a file. */
  public enum Action {
    /** It was there. */
    KEPT,
    /** It was missing and has been fetched. */
    FETCHED,
    /** It was there with wrong content and has been replaced. */
    HEALED
  }

  /**
   * A file that is now there.
   *
   * @param file its path
   * @param bytes its length
   * @param action what was done
   */
  public record Fetched(Path file, long bytes, Action action) {}

  /**
   * Sees to it that all downloads of a set are in a folder.
   *
   * @param set which set
   * @param folder where; made if it is missing
   * @return its files
   * @throws StoreException if a file cannot be had or written
   */
  public List<Fetched> fetch(KnownSet set, Path folder) {
    try {
      return StoreLock.hold(
          folder,
          interruption,
          () -> {
            Files.createDirectories(folder);
            List<Fetched> files = new ArrayList<>();
            for (KnownFile file : set.downloads()) {
              files.add(fetch(set, file, folder.resolve(file.name())));
            }
            return files;
          });
    } catch (IOException e) {
      throw new StoreException(
          folder
              + ": expected a folder that can be written, with "
              + set.bytes() / KILOBYTE
              + " kB of space, found "
              + Causes.line(e)
              + "; choose another folder with --data-dir or make space",
          e);
    }
  }

  private Fetched fetch(KnownSet set, KnownFile file, Path target) throws IOException {
    boolean existed = Files.exists(target);
    if (existed && isRight(file, target)) {
      return new Fetched(target, file.bytes(), Action.KEPT);
    }
    Path part = target.resolveSibling(file.name() + ".part");
    List<String> reasons = new ArrayList<>();
    progress.start("fetch " + file.name(), file.bytes() / KILOBYTE, "kB");
    try {
      for (URI source : file.sources()) {
        if (tryToFetch(file, source, part, reasons)) {
          Files.move(
              part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
          return new Fetched(target, file.bytes(), existed ? Action.HEALED : Action.FETCHED);
        }
      }
    } finally {
      progress.finish();
    }
    throw new StoreException(unavailable(set, file, reasons));
  }

  private boolean tryToFetch(KnownFile file, URI source, Path part, List<String> reasons)
      throws IOException {
    // What an earlier attempt left may be another file's start; then a second try begins anew.
    boolean resumed = Files.exists(part);
    for (int attempt = 0; attempt < (resumed ? 2 : 1); attempt++) {
      try {
        download.run(
            source,
            part,
            file.bytes(),
            there -> progress.step(there / KILOBYTE, Map.of()),
            interruption);
      } catch (Download.SourceException e) {
        if (Files.exists(part) || attempt == 1 || !resumed) {
          reasons.add(source.getHost() + ": " + e.getMessage());
          return false;
        }
        continue;
      }
      if (isRight(file, part)) {
        return true;
      }
      Files.delete(part);
    }
    reasons.add(source.getHost() + ": what it sent has another SHA-256");
    return false;
  }

  private static boolean isRight(KnownFile file, Path path) throws IOException {
    return Files.isRegularFile(path)
        && Files.size(path) == file.bytes()
        && Sha256.of(path).equals(file.sha256());
  }

  private static String unavailable(KnownSet set, KnownFile file, List<String> reasons) {
    return set.name()
        + ": "
        + file.name()
        + " could not be fetched ("
        + String.join("; ", reasons)
        + "); "
        + waysOut(set);
  }

  /**
   * What to do when a set is not there and cannot be fetched.
   *
   * @param set which set
   * @return the three ways, as the end of a sentence
   */
  public static String waysOut(KnownSet set) {
    return "connect to the internet and run \"conv4j data fetch "
        + set.name()
        + "\", or get "
        + set.downloads().get(0).name()
        + (set.downloads().size() > 1 ? " and its companions" : "")
        + " from "
        + set.page()
        + " on another machine and run \"conv4j data import FILE\", or name a folder that has it"
        + " with --data-dir or "
        + Places.FOLDER_VARIABLE;
  }
}
