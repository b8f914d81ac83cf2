package io.github.conv4j.bench;

import io.github.conv4j.bench.Contender.Conditions;
import io.github.conv4j.bench.HostMessage.Reply;
import io.github.conv4j.bench.HostMessage.Request;
import io.github.conv4j.bench.HostMessage.Verb;
import io.github.conv4j.machine.ChildJvm;
import io.github.conv4j.result.Interruption;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The parent's end of a contender's process. One request at a time. */
final class HostProcess implements AutoCloseable {

  private static final int SECONDS_TO_WAIT = 120;
  private static final int MILLISECONDS_BETWEEN_LOOKS = 100;

  private final Process process;
  private final Writer requests;
  private final BlockingQueue<Optional<String>> replies = new LinkedBlockingQueue<>();
  private final Interruption interruption;
  private int handles;

  /**
   * Starts the process; the library is loaded by {@link #start}.
   *
   * @param host name of the host
   * @param conditions environment variables
   * @param classPath where the host and its library are
   * @param networks folder of the networks
   * @param interruption asked while waiting
   */
  HostProcess(
      String host,
      Conditions conditions,
      String classPath,
      Path networks,
      Interruption interruption) {
    this.interruption = interruption;
    String mark = UUID.randomUUID() + " ";
    try {
      ChildJvm child =
          new ChildJvm(
              HostMain.class.getName(),
              classPath,
              List.of("-XX:-CreateCoredumpOnCrash", "-Dorg.nd4j.log.initialization=false"),
              List.of(mark, host, networks.toString()));
      ProcessBuilder builder = child.builder().redirectError(ProcessBuilder.Redirect.DISCARD);
      // A crash leaves its log where the networks are, which are deleted at the end.
      builder.directory(networks.toFile());
      Variables.apply(conditions, builder.environment());
      process = builder.start();
      requests =
          new BufferedWriter(
              new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
      Thread reader = new Thread(() -> read(mark, child), "conv4j-bench-reader");
      reader.setDaemon(true);
      reader.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(String mark, ChildJvm child) {
    try (child;
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
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

  /**
   * Loads the library.
   *
   * @return its version
   * @throws HostLost if it cannot run here
   */
  String start() throws HostLost {
    return checked(new Request(Verb.START, 0, null, null, 0, 0, null)).text();
  }

  /**
   * Sets a task up.
   *
   * @return its handle
   * @throws UnsupportedOperationException if the library does not compute this
   * @throws HostLost if the process is lost or the library failed
   */
  int open(Task task, String variant, int threads) throws HostLost {
    int handle = ++handles;
    checked(new Request(Verb.OPEN, handle, task.line(), variant, threads, 0, null));
    return handle;
  }

  Reply run(int handle, double seconds) throws HostLost {
    return checked(new Request(Verb.RUN, handle, null, null, 0, seconds, null));
  }

  Map<String, float[]> outputs(int handle, Path file) throws HostLost, IOException {
    checked(new Request(Verb.OUTPUTS, handle, null, null, 0, 0, file.toString()));
    return Results.read(file);
  }

  void close(int handle) throws HostLost {
    checked(new Request(Verb.CLOSE, handle, null, null, 0, 0, null));
  }

  long peakBytes() throws HostLost {
    return checked(new Request(Verb.PEAK, 0, null, null, 0, 0, null)).bytes();
  }

  private Reply checked(Request request) throws HostLost {
    Reply reply = ask(request);
    if (reply.unsupported() != null) {
      throw new UnsupportedOperationException(reply.unsupported());
    }
    if (reply.error() != null) {
      throw new HostLost(reply.error());
    }
    return reply;
  }

  private Reply ask(Request request) throws HostLost {
    interruption.check();
    try {
      requests.write(HostMessage.write(request) + "\n");
      requests.flush();
      for (int i = 0; i < SECONDS_TO_WAIT * 1000 / MILLISECONDS_BETWEEN_LOOKS; i++) {
        Optional<String> reply = replies.poll(MILLISECONDS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS);
        interruption.check();
        if (reply != null) {
          return HostMessage.read(
              reply.orElseThrow(() -> new HostLost("its process crashed")), Reply.class);
        }
      }
    } catch (IOException e) {
      throw new HostLost("its process crashed");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
    throw new HostLost("did not answer within " + SECONDS_TO_WAIT + " s");
  }

  /** Ends the process. */
  @Override
  public void close() {
    Processes.kill(process);
  }
}
