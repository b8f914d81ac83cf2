package io.github.conv4j.bench;

import io.github.conv4j.bench.Plan.Heat;
import io.github.conv4j.machine.MachineReader;
import io.github.conv4j.result.BenchReport;
import io.github.conv4j.result.BenchReport.KernelScore;
import io.github.conv4j.result.BenchReport.PeakMemory;
import io.github.conv4j.result.BenchReport.TimeToAccuracy;
import io.github.conv4j.result.Environment;
import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.Measurement;
import io.github.conv4j.result.ProgressListener;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/** Runs the stages in order and gathers what they measure. */
public final class Bench {

  private final BenchOptions options;
  private final Plan plan;
  private final ProgressListener progress;
  private final Interruption interruption;

  private final List<Measurement> measurements = new ArrayList<>();
  private final List<TimeToAccuracy> accuracy = new ArrayList<>();
  private final List<PeakMemory> memory = new ArrayList<>();
  private final List<KernelScore> kernels = new ArrayList<>();
  private final Set<String> leftOut = new LinkedHashSet<>();
  private final Set<Contender> met = new LinkedHashSet<>();

  /**
   * A benchmark.
   *
   * @param options what to run
   * @param progress told how far it is
   * @param interruption asked between turns
   */
  public Bench(BenchOptions options, ProgressListener progress, Interruption interruption) {
    this.options = options;
    this.plan = new Plan(options.quick(), options.algorithm());
    this.progress = progress;
    this.interruption = interruption;
  }

  /**
   * What will be left out, in sentences, known before anything is measured.
   *
   * @return sentences, maybe none
   */
  public List<String> omissions() {
    List<String> sentences = new ArrayList<>();
    if (!plan.omissions().isEmpty()) {
      sentences.add(plan.omissions());
    }
    if (options.peerClassPath().isEmpty() && !options.peersMissing().isEmpty()) {
      for (Contender peer : List.of(Roster.PYTORCH, Roster.ONNXRUNTIME)) {
        sentences.add(peer.title() + " is left out: " + options.peersMissing() + ".");
      }
      if (options.stages().contains(Stage.KERNELS)) {
        sentences.add("The kernels under JMH are left out: " + options.peersMissing() + ".");
      }
    }
    return sentences;
  }

  /**
   * Runs it. If it is interrupted, the report holds what was measured until then.
   *
   * @return everything measured
   * @throws IOException if a temporary file cannot be written
   */
  public BenchReport run() throws IOException {
    Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    long start = System.nanoTime();
    leftOut.addAll(omissions());
    Map<String, String> versions = new LinkedHashMap<>();
    try (HostPool hosts = new HostPool(options.peerClassPath(), interruption)) {
      try {
        stages(hosts);
      } catch (CancellationException e) {
        leftOut.add("The run was interrupted: what came after is left out.");
      }
      for (Contender contender : met) {
        hosts.version(contender).ifPresent(version -> versions.put(contender.id(), version));
        hosts
            .absence(contender)
            .ifPresent(reason -> leftOut.add(contender.title() + " is left out: " + reason + "."));
      }
    }
    return report(started.toString(), (System.nanoTime() - start) / 1e9, versions);
  }

  private void stages(HostPool hosts) throws IOException {
    if (options.stages().contains(Stage.LAYERS)) {
      layers(hosts);
    }
    if (options.stages().contains(Stage.NETWORKS)) {
      networks(hosts);
    }
    if (options.stages().contains(Stage.SCALING)) {
      scaling(hosts);
    }
    if (options.stages().contains(Stage.MEMORY)) {
      memory(hosts);
    }
    hosts.stop();
    if (options.stages().contains(Stage.ACCURACY)) {
      accuracy();
    }
    if (options.stages().contains(Stage.KERNELS)) {
      kernels(hosts);
    }
  }

  private void layers(HostPool hosts) {
    List<Heat> heats = new ArrayList<>(List.of(Plan.peak()));
    heats.addAll(plan.layers());
    race(hosts, Stage.LAYERS, heats);
  }

  private void networks(HostPool hosts) throws IOException {
    for (BenchNetwork network : BenchNetwork.values()) {
      PlainNetworks.of(network.create()).write(hosts.folder(), network);
    }
    race(hosts, Stage.NETWORKS, plan.networks());
  }

  private void scaling(HostPool hosts) {
    List<Heat> heats = new ArrayList<>();
    int most = options.threads().get(options.threads().size() - 1);
    plan.scaling(most)
        .forEach(
            (name, growth) ->
                growth.stream()
                    // The same task at the best thread count is part of several curves.
                    .filter(heat -> heat.threads() > 0 || !heats.contains(heat))
                    .forEach(heats::add));
    race(hosts, Stage.SCALING, heats);
  }

