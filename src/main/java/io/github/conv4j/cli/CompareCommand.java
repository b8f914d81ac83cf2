package io.github.conv4j.cli;

import io.github.conv4j.compare.Compare;
import io.github.conv4j.compare.CompareOptions;
import io.github.conv4j.compare.NewNetworks;
import io.github.conv4j.data.ImageDataSource;
import io.github.conv4j.models.SafeModels;
import io.github.conv4j.nets.NetworkCatalog;
import io.github.conv4j.report.HtmlReport;
import io.github.conv4j.report.JsonReport;
import io.github.conv4j.result.Check;
import io.github.conv4j.result.CompareReport;
import io.github.conv4j.result.NetworkResult;
import io.github.conv4j.result.Verdict;
import io.github.conv4j.twin.Twin;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The main job. */
@Command(
    name = "compare",
    description = {
      "Train a network of built-in layers and its handwritten twin side by side, prove that they"
          + " are the same function, and say which is faster.",
      "",
      "Writes report.html, report.json and the trained models to the output folder. Exit code 0 if"
          + " every check passed, 1 if one failed."
    })
final class CompareCommand extends Verb {
  private static final int MOST_FAILED_CHECKS = 10;

  @Mixin private DataOption data;

  @Option(
      names = "--net",
      paramLabel = "NAME",
      order = 2,
      description =
          "A network of conv4j: ${COMPLETION-CANDIDATES} (default: lenet for small grey images,"
              + " cifarcnn for small coloured ones, resnet20 for large ones).",
      completionCandidates = NetworkNames.class)
  private String net;

  @Option(
      names = "--model",
      paramLabel = "ZIP",
      order = 3,
      description = "Your own network instead, saved by Deeplearning4j.")
  private Path model;

  @Mixin private InputOptions input;

  @Mixin private TrainingOptions training;

