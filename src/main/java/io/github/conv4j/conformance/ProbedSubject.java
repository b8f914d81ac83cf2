package io.github.conv4j.conformance;

import io.github.conv4j.conformance.CaseResult.Outcome;
import io.github.conv4j.kernels.Algorithm;
import io.github.conv4j.layers.Execution;
import io.github.conv4j.machine.ChildJvm;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * An implementation in a process of its own, because it may crash or hang. The process is started
 * with the first case, and again after it was lost; the case that lost it reports that. One case at
 * a time.
 */
public final class ProbedSubject implements Subject, AutoCloseable {

  /** A process needs longer for its first case: it loads libraries. */
  private static final int FIRST_SECONDS = 60;

  private static final int SECONDS = 20;

  /** Thousands of training steps. */
  private static final int CONDUCT_SECONDS = 600;

  private static final String TOO_OFTEN =
      "was not tried, as it took its process down too often before";

  /** How messages about a lost process begin. */
  static final String CRASHED = "crashed the Java process";

  static final String HUNG = "did not return";
  static final String DAMAGED = "found the Java process damaged by an earlier case";

  /** Lost processes after which no more cases are tried; one that hung counts as several. */
  private static final int MOST_STRAIN = 16;

  private static final int STRAIN_OF_HANG = 4;

  private static final int SIGNALLED = 128;
  private static final Map<Integer, String> SIGNALS =
      Map.of(6, "SIGABRT", 8, "SIGFPE", 9, "SIGKILL", 11, "SIGSEGV");

  private final String name;
  private final LayerFactory factory;
  private final Class<?> probe;
  private final List<String> arguments;
  private final int seconds;
  private Running running;
  private String aftermath;
  private int strain;

  /** A process and what it has said. */
  private record Running(
      Process process, Writer requests, BlockingQueue<Optional<String>> replies, Path crash) {}

  private ProbedSubject(
      String name, LayerFactory factory, Class<?> probe, List<String> arguments, int seconds) {
    this.name = name;
    this.arguments = List.copyOf(arguments);
    this.factory = factory;
    this.probe = probe;
    this.seconds = seconds;
  }

  /**
   * Deeplearning4j's own layers.
   *
   * @return the subject, to be closed
   */
  public static ProbedSubject builtin() {
    BuiltinLayers layers = new BuiltinLayers();
    return new ProbedSubject(layers.name(), layers, LayerProbe.class, List.of(), SECONDS);
  }

  /** Our own layers: their conduct concerns a process as a whole. */
  static ProbedSubject handwritten() {
    HandwrittenLayers layers = new HandwrittenLayers(Execution.HANDWRITTEN);
    return new ProbedSubject(
        layers.name(), layers, LayerProbe.class, List.of(LayerProbe.HANDWRITTEN), SECONDS);
  }

  /**
   * Layers of a user's class.
   *
   * @param className class that configures the layer
   * @param role what it is meant to compute
   * @param classpath jars and folders it is in
   * @return the subject, to be closed
   * @throws IllegalArgumentException if there is no such class, or it is no layer
   */
  public static ProbedSubject layer(String className, LayerRole role, List<Path> classpath) {
    ReflectedLayers layers = ReflectedLayers.load(className, role, classpath);
    List<String> arguments = new ArrayList<>(List.of(className, role.reference()));
    classpath.forEach(path -> arguments.add(path.toAbsolutePath().toString()));
    return new ProbedSubject(layers.name(), layers, LayerProbe.class, arguments, SECONDS);
  }

  /** Another probe, which may take so many seconds per case. */
  static ProbedSubject of(String name, LayerFactory factory, Class<?> probe, int seconds) {
    return new ProbedSubject(name, factory, probe, List.of(), seconds);
  }

