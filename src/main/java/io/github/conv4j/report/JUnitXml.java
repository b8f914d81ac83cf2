package io.github.conv4j.report;

import io.github.conv4j.files.WholeFile;
import io.github.conv4j.result.CaseSummary;
import io.github.conv4j.result.GroupResult;
import io.github.conv4j.result.VerifyReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Writes {@code junit.xml}: every case as a test, in the form that CI servers read.
 *
 * <p>A group on a subject is a suite. Declined cases are skipped tests. Groups that do not count,
 * such as Deeplearning4j's own layers, are left out: what is wrong there must not turn a build red.
 */
public final class JUnitXml {

  private JUnitXml() {}

  /**
   * Writes the file as UTF-8, whole or not at all.
   *
   * @param report what to write
   * @param file file to write or replace; missing folders are made
   * @throws IOException when the file cannot be written
   */
  public static void write(VerifyReport report, Path file) throws IOException {
    WholeFile.write(file, render(report));
  }

  /**
   * The XML text.
   *
   * @param report what to write
   * @return the text
   */
  public static String render(VerifyReport report) {
    List<GroupResult> groups = report.groups().stream().filter(GroupResult::counts).toList();
    Markup xml = new Markup();
    xml.trusted("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.open(
        "testsuites",
        "name",
        "conv4j verify",
        "tests",
        whole(groups.stream().mapToLong(group -> group.cases().size()).sum()),
        "failures",
        whole(groups.stream().mapToLong(JUnitXml::failures).sum()),
        "errors",
        "0",
        "time",
        seconds(report.seconds()));
    xml.trusted("\n");
    groups.forEach(group -> suite(xml, report, group));
    xml.close("testsuites").trusted("\n");
    return xml.finish();
  }

  private static void suite(Markup xml, VerifyReport report, GroupResult group) {
    String name = group.subject() + ": " + group.group();
    xml.open(
        "testsuite",
        "name",
        name,
        "tests",
        whole(group.cases().size()),
        "failures",
        whole(failures(group)),
        "errors",
        "0",
        "skipped",
        whole(group.count(CaseSummary.Outcome.DECLINED)),
        "time",
        seconds(group.seconds()),
        "timestamp",
        report.started().replace("Z", ""));
    xml.trusted("\n");
    for (CaseSummary summary : group.cases()) {
      xml.open(
          "testcase",
          "classname",
          name,
          "name",
          summary.name(),
          "time",
          seconds(summary.seconds()));
      switch (summary.outcome()) {
        case FAILED -> xml.open("failure", "message", summary.message()).close("failure");
        case DECLINED -> xml.empty("skipped", "message", summary.message());
        case PASSED, MISTRUSTED -> {
          // Nothing to say.
        }
      }
      xml.close("testcase").trusted("\n");
    }
    xml.close("testsuite").trusted("\n");
  }

  private static long failures(GroupResult group) {
    return group.count(CaseSummary.Outcome.FAILED);
  }

  private static String whole(long count) {
    return Long.toString(count);
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.3f", seconds);
  }
}
