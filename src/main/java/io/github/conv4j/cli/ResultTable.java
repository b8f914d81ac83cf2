package io.github.conv4j.cli;

import java.util.ArrayList;
import java.util.List;

/** A small table on the terminal: the first column to the left, numbers to the right. */
final class ResultTable {
  private final List<List<String>> rows = new ArrayList<>();

  ResultTable row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  List<String> lines() {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        String cell = row.get(i);
        String fill = " ".repeat(widths[i] - cell.length());
        line.append(i == 0 ? cell + fill : "   " + fill + cell);
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
