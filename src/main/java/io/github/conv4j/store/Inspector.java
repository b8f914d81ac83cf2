package io.github.conv4j.store;

import io.github.conv4j.files.Causes;
import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.ProgressListener;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Looks at the files of data sets that are on this machine. */
public final class Inspector {

  private static final int BUFFER = 1 << 16;

  private Inspector() {}

  /** What a file was found to be. */
  public enum State {
    /** The published content. */
    RIGHT,
    /** The published content, compressed by somebody else. */
    REPACKED,
    /** The name and length of a published file, and other content. */
    OTHER_CONTENT,
    /** Not even the length. */
    OTHER_LENGTH,
    /** It cannot be read. */
    UNREADABLE
  }

  /** What to think of the files of a set in one folder. */
  public enum Condition {
    /** All of them are as published. */
    GOOD,
    /** All contents have the form of the published ones, and none their sums. */
    UNOFFICIAL_COPY,
    /** Some of them are missing. */
    INCOMPLETE,
    /** Some of them are wrong. */
    DAMAGED
  }

  /**
   * A file that was found.
   *
   * @param file its path
   * @param expected what it should be
   * @param state what it is; only its length is looked at unless the sums are asked for
   */
  public record Found(Path file, KnownFile expected, State state) {}

  /**
   * Files of a set in a folder.
   *
   * @param place where
   * @param downloads whether these are the files as they are published, and not their contents
   * @param complete whether all of them are there
   * @param files those that are there
   */
  public record Holding(Place place, boolean downloads, boolean complete, List<Found> files) {

    /** Copies the files. */
    public Holding {
      files = List.copyOf(files);
    }

    /**
     * What to think of them together, as far as they were looked at.
     *
     * @return the condition
     */
    public Condition condition() {
      if (!complete) {
        return Condition.INCOMPLETE;
      }
      if (files.stream()
          .allMatch(file -> file.state() == State.RIGHT || file.state() == State.REPACKED)) {
        return Condition.GOOD;
      }
      return !downloads && files.stream().allMatch(file -> file.state() == State.OTHER_CONTENT)
          ? Condition.UNOFFICIAL_COPY
          : Condition.DAMAGED;
    }
  }

  /**
   * What there is of a set, by length only.
   *
   * @param set which set
   * @param places where to look
   * @return folders that have something of it, in the order of the places
   */
  public static List<Holding> find(KnownSet set, List<Place> places) {
    List<Holding> holdings = new ArrayList<>();
    for (Place place : places) {
      for (boolean downloads : new boolean[] {true, false}) {
        List<Found> files = new ArrayList<>();
        List<KnownFile> wanted = downloads ? set.downloads() : set.contents();
        for (KnownFile file : wanted) {
          Path path = place.folder().resolve(file.name());
          if (Files.isRegularFile(path)) {
            files.add(new Found(path, file, byLength(set, path, file)));
          }
        }
        if (!files.isEmpty()) {
          holdings.add(new Holding(place, downloads, files.size() == wanted.size(), files));
        }
      }
    }
    return holdings;
  }

  private static State byLength(KnownSet set, Path path, KnownFile file) {
    try {
      if (Files.size(path) == file.bytes()) {
        return State.RIGHT;
      }
      Optional<KnownFile> content =
          set.contents().stream()
              .filter(known -> file.name().equals(known.name() + ".gz"))
              .findFirst();
      return content.isPresent() && isPacked(content.get(), path)
          ? State.REPACKED
          : State.OTHER_LENGTH;
    } catch (IOException e) {
      return State.UNREADABLE;
    }
  }

  /** Whether a gzip file holds a published content; small ones only are asked about. */
  private static boolean isPacked(KnownFile content, Path path) throws IOException {
    MessageDigest digest = Sha256.digest();
    try (InputStream in = new GZIPInputStream(Files.newInputStream(path), BUFFER)) {
      byte[] buffer = new byte[BUFFER];
      long bytes = 0;
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
        bytes += count;
        if (bytes > content.bytes()) {
          return false;
        }
      }
    } catch (EOFException | ZipException e) {
      return false;
    }
    return Sha256.hex(digest).equals(content.sha256());
  }

  /**
   * Reads the files of a holding and compares their sums.
   *
   * @param holding what was found
   * @param progress told of each file
   * @param interruption asked between files
   * @return the same with the true states
   */
  public static Holding verify(
      Holding holding, ProgressListener progress, Interruption interruption) {
    List<Found> files = new ArrayList<>();
    progress.start("verify " + holding.place().folder(), holding.files().size(), "files");
    try {
      for (Found found : holding.files()) {
        interruption.check();
        files.add(
            found.state() == State.RIGHT
                ? new Found(found.file(), found.expected(), bySum(found))
                : found);
        progress.step(files.size(), Map.of());
      }
    } finally {
      progress.finish();
    }
    return new Holding(holding.place(), holding.downloads(), holding.complete(), files);
  }

  private static State bySum(Found found) {
    try {
      return Sha256.of(found.file()).equals(found.expected().sha256())
          ? State.RIGHT
          : State.OTHER_CONTENT;
    } catch (IOException e) {
      return State.UNREADABLE;
    }
  }

  /**
   * What is wrong with a file, in words.
   *
   * @param found a file that is not right
   * @return such as "expected 5148 bytes, found 17"
   */
  public static String explain(Found found) {
    return switch (found.state()) {
      case RIGHT -> "as published";
      case REPACKED -> "as published, compressed by somebody else";
      case OTHER_CONTENT -> "expected SHA-256 " + found.expected().sha256() + ", found another";
      case OTHER_LENGTH ->
          "expected " + found.expected().bytes() + " bytes, found " + length(found.file());
      case UNREADABLE -> "it cannot be read";
    };
  }

  private static String length(Path file) {
    try {
      return Long.toString(Files.size(file));
    } catch (IOException e) {
      return Causes.line(e);
    }
  }
}
