package io.github.conv4j.cli;

import io.github.conv4j.bench.Bench;
import io.github.conv4j.bench.BenchOptions;
import io.github.conv4j.bench.Peers;
import io.github.conv4j.bench.Stage;
import io.github.conv4j.kernels.Algorithm;
import io.github.conv4j.report.BenchHtml;
import io.github.conv4j.report.BenchJson;
import io.github.conv4j.result.BenchReport;
import io.github.conv4j.train.Threads;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The benchmark. */
@Command(
    name = "bench",
    description = {
      "Time the handwritten layers and networks beside Deeplearning4j's own, its native ops, PyTorch"
          + " and ONNX Runtime: in turns, warmed up, each in a process of its own with its own best"
          + " number of threads, after checking that all compute the same.",
      "",
      "Writes bench.html and bench.json to the output folder. Leave the machine alone meanwhile."
    })
final class BenchCommand extends Verb {

  private static final int MOST_ROUNDS = 1000;

  @Option(
      names = "--quick",
      order = 1,
      description = "A representative subset in under 5 minutes; says what it leaves out.")
  private boolean quick;

  @Option(
      names = "--only",
      paramLabel = "STAGE",
      split = ",",
      order = 2,
      description =
          "Only layers, networks, accuracy, memory, scaling or kernels; several with commas.")
  private List<Stage> only = List.of();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      order = 3,
      description = "Turns per contender and task (default: 4 with --quick, else 9).")
  private Integer rounds;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      order = 4,
      description =
          "Threads for all; 0 finds each contender's best per task (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--algorithm",
      paramLabel = "NAME",
      defaultValue = "auto",
      order = 5,
      description =
          "Algorithm of our convolutions in layers, scaling and kernels (default:"
              + " ${DEFAULT-VALUE}).")
  private String algorithm;

  @Option(names = "--no-peers", order = 6, description = "Leave out PyTorch, ONNX Runtime and JMH.")
  private boolean noPeers;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "out",
      order = 20,
      description = "Folder for the report (default: ${DEFAULT-VALUE}).")
  private Path out;

  BenchCommand(Session session) {
    super(session);
  }

  @Override
  ExitCode run() throws Exception {
    BenchOptions options = options();
    BenchReport report;
    try (OutputFolder folder = OutputFolder.take(out)) {
      Bench bench = new Bench(options, session().progress(), session().interruption());
      if (!session().options().quiet()) {
        bench.omissions().forEach(session().terminal()::message);
      }
      report = bench.run();
      if (report.measurements().isEmpty()) {
        session().interruption().check();
      }
      BenchJson.write(report, folder.path().resolve("bench.json"));
      BenchHtml.write(report, folder.path().resolve("bench.html"));
    }
    if (session().options().json()) {
      session().printResult(BenchJson.render(report));
    } else {
      new BenchTables(session().terminal()).print(report);
      session().terminal().println("Report  " + out.resolve("bench.html"));
    }
    session().interruption().check();
    return ExitCode.PASS;
  }

  private BenchOptions options() {
    if (rounds != null && (rounds < 1 || rounds > MOST_ROUNDS)) {
      throw new UsageException(
          "--rounds: expected a number from 1 to " + MOST_ROUNDS + ", found " + rounds);
    }
    int processors = Runtime.getRuntime().availableProcessors();
    if (threads < 0 || threads > processors) {
      throw new UsageException(
          "--threads: expected a number from 0 to "
              + processors
              + ", the processors here, found "
              + threads);
    }
    Peers peers = noPeers ? Peers.unwanted() : Peers.find();
    return new BenchOptions(
        quick,
        stages(),
        Optional.ofNullable(rounds),
        threads == 0 ? Threads.candidates() : List.of(threads),
        chosenAlgorithm(),
        peers.classPath(),
        peers.missing(),
        commandLine(),
        Versions.conv4j());
  }

  private Set<Stage> stages() {
    return only.isEmpty() ? EnumSet.allOf(Stage.class) : EnumSet.copyOf(only);
  }

  private Algorithm chosenAlgorithm() {
    try {
      return Algorithm.ofLabel(algorithm);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + e.getMessage());
    }
  }

  /** The command that repeats the run. */
  private String commandLine() {
    StringBuilder line = new StringBuilder("scripts/conv4j bench");
    if (quick) {
      line.append(" --quick");
    }
    if (!only.isEmpty()) {
      line.append(" --only ")
          .append(only.stream().map(Stage::label).collect(Collectors.joining(",")));
    }
    if (rounds != null) {
      line.append(" --rounds ").append(rounds);
    }
    if (threads > 0) {
      line.append(" --threads ").append(threads);
    }
    if (!algorithm.equals("auto")) {
      line.append(" --algorithm ").append(algorithm);
    }
    if (noPeers) {
      line.append(" --no-peers");
    }
    return line.append(" --out ").append(out).toString();
  }
}
