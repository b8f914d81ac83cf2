package io.github.conv4j.models;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Rewrites a zip so that equal content gives equal bytes: entries by name, all of one time. */
final class StableZip {

  /** Later than the format's first day, which Java would store with the time zone added. */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

  private StableZip() {}

  /** A new entry of the time that all have. */
  static ZipEntry entry(String name) {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(TIME);
    return entry;
  }

  /**
   * Rewrites a zip.
   *
   * @param from existing zip
   * @param to new file
   * @param content content by entry name, in place of what the zip holds or beside it
   */
  static void rewrite(Path from, Path to, Map<String, byte[]> content) throws IOException {
    try (ZipFile zip = new ZipFile(from.toFile());
        ZipOutputStream out =
            new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(to)))) {
      Set<String> names = new TreeSet<>(content.keySet());
      zip.stream().map(ZipEntry::getName).forEach(names::add);
      for (String name : names) {
        out.putNextEntry(entry(name));
        if (content.containsKey(name)) {
          out.write(content.get(name));
        } else {
          try (InputStream in = zip.getInputStream(zip.getEntry(name))) {
            in.transferTo(out);
          }
        }
        out.closeEntry();
      }
    }
  }
}
