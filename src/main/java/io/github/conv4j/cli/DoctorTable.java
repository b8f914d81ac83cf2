package io.github.conv4j.cli;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Help.Ansi;

/** Prints findings as a table: status, name, what was found, and below it how to fix it. */
final class DoctorTable {
  private static final int STATUS_WIDTH = 4;
  private static final int NAME_WIDTH = 12;
  private static final int INDENT = 2 + STATUS_WIDTH + 2 + NAME_WIDTH + 2;
  private static final int WIDEST = 100;

  private final Terminal terminal;

  DoctorTable(Terminal terminal) {
    this.terminal = terminal;
  }

  void print(DoctorCommand.Entry entry) {
    Finding finding = entry.finding();
    String status = finding.status().name().toLowerCase(Locale.ROOT);
    String head =
        "  "
            + styled(finding.status(), pad(status, STATUS_WIDTH))
            + "  "
            + pad(entry.name(), NAME_WIDTH)
            + "  ";
    List<String> found = wrap(finding.found());
    terminal.out().println(head + found.get(0));
    found.stream().skip(1).forEach(this::printIndented);
    if (finding.fix() != null) {
      wrap("fix: " + finding.fix()).forEach(this::printIndented);
    }
  }

  void printSummary(List<DoctorCommand.Entry> entries) {
    long failed = count(entries, Finding.Status.FAIL);
    long warned = count(entries, Finding.Status.WARN);
    String summary =
        failed + warned == 0
            ? "All " + entries.size() + " checks are fine."
            : entries.size() + " checks, " + failed + " failed, " + warned + " with a warning.";
    terminal.out().println();
    terminal.out().println("  " + summary);
  }

  private void printIndented(String line) {
    terminal.out().println(" ".repeat(INDENT) + line);
  }

  private String styled(Finding.Status status, String text) {
    String style =
        switch (status) {
          case OK -> "green";
          case WARN -> "yellow";
          case FAIL -> "bold,red";
        };
    Ansi colours = terminal.resultColours();
    return colours.string("@|" + style + " " + text + "|@");
  }

  private List<String> wrap(String text) {
    return TextWrap.wrap(text, Math.min(WIDEST, terminal.columns()) - INDENT);
  }

  private static long count(List<DoctorCommand.Entry> entries, Finding.Status status) {
    return entries.stream().filter(entry -> entry.finding().status() == status).count();
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
