package io.github.conv4j.cli;

import io.github.conv4j.conformance.Conformance;
import io.github.conv4j.conformance.ExaminationGroup;
import io.github.conv4j.conformance.LayerRole;
import io.github.conv4j.conformance.ProbedSubject;
import io.github.conv4j.conformance.Suite;
import io.github.conv4j.conformance.SuitePlan;
import io.github.conv4j.kernels.Algorithm;
import io.github.conv4j.report.JUnitXml;
import io.github.conv4j.report.VerifyHtml;
import io.github.conv4j.report.VerifyJson;
import io.github.conv4j.result.CaseFailure;
import io.github.conv4j.result.CaseSummary.Outcome;
import io.github.conv4j.result.GroupResult;
import io.github.conv4j.result.Verdict;
import io.github.conv4j.result.VerifyReport;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The conformance engine. */
@Command(
    name = "verify",
    description = {
      "Hold the handwritten ops and layers, or a layer class of your own, against reference loops"
          + " on thousands of cases: every small geometry, random shapes, degenerate input, laws,"
          + " and faults put in on purpose.",
      "",
      "Writes verify.html, verify.json and junit.xml to the output folder. What is found wrong with"
          + " Deeplearning4j's own layers is reported and does not fail the run. Exit code 0 if"
          + " every case passed, 1 if one failed."
    })
final class VerifyCommand extends Verb {
  private static final String ALL = "all";
  private static final int MOST_FAILURES = 10;

  @Option(
      names = "--suite",
      paramLabel = "SUITE",
      defaultValue = "FULL",
      order = 1,
      description = "smoke (under a minute), full (minutes) or nightly (default: full).")
  private Suite suite;

  @Option(
      names = "--case",
      paramLabel = "LINE",
      order = 2,
      description =
          "Run one case, such as \"conv n2 ic3 ih7 iw5 oc4 kh3 kw2 sh2 ph1\", and show its numbers.")
  private String caseLine;