  @Mixin private OwnClasses own;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "15",
      order = 16,
      description =
          "Time to take, roughly (default: ${DEFAULT-VALUE}). Networks that are too slow for all"
              + " images get fewer, and it says how many; --limit is kept.")
  private int minutes;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "out",
      order = 20,
      description = "Folder for report and models (default: ${DEFAULT-VALUE}).")
  private Path out;

  CompareCommand(Session session) {
    super(session);
  }

  @Override
  ExitCode run() throws Exception {
    requireValid();
    ImageDataSource images =
        input.applyTo(data.open(), Optional.ofNullable(model).map(SavedScale::of));
    NetworkCatalog.Entry entry =
        net == null ? NewNetworks.usual(images.shape()) : NetworkCatalog.find(net).orElseThrow();
    CompareOptions options =
        new CompareOptions(
            model == null ? entry.name() : model.getFileName().toString(),
            training.epochs(),
            training.batch(),
            training.limit(),
            input.augmentation(),
            minutes,
            training.seed(),
            training.threads(),
            out,
            commandLine(entry));
    Model network =
        model == null
            ? NewNetworks.create(entry, images, training.seed(), training.type())
            : SafeModels.load(model, own.allowed());
    CompareReport report;
    try (OutputFolder folder = OutputFolder.take(out)) {
      report =
          new Compare(
                  options,
                  images,
                  Versions.conv4j(),
                  session().terminal()::message,
                  session().progress(),
                  session().interruption())
              .run(network);
      JsonReport.write(report, folder.path().resolve("report.json"));
      HtmlReport.write(report, folder.path().resolve("report.html"));
    }
    if (session().options().json()) {
      session().printResult(JsonReport.render(report));
    } else {
      print(report);
    }
    return report.verdict() == Verdict.PASS ? ExitCode.PASS : ExitCode.VERDICT_FAILED;
  }

  private void requireValid() {
    training.requireValid();
    input.requireValid();
    if (net != null && model != null) {
      throw new UsageException("--net: expected it or --model, found both");
    }
    if (net != null && NetworkCatalog.find(net).isEmpty()) {
      throw new UsageException(
          "--net: expected one of " + String.join(", ", new NetworkNames()) + ", found " + net);
    }
    if (minutes < 1) {
      throw new UsageException("--minutes: expected 1 or more, found " + minutes);
    }
  }

  /** The command that repeats the run, with every setting that matters. */
  private String commandLine(NetworkCatalog.Entry entry) {
    StringBuilder line = new StringBuilder("scripts/conv4j compare");
    line.append(" --data ").append(word(data.name()));
    data.imageSize().ifPresent(size -> line.append(" --image-size ").append(word(size)));
    data.folder().ifPresent(folder -> line.append(" --data-dir ").append(word(folder)));
    line.append(model == null ? " --net " + entry.name() : " --model " + word(model));
    line.append(own.words());
    line.append(input.words());
    line.append(" --epochs ").append(training.epochs());
    line.append(" --batch ").append(training.batch());
    if (training.limit() != ImageDataSource.NO_LIMIT) {
      line.append(" --limit ").append(training.limit());
    }
    line.append(" --seed ").append(training.seed());
    line.append(" --threads ").append(training.threads());
    line.append(" --dtype ").append(training.typeName());
    line.append(" --minutes ").append(minutes);
    return line.append(" --out ").append(word(out)).toString();
  }

  /** A word for the shell, in quotes where it needs them. */
  static String word(Object value) {
    String word = value.toString();
    return word.matches("[\\w@%+=:,./\\\\-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  private void print(CompareReport report) {
    Terminal terminal = session().terminal();
    List<Check> failed =
        report.checks().stream().filter(check -> check.verdict() == Verdict.FAIL).toList();
    long passed = report.checks().stream().filter(check -> check.verdict() == Verdict.PASS).count();
    long skipped =
        report.checks().stream().filter(check -> check.verdict() == Verdict.SKIPPED).count();
    long replaced = report.swaps().stream().filter(swap -> swap.replaced()).count();
    terminal.println("");
    ResultTable table =
        new ResultTable()
            .row("", "built-in", "handwritten", "ratio")
            .row(
                "test accuracy",
                percent(report.builtin().accuracy()),
                percent(report.custom().accuracy()),
                "")
            .row(
                "training images/s",
                number(report.builtin().trainImagesPerSecond()),
                number(report.custom().trainImagesPerSecond()),
                times(report.ratio().train()))
            .row(
                "inference images/s",
                number(report.builtin().inferenceImagesPerSecond()),
                number(report.custom().inferenceImagesPerSecond()),
                times(report.ratio().inference()))
            .row(
                "peak memory MiB",
                number(report.builtin().peakMemoryMiB()),
                number(report.custom().peakMemoryMiB()),
                times(report.custom().peakMemoryMiB() / report.builtin().peakMemoryMiB()))
            .row("threads train/infer", threads(report.builtin()), threads(report.custom()), "");
    table.lines().forEach(terminal::println);
    terminal.println("");
    printLeft(report);
    printFailed(failed);
    terminal.println(
        Terminal.format(
            "%s  %d of %d checks passed%s; %d of %d layers replaced; %.0f s",
            report.verdict() == Verdict.PASS ? "PASS" : "FAIL",
            passed,
            passed + failed.size(),
            skipped == 0 ? "" : " (" + skipped + " skipped)",
            replaced,
            report.swaps().size(),
            report.seconds()));
    terminal.println("Report  " + out.resolve("report.html"));
  }

  /** Layers that one would expect to be replaced. */
  private void printLeft(CompareReport report) {
    report.swaps().stream()
        .filter(swap -> !swap.replaced() && !swap.reason().equals(Twin.NOT_OF_THIS_KIND))
        .forEach(
            swap ->
                session()
                    .terminal()
                    .println(
                        Terminal.format(
                            "Left as it is: %s (%s): %s.",
                            swap.layer(), swap.from(), swap.reason())));
  }

  private void printFailed(List<Check> failed) {
    Terminal terminal = session().terminal();
    for (Check check : failed.subList(0, Math.min(MOST_FAILED_CHECKS, failed.size()))) {
      terminal.println(
          Terminal.format(
              "FAILED  %s: measured %.3g, allowed %.3g. %s",
              check.name(), check.measured(), check.allowed(), check.detail()));
    }
    if (failed.size() > MOST_FAILED_CHECKS) {
      terminal.println(
          Terminal.format(
              "FAILED  %d more; the report has them all", failed.size() - MOST_FAILED_CHECKS));
    }
  }

  private static String percent(double share) {
    return Terminal.format("%.2f %%", 100 * share);
  }

  private static String number(double value) {
    return Double.isFinite(value) ? Terminal.format("%,.0f", value) : "-";
  }

  private static String times(double value) {
    return Double.isFinite(value) ? Terminal.format("%.2fx", value) : "-";
  }

  private static String threads(NetworkResult result) {
    return result.trainThreads() + "/" + result.inferenceThreads();
  }
}
