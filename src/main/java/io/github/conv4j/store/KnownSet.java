package io.github.conv4j.store;

import java.util.List;
import java.util.Locale;

/**
 * A data set whose files are known. It is complete if all of its downloads are there, or all of its
 * contents.
 *
 * @param name name on the command line, and of its folder
 * @param title name for people
 * @param page the publisher's page
 * @param downloads files as they are published
 * @param contents files that come out of the downloads; the names of gzipped downloads without
 *     {@code .gz}
 * @param contentsFolder folder that the contents lie in when an archive is unpacked; "" for none
 * @param classNames class names, in the order of the labels
 * @param caches folders below the user's where other programs keep it
 */
public record KnownSet(
    String name,
    String title,
    String page,
    List<KnownFile> downloads,
    List<KnownFile> contents,
    String contentsFolder,
    List<String> classNames,
    List<Cache> caches) {

  /**
   * Where another program keeps a set.
   *
   * @param program its name
   * @param folder folder, relative to the user's folder or, for a program without one of its own,
   *     to the working folder
   * @param ofUser whether it is below the user's folder
   */
  public record Cache(String program, String folder, boolean ofUser) {}

  /** Copies the lists. */
  public KnownSet {
    downloads = List.copyOf(downloads);
    contents = List.copyOf(contents);
    classNames = List.copyOf(classNames);
    caches = List.copyOf(caches);
  }

  /**
   * Bytes to download.
   *
   * @return sum over the downloads
   */
  public long bytes() {
    return downloads.stream().mapToLong(KnownFile::bytes).sum();
  }

  /**
   * Whether a word on the command line means this set.
   *
   * @param word any word
   * @return true for the name, in any case
   */
  public boolean isCalled(String word) {
    return name.equals(word.toLowerCase(Locale.ROOT));
  }
}