  @Option(
      names = "--algorithm",
      paramLabel = "NAME",
      order = 3,
      description =
          "Algorithm of our convolution: auto (with everything that is not about one algorithm),"
              + " direct, im2col, winograd-2, winograd-4, fft, or all (default). What an algorithm"
              + " does not compute is counted as not offered. With --case: the algorithm to use.")
  private String algorithm;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      order = 4,
      description =
          "Other numbers in everything that is random, 1 or more (default: ${DEFAULT-VALUE}). Case"
              + " lines carry theirs.")
  private long seed;

  @Option(
      names = "--layer",
      paramLabel = "CLASS",
      order = 5,
      description = "Examine your own layer: the class that configures it. Its code is run.")
  private String layer;

  @Option(
      names = "--reference",
      paramLabel = "NAME",
      order = 6,
      description = "What your layer stands for: ConvolutionLayer or SubsamplingLayer.")
  private String reference;

  @Option(
      names = "--classpath",
      paramLabel = "JAR",
      arity = "1..*",
      order = 7,
      description = "Jars or folders with your layer and what it needs.")
  private List<Path> classpath = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "out",
      order = 20,
      description = "Folder for the report (default: ${DEFAULT-VALUE}).")
  private Path out;

  VerifyCommand(Session session) {
    super(session);
  }

  @Override
  ExitCode run() throws Exception {
    checkOptions();
    if (caseLine != null) {
      List<ProbedSubject> subjects = subjects();
      try {
        return new CaseTable(session()).run(caseLine, algorithmOfCase(), subjects);
      } finally {
        subjects.forEach(ProbedSubject::close);
      }
    }
    List<ExaminationGroup> groups = groups();
    VerifyReport report;
    try (OutputFolder folder = OutputFolder.take(out)) {
      report =
          new Conformance(Versions.conv4j(), session().progress(), session().interruption())
              .run(commandLine(), settings(), groups);
      VerifyJson.write(report, folder.path().resolve("verify.json"));
      JUnitXml.write(report, folder.path().resolve("junit.xml"));
      VerifyHtml.write(report, folder.path().resolve("verify.html"));
    }
    if (session().options().json()) {
      session().printResult(VerifyJson.render(report));
    } else {
      print(report);
    }
    return report.verdict() == Verdict.PASS ? ExitCode.PASS : ExitCode.VERDICT_FAILED;
  }

  private void checkOptions() {
    if (seed < 1 || seed > Integer.MAX_VALUE) {
      throw new UsageException("--seed: expected a number from 1 to 2147483647, found " + seed);
    }
    if (algorithm != null && layer != null) {
      throw new UsageException(
          "--algorithm: expected with conv4j's own layers, found beside --layer; a layer of yours"
              + " computes as it does");
    }
    algorithms();
  }

  private Set<Algorithm> algorithms() {
    if (algorithm == null || algorithm.equalsIgnoreCase(ALL)) {
      return EnumSet.allOf(Algorithm.class);
    }
    try {
      return EnumSet.of(Algorithm.ofLabel(algorithm));
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + e.getMessage() + "; or all");
    }
  }

  /** The algorithm for a case line; empty if the line decides. */
  private Optional<Algorithm> algorithmOfCase() {
    Set<Algorithm> algorithms = algorithms();
    return algorithms.size() == 1 ? Optional.of(algorithms.iterator().next()) : Optional.empty();
  }

  /** Makes the user's layer, if there is one, in a process of its own each time. */
  private Optional<Supplier<ProbedSubject>> layers() {
    if (layer == null) {
      if (reference != null || !classpath.isEmpty()) {
        throw new UsageException(
            "--reference and --classpath: expected with --layer CLASS, found without");
      }
      return Optional.empty();
    }
    if (reference == null) {
      throw new UsageException(
          "--layer: expected --reference ConvolutionLayer or --reference SubsamplingLayer beside"
              + " it, found none");
    }
    return Optional.of(
        () -> {
          try {
            return ProbedSubject.layer(layer, LayerRole.of(reference), classpath);
          } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
          }
        });
  }

  private List<ProbedSubject> subjects() {
    return layers().map(make -> List.of(make.get())).orElse(List.of());
  }

  private List<ExaminationGroup> groups() {
    return layers()
        .map(make -> SuitePlan.layer(make, LayerRole.of(reference), suite, seed))
        .orElseGet(() -> SuitePlan.ours(suite, seed, algorithms()));
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("suite", name(suite));
    if (layer == null) {
      settings.put("algorithm", algorithm == null ? ALL : algorithm.toLowerCase(Locale.ROOT));
    } else {
      settings.put("layer", layer);
      settings.put("reference", reference);
    }
    settings.put("seed", Long.toString(seed));
    return settings;
  }

  /** The command that repeats the run, with every setting that matters. */
  private String commandLine() {
    StringBuilder line = new StringBuilder("scripts/conv4j verify --suite ").append(name(suite));
    if (layer == null) {
      line.append(" --algorithm ").append(settings().get("algorithm"));
    } else {
      line.append(" --layer ").append(layer).append(" --reference ").append(reference);
      classpath.forEach(path -> line.append(" --classpath ").append(path));
    }
    return line.append(" --seed ").append(seed).append(" --out ").append(out).toString();
  }

  private static String name(Suite suite) {
    return suite.name().toLowerCase(Locale.ROOT);
  }

  private void print(VerifyReport report) {
    Terminal terminal = session().terminal();
    terminal.println("");
    ResultTable table =
        new ResultTable().row("", "cases", "passed", "failed", "mistrusted", "declined", "seconds");
    report.groups().stream().filter(GroupResult::counts).forEach(group -> row(table, group));
    table.lines().forEach(terminal::println);
    List<GroupResult> others = report.groups().stream().filter(g -> !g.counts()).toList();
    if (!others.isEmpty()) {
      terminal.println("");
      ResultTable findings =
          new ResultTable()
              .row(
                  "for comparison", "cases", "right", "wrong", "mistrusted", "declined", "seconds");
      others.forEach(group -> row(findings, group));
      findings.lines().forEach(terminal::println);
    }
    terminal.println("");
    printFailures(report, terminal);
    if (!report.findings().isEmpty()) {
      terminal.println(
          report.findings().size()
              + " findings about Deeplearning4j, each with case lines, in the report");
    }
    printParity(report, terminal);
    terminal.println(
        "Not offered at all: convolution in groups of channels (the reference loops have it, neither"
            + " our ops nor Deeplearning4j's layer do)");
    long cases = count(report, null);
    terminal.println(
        Terminal.format(
            "%s  %,d of %,d cases passed%s; %.0f s",
            report.verdict() == Verdict.PASS ? "PASS" : "FAIL",
            count(report, Outcome.PASSED),
            cases - count(report, Outcome.DECLINED) - count(report, Outcome.MISTRUSTED),
            rest(report),
            report.seconds()));
    terminal.println("Report  " + out.resolve("verify.html"));
  }

  private static void printParity(VerifyReport report, Terminal terminal) {
    List<GroupResult> parity =
        report.groups().stream().filter(g -> g.group().startsWith("parity")).toList();
    if (!parity.isEmpty()) {
      terminal.println(
          Terminal.format(
              "Parity: on %,d cases rounding errors held against Deeplearning4j's; no parity on %,d,"
                  + " where it throws or is wrong itself, and on %,d of too few values",
              sum(parity, Outcome.PASSED) + sum(parity, Outcome.FAILED),
              sum(parity, Outcome.DECLINED),
              sum(parity, Outcome.MISTRUSTED)));
    }
  }

  private static long sum(List<GroupResult> groups, Outcome outcome) {
    return groups.stream().mapToLong(group -> group.count(outcome)).sum();
  }

  private static String rest(VerifyReport report) {
    long declined = count(report, Outcome.DECLINED);
    long mistrusted = count(report, Outcome.MISTRUSTED);
    String text = mistrusted == 0 ? "" : Terminal.format(", %,d prove nothing", mistrusted);
    return declined == 0 ? text : text + Terminal.format(", %,d not offered", declined);
  }

  private static void printFailures(VerifyReport report, Terminal terminal) {
    for (CaseFailure failure :
        report.failures().subList(0, Math.min(MOST_FAILURES, report.failures().size()))) {
      terminal.println(
          Terminal.format(
              "FAILED  %s, %s: %s: %s",
              failure.subject(), failure.group(), failure.name(), failure.message()));
    }
    long more = report.failures().size() + report.furtherFailures() - MOST_FAILURES;
    if (more > 0) {
      terminal.println(Terminal.format("        and %,d more in the report", more));
    }
  }

  private static long count(VerifyReport report, Outcome outcome) {
    List<GroupResult> counting = report.groups().stream().filter(GroupResult::counts).toList();
    return outcome == null
        ? counting.stream().mapToLong(group -> group.cases().size()).sum()
        : sum(counting, outcome);
  }

  private static void row(ResultTable table, GroupResult group) {
    table.row(
        group.subject() + ": " + group.group(),
        Terminal.format("%,d", group.cases().size()),
        Terminal.format("%,d", group.count(Outcome.PASSED)),
        Terminal.format("%,d", group.count(Outcome.FAILED)),
        Terminal.format("%,d", group.count(Outcome.MISTRUSTED)),
        Terminal.format("%,d", group.count(Outcome.DECLINED)),
        Terminal.format("%.1f", group.seconds()));
  }
}
