package io.github.conv4j.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many processes that want the same set at the same moment. */
class ConcurrentFetchTest {

  private static final int PROCESSES = 8;

  /** 20 for a release. */
  private static final int ROUNDS = Integer.getInteger("conv4j.rounds", 5);

  private static final int SECONDS = 60;
  private static final long PAUSE = 50;

  @TempDir Path folder;
  private final byte[] content = new byte[100_000];
  private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
  private final CyclicBarrier allReady = new CyclicBarrier(PROCESSES);
  private HttpServer server;
  private ExecutorService threads;

  @BeforeEach
  void startServer() throws IOException {
    new Random(9).nextBytes(content);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    threads = Executors.newCachedThreadPool();
    server.setExecutor(threads);
    server.createContext("/ready", exchange -> ready(exchange));
    server.createContext("/file", exchange -> file(exchange));
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
    threads.shutdownNow();
  }

  /** Answers when all have asked. */
  private void ready(HttpExchange exchange) throws IOException {
    try (exchange) {
      allReady.await(SECONDS, TimeUnit.SECONDS);
      exchange.sendResponseHeaders(200, -1);
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  /** Takes its time, so that the others come while it is sent. */
  private void file(HttpExchange exchange) throws IOException {
    asked
        .computeIfAbsent(exchange.getRequestURI().getPath(), path -> new AtomicInteger())
        .incrementAndGet();
    exchange.sendResponseHeaders(200, content.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(content, 0, content.length / 2);
      out.flush();
      Thread.sleep(PAUSE);
      out.write(content, content.length / 2, content.length - content.length / 2);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void oneFetchesAndAllHaveIt() throws Exception {
    var digest = Sha256.digest();
    digest.update(content);
    String sum = Sha256.hex(digest);
    List<Process> processes = new ArrayList<>();
    List<Path> outputs = new ArrayList<>();
    try {
      for (int p = 0; p < PROCESSES; p++) {
        outputs.add(folder.resolve("out" + p + ".txt"));
        processes.add(start(outputs.get(p), sum));
      }
      for (int p = 0; p < PROCESSES; p++) {
        assertThat(processes.get(p).waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(processes.get(p).exitValue()).as(Files.readString(outputs.get(p))).isZero();
      }
    } finally {
      processes.forEach(Process::destroyForcibly);
    }

    List<List<String>> actions = new ArrayList<>();
    for (Path output : outputs) {
      actions.add(Files.readAllLines(output));
    }
    assertThat(actions).allMatch(lines -> lines.size() == ROUNDS);
    for (int r = 0; r < ROUNDS; r++) {
      int round = r;
      assertThat(actions.stream().map(lines -> lines.get(round)).sorted())
          .containsExactlyElementsOf(expected());
      assertThat(asked.get("/file/" + round)).hasValue(1);
      Path fetched = folder.resolve("round" + round);
      assertThat(fetched.resolve("file.bin")).hasBinaryContent(content);
      try (Stream<Path> files = Files.list(fetched)) {
        assertThat(files).noneMatch(file -> file.toString().endsWith(".part"));
      }
    }
  }

  private static List<String> expected() {
    String[] expected = new String[PROCESSES];
    Arrays.fill(expected, Fetcher.Action.KEPT.name());
    expected[0] = Fetcher.Action.FETCHED.name();
    return List.of(expected);
  }

  private Process start(Path output, String sum) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            FetchOnce.class.getName(),
            "http://127.0.0.1:" + server.getAddress().getPort(),
            folder.toString(),
            Integer.toString(ROUNDS),
            Integer.toString(content.length),
            sum)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }
}
