package io.github.conv4j.cli;

import io.github.conv4j.files.WholeFile;
import io.github.conv4j.result.RunSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The table of records in the README of their folder: a row for each, by name. */
final class RecordTable {
  private static final String HEAD =
      """
      | record | data | network | layers | epochs | minutes | test accuracy | model kept |
      |---|---|---|---|---:|---:|---:|---|
      """;

  private RecordTable() {}

  /** Adds the row of a record, or replaces it. */
  static void add(Path models, String name, RunSummary run, boolean golden) throws IOException {
    Path readme = models.resolve("README.md");
    String text = Files.exists(readme) ? Files.readString(readme) : "# Models\n";
    int head = text.indexOf(HEAD);
    int begin = head < 0 ? text.length() : head;
    int end = begin + (head < 0 ? 0 : HEAD.length());
    List<String> rows = new ArrayList<>();
    while (end < text.length() && text.charAt(end) == '|') {
      int next = text.indexOf('\n', end) + 1;
      next = next == 0 ? text.length() : next;
      rows.add(text.substring(end, next).strip());
      end = next;
    }
    rows.removeIf(row -> row.startsWith("| [" + name + "]("));
    rows.add(
        Terminal.format(
            "| [%s](%s/README.md) | %s | %s | %s | %d | %.1f | %.2f %% | %s |",
            name,
            name,
            run.data(),
            run.network(),
            run.layers(),
            run.epochs(),
            run.seconds() / 60,
            100 * run.testAccuracy(),
            golden ? "yes" : ""));
    WholeFile.write(
        readme,
        text.substring(0, begin)
            + (head < 0 ? "\n" : "")
            + HEAD
            + String.join("\n", new TreeSet<>(rows))
            + "\n"
            + text.substring(end));
  }
}
