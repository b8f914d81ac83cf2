package io.github.conv4j.cli;

import io.github.conv4j.result.FileFinding;
import io.github.conv4j.result.ModelPart;
import io.github.conv4j.result.ModelSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** What is in a model file, as text of at most 100 columns. */
final class PartTable {
  private static final int WIDTH = 100;
  private static final int LONGEST_NAME = 26;
  private static final int LONGEST_TYPE = 26;
  private static final int LONGEST_SHAPE = 18;
  private static final int LONGEST_VALUE = 200;
  private static final int TEXT_COLUMNS = 3;
  private static final String GAP = "  ";
  private static final String MARK = "  ";

  /** What fits a screen or two; {@code --json} has the rest. */
  private static final int MOST_ROWS = 1000;

  private final ModelSummary summary;
  private final List<String> lines = new ArrayList<>();

  PartTable(ModelSummary summary) {
    this.summary = summary;
  }

  List<String> lines() {
    lines.add(
        summary.format()
            + ", "
            + summary.kind()
            + ", "
            + Terminal.format("%,d", summary.bytes())
            + " bytes, SHA-256 "
            + summary.sha256().substring(0, 16)
            + "..");
    summary
        .metadata()
        .forEach((name, value) -> wrapped(MARK, name + ": " + shortened(value, LONGEST_VALUE)));
    lines.add("");
    if (!summary.parts().isEmpty()) {
      table();
      lines.add("");
    }
    for (FileFinding finding : summary.findings()) {
      wrapped("", word(finding) + finding.message());
    }
    summary.hints().forEach(hint -> wrapped("", "hint: " + hint));
    if (!summary.findings().isEmpty() || !summary.hints().isEmpty()) {
      lines.add("");
    }
    wrapped("", summary.verdict());
    return lines;
  }

  private void wrapped(String indent, String text) {
    TextWrap.wrap(text, WIDTH - indent.length()).forEach(line -> lines.add(indent + line));
  }

  private static String word(FileFinding finding) {
    return switch (finding.severity()) {
      case DANGER -> "not safe: ";
      case BROKEN -> "not usable: ";
      case NOTE -> "note: ";
    };
  }

  private void table() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("name", "type", "output", "parameters", "operations", "activations"));
    int shown = Math.min(MOST_ROWS, summary.parts().size());
    for (ModelPart part : summary.parts().subList(0, shown)) {
      rows.add(
          List.of(
              shortened(part.name(), LONGEST_NAME),
              shortened(part.type(), LONGEST_TYPE),
              shortened(part.shapeText().replace('×', 'x'), LONGEST_SHAPE),
              whole(part.parameters()),
              count(part.operations()),
              size(part.activationBytes())));
    }
    rows.add(
        List.of(
            "all",
            "",
            "",
            total(ModelPart::parameters, PartTable::whole),
            total(ModelPart::operations, PartTable::count),
            total(ModelPart::activationBytes, PartTable::size)));
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    rows.forEach(row -> lines.add(line(row, widths)));
    if (shown < summary.parts().size()) {
      lines.add("and " + (summary.parts().size() - shown) + " more, which --json has");
    }
    long bytes = summary.total(ModelPart::parameterBytes);
    if (bytes >= 0) {
      lines.add(
          "parameters take " + size(bytes) + "; activations and operations are for one image");
    }
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String fill = " ".repeat(widths[i] - row.get(i).length());
      line.append(i == 0 ? "" : GAP);
      line.append(i < TEXT_COLUMNS ? row.get(i) + fill : fill + row.get(i));
    }
    return line.toString().stripTrailing();
  }

  private static String shortened(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length - 2) + "..";
  }

  /** A number as text. */
  private interface Text {
    String of(long number);
  }

  /** A sum of what is known, with a sign that there is more. */
  private String total(ToLongFunction<ModelPart> number, Text text) {
    return (summary.isComplete(number) ? "" : ">= ") + text.of(Math.max(0, summary.total(number)));
  }

  private static String whole(long number) {
    return number < 0 ? "?" : Terminal.format("%,d", number);
  }

  private static String count(long number) {
    return scaled(number, 1000, new String[] {"", " k", " M", " G", " T"});
  }

  private static String size(long bytes) {
    return scaled(bytes, 1024, new String[] {" B", " KiB", " MiB", " GiB", " TiB"});
  }

  private static String scaled(long number, int step, String[] units) {
    if (number < 0) {
      return "?";
    }
    double value = number;
    int unit = 0;
    while (value >= step && unit < units.length - 1) {
      value /= step;
      unit++;
    }
    return unit == 0
        ? number + units[0]
        : String.format(Locale.ROOT, value < 100 ? "%.1f%s" : "%.0f%s", value, units[unit]);
  }
}