  private void race(HostPool hosts, Stage stage, List<Heat> heats) {
    Pace usual = plan.pace(stage);
    Pace pace = new Pace(options.rounds().orElse(usual.rounds()), usual.slice(), usual.warmUp());
    List<Heat> possible = heats.stream().map(this::withoutMissing).toList();
    long total =
        possible.stream().mapToLong(heat -> Race.turns(heat.contenders().size(), pace)).sum();
    progress.start(stage.label(), total, "turns");
    try {
      Counter counter = new Counter(progress);
      Race race = new Race(hosts, pace, interruption, leftOut, counter);
      for (Heat heat : possible) {
        List<Integer> threads = heat.threads() > 0 ? List.of(heat.threads()) : options.threads();
        String name = heat.threads() > 0 ? stage.label() + ".threads" : stage.label();
        measurements.addAll(race.run(name, heat.task(), heat.contenders(), threads));
      }
    } finally {
      progress.finish();
    }
  }

  private Heat withoutMissing(Heat heat) {
    List<Contender> present =
        heat.contenders().stream()
            .filter(contender -> !contender.peer() || options.peerClassPath().isPresent())
            .toList();
    met.addAll(present);
    return new Heat(heat.task(), present, heat.threads());
  }

  private static final class Counter implements IntConsumer {
    private final ProgressListener progress;
    private long done;

    Counter(ProgressListener progress) {
      this.progress = progress;
    }

    @Override
    public void accept(int turns) {
      done += turns;
      progress.step(done, Map.of());
    }
  }

  private void memory(HostPool hosts) throws IOException {
    for (BenchNetwork network : List.of(BenchNetwork.LENET)) {
      PlainNetworks.of(network.create()).write(hosts.folder(), network);
    }
    int threads = options.threads().get(options.threads().size() - 1);
    MemoryStage stage = new MemoryStage(hosts, threads);
    List<Contender> contenders =
        withoutMissing(new Heat(Plan.memoryTask(), Plan.memory(), threads)).contenders();
    progress.start(Stage.MEMORY.label(), contenders.size(), "processes");
    try {
      for (int i = 0; i < contenders.size(); i++) {
        Contender contender = contenders.get(i);
        try {
          stage.measure(contender, Plan.memoryTask()).ifPresent(memory::add);
        } catch (HostLost e) {
          leftOut.add(contender.title() + " is left out of peak memory: " + e.getMessage() + ".");
        }
        progress.step(i + 1, Map.of());
      }
    } finally {
      progress.finish();
    }
  }

  private void accuracy() {
    int threads = options.threads().get(options.threads().size() - 1);
    AccuracyStage stage = new AccuracyStage(threads, progress, interruption, leftOut);
    stage.measure(Roster.OURS).ifPresent(accuracy::add);
    if (!options.quick()) {
      stage.measure(Roster.BUILTIN).ifPresent(accuracy::add);
    }
  }

  private void kernels(HostPool hosts) throws IOException {
    Optional<String> classPath = options.peerClassPath();
    if (classPath.isEmpty()) {
      return;
    }
    try {
      kernels.addAll(
          new KernelStage(progress, interruption)
              .run(classPath.get(), options.quick(), options.algorithm().label(), hosts.folder()));
    } catch (HostLost e) {
      leftOut.add("The kernels under JMH are left out: " + e.getMessage() + ".");
    }
  }

  private BenchReport report(String started, double seconds, Map<String, String> versions) {
    Ratios ratios = new Ratios(measurements);
    Environment environment = MachineReader.read(options.version());
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("extent", options.quick() ? "quick" : "full");
    settings.put("stages", names(options.stages()));
    settings.put("algorithm", options.algorithm().label());
    settings.put(
        "threads",
        options.threads().stream().map(String::valueOf).collect(Collectors.joining(", ")));
    return new BenchReport(
        started,
        seconds,
        options.command(),
        settings,
        met.stream()
            .filter(contender -> versions.containsKey(contender.id()))
            .map(
                contender ->
                    new BenchReport.Contender(
                        contender.id(),
                        contender.title(),
                        versions.get(contender.id()),
                        contender.conditions().words()))
            .toList(),
        List.copyOf(leftOut),
        measurements,
        ratios.all(),
        ratios.fractionOfPeak(),
        ratios.slowerThanBuiltin(),
        accuracy,
        memory,
        kernels,
        environment);
  }

  private static String names(Collection<Stage> stages) {
    return stages.stream().sorted().map(Stage::label).collect(Collectors.joining(", "));
  }
}
