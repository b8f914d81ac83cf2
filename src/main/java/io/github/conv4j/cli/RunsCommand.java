package io.github.conv4j.cli;

import io.github.conv4j.report.RunsHtml;
import io.github.conv4j.report.RunsJson;
import io.github.conv4j.result.RunSummary;
import io.github.conv4j.runs.RunReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists and compares earlier trainings. */
@Command(
    name = "runs",
    description = {
      "List earlier trainings, or compare some of them.",
      "",
      "Without names all runs, the newest first. With names those side by side, with the options in"
          + " which they differ, and a page with their curves."
    })
final class RunsCommand extends Verb {
  private static final String NOT_KNOWN = "-";

  @Parameters(arity = "0..*", paramLabel = "RUN", description = "Names of runs, or their folders.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      defaultValue = "runs",
      order = 10,
      description = "Folder of all runs (default: ${DEFAULT-VALUE}).")
  private Path runs;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      arity = "0..1",
      fallbackValue = "out/runs.html",
      order = 11,
      description = "Write the page here (with names always; default: out/runs.html).")
  private Path html;

  RunsCommand(Session session) {
    super(session);
  }

  @Override
  ExitCode run() throws IOException {
    List<RunSummary> found = new ArrayList<>();
    if (names.isEmpty()) {
      found.addAll(RunReader.list(runs, session().terminal()::message));
    }
    for (String name : names) {
      found.add(RunReader.read(folder(name)));
    }
    Path page = html == null && !names.isEmpty() ? Path.of("out", "runs.html") : html;
    if (page != null && !found.isEmpty()) {
      RunsHtml.write(found, page);
    }
    if (session().options().json()) {
      session().printResult(RunsJson.render(found, !names.isEmpty()));
    } else {
      print(found);
      if (page != null && !found.isEmpty()) {
        session().terminal().println("Curves  " + page);
      }
    }
    return ExitCode.PASS;
  }

  private Path folder(String name) {
    Path inRuns = runs.resolve(name);
    return Files.isDirectory(inRuns) || name.matches("[A-Za-z0-9._-]+") ? inRuns : Path.of(name);
  }

  private void print(List<RunSummary> found) {
    if (found.isEmpty()) {
      session().terminal().println("no runs in " + runs + "; 'conv4j train' makes them");
      return;
    }
    ResultTable table = names.isEmpty() ? listed(found) : compared(found);
    table.lines().forEach(session().terminal()::println);
  }

  private static ResultTable listed(List<RunSummary> found) {
    ResultTable table =
        new ResultTable()
            .row(
                "run",
                "network",
                "data",
                "epochs",
                "accuracy",
                "best",
                "test",
                "loss",
                "images/s",
                "time",
                "status");
    for (RunSummary run : found) {
      table.row(
          run.name(),
          run.network(),
          run.data(),
          epochs(run),
          percent(run.accuracy()),
          percent(run.bestAccuracy()),
          percent(run.testAccuracy()),
          number("%.4f", run.loss()),
          number("%,.0f", run.imagesPerSecond()),
          clock(run.seconds()),
          run.status());
    }
    return table;
  }

  private static ResultTable compared(List<RunSummary> found) {
    ResultTable table = new ResultTable();
    row(table, found, "", RunSummary::name);
    row(table, found, "started", RunSummary::started);
    row(table, found, "network", RunSummary::network);
    row(table, found, "data", RunSummary::data);
    row(table, found, "layers", RunSummary::layers);
    row(table, found, "parameters", run -> Terminal.format("%,d", run.parameters()));
    found.stream()
        .flatMap(run -> run.options().keySet().stream())
        .distinct()
        .filter(option -> !option.equals("--out") && differs(found, option))
        .forEach(
            option ->
                row(table, found, option, run -> run.options().getOrDefault(option, NOT_KNOWN)));
    row(table, found, "status", RunSummary::status);
    row(table, found, "epochs", RunsCommand::epochs);
    row(table, found, "steps", run -> Terminal.format("%,d", run.steps()));
    row(table, found, "time", run -> clock(run.seconds()));
    row(table, found, "images/s", run -> number("%,.0f", run.imagesPerSecond()));
    row(table, found, "loss", run -> number("%.4f", run.loss()));
    row(table, found, "accuracy by", RunSummary::accuracyBy);
    row(table, found, "accuracy", run -> percent(run.accuracy()));
    row(
        table,
        found,
        "best (epoch)",
        run ->
            run.bestEpoch() == 0
                ? NOT_KNOWN
                : percent(run.bestAccuracy()) + " (" + run.bestEpoch() + ")");
    row(table, found, "test accuracy", run -> percent(run.testAccuracy()));
    return table;
  }

  private static boolean differs(List<RunSummary> found, String option) {
    return found.stream()
            .map(run -> run.options().getOrDefault(option, NOT_KNOWN))
            .distinct()
            .count()
        > 1;
  }

  private static void row(
      ResultTable table, List<RunSummary> found, String name, Function<RunSummary, String> value) {
    List<String> cells = new ArrayList<>(List.of(name));
    found.forEach(run -> cells.add(value.apply(run)));
    table.row(cells.toArray(String[]::new));
  }

  private static String epochs(RunSummary run) {
    return run.epochs() + "/" + run.epochsWanted();
  }

  private static String percent(double share) {
    return Double.isFinite(share) ? Terminal.format("%.2f %%", 100 * share) : NOT_KNOWN;
  }

  private static String number(String format, double value) {
    return Double.isFinite(value) ? Terminal.format(format, value) : NOT_KNOWN;
  }

  private static String clock(double seconds) {
    long whole = Math.round(seconds);
    return whole < 3600
        ? Terminal.format("%d:%02d", whole / 60, whole % 60)
        : Terminal.format("%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
  }
}
