package io.github.conv4j.bench;

import io.github.conv4j.bench.HostMessage.Reply;
import io.github.conv4j.bench.HostMessage.Request;
import io.github.conv4j.files.Causes;
import io.github.conv4j.machine.ResidentMemory;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * A contender's process: reads requests, runs work, answers. It ends when its input ends, so that
 * no process outlives its parent.
 */
public final class HostMain {

  private static final int SETTLE_MILLISECONDS = 5;
  private static final int MOST_SETTLE_ROUNDS = 30;
  private static final double BUSY = 0.2;

  private final Map<Integer, Work> works = new HashMap<>();
  private final Map<Integer, Double> lastSeconds = new HashMap<>();
  private final Path networks;
  private final ContenderHost host;

  private HostMain(ContenderHost host, Path networks) {
    this.host = host;
    this.networks = networks;
  }

  /**
   * Runs until the input ends.
   *
   * @param arguments mark that starts every answer, name of the contender's host, folder of the
   *     networks
   * @throws IOException if the parent cannot be heard
   */
  public static void main(String[] arguments) throws IOException {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.setOut(new PrintStream(OutputStream.nullOutputStream()));
    HostMain main = null;
    String absent = "";
    try {
      main = new HostMain(find(arguments[1]), Path.of(arguments[2]));
    } catch (RuntimeException | LinkageError | java.util.ServiceConfigurationError e) {
      absent = Causes.line(e);
    }
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      Reply reply =
          main == null
              ? new Reply(absent, null, null, 0, 0, 0)
              : main.answer(HostMessage.read(line, Request.class));
      out.println(arguments[0] + HostMessage.write(reply));
    }
    // Not a return: threads of the libraries would keep the process alive.
    System.exit(0);
  }

  private static ContenderHost find(String name) {
    return ServiceLoader.load(ContenderHost.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(host -> host.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("not on the class path"));
  }

  private Reply answer(Request request) {
    try {
      return switch (request.verb()) {
        case START -> new Reply(null, null, host.start(), 0, 0, 0);
        case OPEN -> open(request);
        case RUN -> run(request);
        case OUTPUTS -> outputs(request);
        case CLOSE -> close(request);
        case PEAK -> new Reply(null, null, null, 0, 0, ResidentMemory.peak().orElse(0L));
      };
    } catch (UnsupportedOperationException e) {
      return new Reply(null, e.getMessage(), null, 0, 0, 0);
    } catch (Exception | Error e) {
      return new Reply(Causes.line(e), null, null, 0, 0, 0);
    }
  }

  private Reply open(Request request) throws Exception {
    String variant = request.variant() == null ? "" : request.variant();
    works.put(
        request.handle(),
        host.open(Task.parse(request.task()), variant, request.threads(), networks));
    return Reply.done();
  }

  private Reply outputs(Request request) throws IOException {
    Results.write(works.get(request.handle()).outputs(), Path.of(request.file()));
    return Reply.done();
  }

  private Reply close(Request request) {
    Work work = works.remove(request.handle());
    lastSeconds.remove(request.handle());
    if (work != null) {
      work.close();
    }
    return Reply.done();
  }

  /** Means over as many runs as the time allows, at least one. */
  private Reply run(Request request) throws InterruptedException {
    Work work = works.get(request.handle());
    work.reset();
    double expected = lastSeconds.getOrDefault(request.handle(), 0.0);
    if (expected < request.seconds() / 4) {
      // Fetches from memory what others' turns have put out of the caches.
      work.forward();
      work.backward();
    }
    long forward = 0;
    long backward = 0;
    int runs = 0;
    long start = System.nanoTime();
    long end = start + Math.round(request.seconds() * 1e9);
    for (long now = start; now < end || runs == 0; runs++) {
      work.forward();
      long middle = System.nanoTime();
      work.backward();
      long after = System.nanoTime();
      forward += middle - now;
      backward += after - middle;
      now = after;
    }
    settle();
    Reply reply = new Reply(null, null, null, forward / 1e9 / runs, backward / 1e9 / runs, 0);
    lastSeconds.put(request.handle(), reply.total());
    return reply;
  }

  /** Waits until the threads of the libraries have stopped waiting actively. */
  private static void settle() throws InterruptedException {
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean system) {
      for (int i = 0; i < MOST_SETTLE_ROUNDS; i++) {
        long before = system.getProcessCpuTime();
        long start = System.nanoTime();
        Thread.sleep(SETTLE_MILLISECONDS);
        double share = (double) (system.getProcessCpuTime() - before) / (System.nanoTime() - start);
        if (share < BUSY) {
          return;
        }
      }
    }
  }
}