  /** What makes the layers. */
  LayerFactory layers() {
    return factory;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public synchronized Optional<String> declines(Problem problem) {
    return strain >= MOST_STRAIN ? Optional.of(TOO_OFTEN) : factory.declines(problem);
  }

  @Override
  public Algorithm algorithm(Problem problem) {
    return factory.algorithm(problem);
  }

  @Override
  public synchronized Map<Quantity, double[]> compute(Problem problem, Operands operands) {
    return answer(ProbeMessage.Request.of(problem, operands), seconds).results();
  }

  /** Runs a check of conduct; one that takes the process down has failed. */
  synchronized ConductResult conduct(Problem problem, int iterations, String check) {
    if (strain >= MOST_STRAIN) {
      return new ConductResult(check, name, Outcome.DECLINED, TOO_OFTEN, problem);
    }
    try {
      ProbeMessage.Reply reply =
          answer(ProbeMessage.Request.of(problem, check, iterations), CONDUCT_SECONDS);
      return new ConductResult(check, name, reply.outcome(), reply.message(), problem);
    } catch (ProbeLost | ProbeRefusal e) {
      return new ConductResult(check, name, Outcome.FAILED, e.getMessage(), problem);
    }
  }

  private ProbeMessage.Reply answer(ProbeMessage.Request request, int patience) {
    boolean alone = running == null;
    try {
      return ask(request, patience);
    } catch (ProbeLost lost) {
      if (alone) {
        throw lost;
      }
      // Perhaps an earlier case did the damage: the same in a fresh process tells.
      aftermath = DAMAGED + ": it " + lost.getMessage() + ", but not in a fresh one";
      try {
        return ask(request, patience);
      } catch (ProbeLost again) {
        aftermath = null;
        throw again;
      }
    }
  }

  /**
   * What happened to the process at the last case, if an earlier one is to blame; asking forgets
   * it.
   */
  static Optional<CaseResult> aftermath(Subject subject, Problem problem) {
    if (!(subject instanceof ProbedSubject probed)) {
      return Optional.empty();
    }
    synchronized (probed) {
      Optional<CaseResult> result =
          Optional.ofNullable(probed.aftermath)
              .map(
                  message ->
                      new CaseResult(
                          problem, probed.name, null, null, Outcome.FAILED, null, message));
      probed.aftermath = null;
      return result;
    }
  }

  private ProbeMessage.Reply ask(ProbeMessage.Request request, int patience) {
    boolean first = running == null;
    if (first) {
      running = start();
    }
    Optional<String> reply;
    try {
      running.requests().write(ProbeMessage.write(request) + "\n");
      running.requests().flush();
      reply =
          running
              .replies()
              .poll(first ? Math.max(FIRST_SECONDS, patience) : patience, TimeUnit.SECONDS);
    } catch (IOException e) {
      reply = Optional.empty();
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
    if (reply == null) {
      close();
      strain += STRAIN_OF_HANG;
      throw new ProbeLost(HUNG + " within " + patience + " s");
    }
    if (reply.isEmpty()) {
      strain++;
      throw new ProbeLost(CRASHED + cause());
    }
    ProbeMessage.Reply answer = read(reply.get());
    if (answer.refusal() != null) {
      throw new ProbeRefusal(answer.refusal());
    }
    return answer;
  }

  /** A process that dies while it answers leaves half a line, which is no verdict on the case. */
  private ProbeMessage.Reply read(String line) {
    try {
      return ProbeMessage.read(line, ProbeMessage.Reply.class);
    } catch (IllegalArgumentException garbled) {
      strain++;
      throw new ProbeLost(CRASHED + cause());
    }
  }

  private Running start() {
    String mark = UUID.randomUUID() + " ";
    List<String> words = new ArrayList<>(List.of(mark));
    words.addAll(arguments);
    try {
      Path crash = Files.createTempFile("conv4j-crash", ".log");
      ChildJvm child =
          new ChildJvm(
              probe, List.of("-XX:ErrorFile=" + crash, "-XX:-CreateCoredumpOnCrash"), words);
      ProcessBuilder builder = child.builder().redirectError(ProcessBuilder.Redirect.DISCARD);
      // Several processes share the processors; small cases only lose by more threads.
      builder.environment().put("OMP_NUM_THREADS", "1");
      Process process = builder.start();
      BlockingQueue<Optional<String>> replies = new LinkedBlockingQueue<>();
      Thread reader = new Thread(() -> read(process, mark, replies, child), "conv4j-probe-reader");
      reader.setDaemon(true);
      reader.start();
      return new Running(
          process,
          new BufferedWriter(
              new OutputStreamWriter(process.getOutputStream(), StandardCharsets.US_ASCII)),
          replies,
          crash);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Hands on the answers, and an empty one at the end. */
  private static void read(
      Process process, String mark, BlockingQueue<Optional<String>> replies, ChildJvm child) {
    try (child;
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith(mark)) {
          replies.add(Optional.of(line.substring(mark.length())));
        }
      }
    } catch (IOException e) {
      // A process that is killed closes its stream: the end, as below.
      process.destroyForcibly();
    } finally {
      replies.add(Optional.empty());
    }
  }

  /** What the Java process wrote about its end; forgets the process. */
  private String cause() {
    Running lost = running;
    try {
      lost.process().waitFor(SECONDS, TimeUnit.SECONDS);
      List<String> lines = Files.readAllLines(lost.crash(), StandardCharsets.UTF_8);
      String signal = after(lines, "#  SIG", "SIG").split(" ")[0];
      String frame = after(lines, "# C  ", "");
      if (!signal.isEmpty()) {
        return " (" + signal + (frame.isEmpty() ? ")" : " in " + frame + ")");
      }
      if (lost.process().isAlive()) {
        return "";
      }
      int code = lost.process().exitValue();
      String killer = SIGNALS.get(code - SIGNALLED);
      return killer == null ? " (exit code " + code + ")" : " (" + killer + ")";
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    } finally {
      close();
    }
  }

  private static String after(List<String> lines, String start, String keep) {
    return lines.stream()
        .filter(line -> line.startsWith(start))
        .map(line -> keep + line.substring(start.length()))
        .findFirst()
        .orElse("");
  }

  /** Ends the process; the next case starts another. */
  @Override
  public synchronized void close() {
    if (running != null) {
      running.process().destroyForcibly();
      try {
        Files.deleteIfExists(running.crash());
      } catch (IOException e) {
        running.crash().toFile().deleteOnExit();
      }
      running = null;
    }
  }
}
