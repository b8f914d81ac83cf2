package io.github.conv4j.export;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Rewrites a zip so that equal content gives equal bytes: entries by name, all of one time. */
final class StableZip {

  /** Later than the format's first day, which Java would store with the time zone added. */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

  private StableZip() {}

  /**
   * Rewrites a zip.
   *
   * @param from existing zip
   * @param to new file
   * @param replacements content by entry name, in place of what the zip holds
   */
  static void rewrite(Path from, Path to, Map<String, byte[]> replacements) throws IOException {
    try (ZipFile zip = new ZipFile(from.toFile());
        ZipOutputStream out =
            new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(to)))) {
      List<? extends ZipEntry> entries =
          zip.stream().sorted(Comparator.comparing(ZipEntry::getName)).toList();
      for (ZipEntry entry : entries) {
        ZipEntry copy = new ZipEntry(entry.getName());
        copy.setTimeLocal(TIME);
        out.putNextEntry(copy);
        byte[] replacement = replacements.get(entry.getName());
        if (replacement != null) {
          out.write(replacement);
        } else {
          try (InputStream in = zip.getInputStream(entry)) {
            in.transferTo(out);
          }
        }
        out.closeEntry();
      }
    }
  }
}
