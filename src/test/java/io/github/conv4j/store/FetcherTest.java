package io.github.conv4j.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.ProgressListener;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Against a server on this machine that misbehaves in many ways. */
class FetcherTest {

  private static final byte[] CONTENT = new byte[300_000];
  private static final byte[] SMALL = "small".getBytes(StandardCharsets.UTF_8);

  static {
    new Random(3).nextBytes(CONTENT);
  }

  @TempDir Path folder;
  private HttpServer server;
  private ExecutorService threads;
  private final List<String> asked = new ArrayList<>();
  private final Interruption interruption = new Interruption();

  /** How the server answers. */
  private interface Answer {
    void give(HttpExchange exchange) throws IOException;
  }

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    threads = Executors.newCachedThreadPool();
    server.setExecutor(threads);
    server.start();
    serve("/good", FetcherTest::good);
    serve("/small", exchange -> send(exchange, 200, SMALL, SMALL.length));
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void serve(String path, Answer answer) {
    server.createContext(
        path,
        exchange -> {
          synchronized (asked) {
            String range = exchange.getRequestHeaders().getFirst("Range");
            asked.add(path + (range == null ? "" : " " + range));
          }
          try (exchange) {
            answer.give(exchange);
          }
        });
  }

  private static void good(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    if (range == null) {
      send(exchange, 200, CONTENT, CONTENT.length);
      return;
    }
    int from = Integer.parseInt(range.replaceAll("\\D", ""));
    exchange
        .getResponseHeaders()
        .set("Content-Range", "bytes " + from + "-" + (CONTENT.length - 1) + "/" + CONTENT.length);
    byte[] rest = Arrays.copyOfRange(CONTENT, from, CONTENT.length);
    send(exchange, 206, rest, rest.length);
  }

  private static void send(HttpExchange exchange, int status, byte[] body, long length)
      throws IOException {
    exchange.sendResponseHeaders(status, length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private static void redirect(HttpExchange exchange, String to) throws IOException {
    exchange.getResponseHeaders().set("Location", to);
    exchange.sendResponseHeaders(302, -1);
  }

  private URI at(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private KnownSet set(String... paths) {
    return new KnownSet(
        "set",
        "a set",
        "https://example.org",
        List.of(
            new KnownFile("large.bin", CONTENT.length, sum(CONTENT), sources(paths)),
            new KnownFile("small.bin", SMALL.length, sum(SMALL), sources("/small"))),
        List.of(),
        "",
        List.of(),
        List.of());
  }

  private List<URI> sources(String... paths) {
    return Stream.of(paths).map(this::at).toList();
  }

  private static String sum(byte[] content) {
    var digest = Sha256.digest();
    digest.update(content);
    return Sha256.hex(digest);
  }

  private Fetcher fetcher() {
    return fetcher(ProgressListener.SILENT);
  }

  private Fetcher fetcher(ProgressListener progress) {
    return new Fetcher(
        address -> "http".equals(address.getScheme()) && address.getHost().equals("127.0.0.1"),
        new Stall.Patience(1000, Duration.ofMillis(300)),
        progress,
        interruption);
  }

  private void assertComplete() {
    assertThat(folder.resolve("set/large.bin")).hasBinaryContent(CONTENT);
    assertThat(folder.resolve("set/small.bin")).hasBinaryContent(SMALL);
    assertNothingElse();
  }

  private void assertNothingElse() {
    try (var files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile).map(f -> f.getFileName().toString()))
          .isSubsetOf("large.bin", "small.bin", ".set.lock");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Fetcher.Action> fetch(KnownSet set) {
    return fetcher().fetch(set, folder.resolve("set")).stream()
        .map(Fetcher.Fetched::action)
        .toList();
  }

  @Test
  void fetchesOnceAndKeeps() {
    assertThat(fetch(set("/good"))).containsOnly(Fetcher.Action.FETCHED);
    assertComplete();
    assertThat(fetch(set("/good"))).containsOnly(Fetcher.Action.KEPT);
    assertThat(asked).containsExactly("/good", "/small");
  }

  @Test
  void healsEveryChangedBit() throws IOException {
    fetch(set("/good"));
    Path file = folder.resolve("set/large.bin");
    Random random = new Random(4);
    for (int i = 0; i < 20; i++) {
      byte[] damaged = CONTENT.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, damaged);
      assertThat(fetch(set("/good"))).containsExactly(Fetcher.Action.HEALED, Fetcher.Action.KEPT);
      assertComplete();
    }
    assertThat(asked).hasSize(22);
  }

  @Test
  void goesOnWhereAnEarlierAttemptEnded() throws IOException {
    Files.createDirectories(folder.resolve("set"));
    Files.write(folder.resolve("set/large.bin.part"), Arrays.copyOf(CONTENT, 123_456));
    fetch(set("/good"));
    assertComplete();
    assertThat(asked).containsExactly("/good bytes=123456-", "/small");
  }

  @Test
  void startsAgainIfWhatWasThereIsNotTheStartOfTheFile() throws IOException {
    Files.createDirectories(folder.resolve("set"));
    for (int length : new int[] {1, 1000, CONTENT.length, CONTENT.length + 5}) {
      Files.deleteIfExists(folder.resolve("set/large.bin"));
      Files.write(folder.resolve("set/large.bin.part"), new byte[length]);
      fetch(set("/good"));
      assertComplete();
    }
  }

  @Test
  void takesTheWholeFileFromASourceThatCannotGoOn() throws IOException {
    serve("/whole", exchange -> send(exchange, 200, CONTENT, CONTENT.length));
    serve(
        "/416",
        exchange -> {
          if (exchange.getRequestHeaders().containsKey("Range")) {
            exchange.sendResponseHeaders(416, -1);
          } else {
            good(exchange);
          }
        });
    Files.createDirectories(folder.resolve("set"));
    for (String source : List.of("/whole", "/416")) {
      Files.deleteIfExists(folder.resolve("set/large.bin"));
      Files.write(folder.resolve("set/large.bin.part"), Arrays.copyOf(CONTENT, 1000));
      fetch(set(source));
      assertComplete();
    }
  }

  static Stream<Arguments> faults() {
    byte[] page = "<html>Please log in</html>".getBytes(StandardCharsets.UTF_8);
    byte[] other = CONTENT.clone();
    other[7] ^= 1;
    return Stream.<Object[]>of(
            fault("404", "answered 404", e -> send(e, 404, page, page.length)),
            fault("403", "answered 403", e -> send(e, 403, page, page.length)),
            fault("500", "answered 500", e -> send(e, 500, page, page.length)),
            fault("503", "answered 503", e -> e.sendResponseHeaders(503, -1)),
            fault("204", "answered 204", e -> e.sendResponseHeaders(204, -1)),
            fault("page", "instead of 300000", e -> send(e, 200, page, page.length)),
            fault("page of unknown length", "ended after 26", e -> send(e, 200, page, 0)),
            fault("other content", "another SHA-256", e -> send(e, 200, other, other.length)),
            fault("longer", "instead of 300000", e -> send(e, 200, new byte[300_001], 300_001)),
            fault("endless", "more than the 300000 bytes", e -> send(e, 200, new byte[600_000], 0)),
            fault(
                "cut off",
                "the connection broke",
                e -> {
                  e.sendResponseHeaders(200, CONTENT.length);
                  e.getResponseBody().write(CONTENT, 0, 5000);
                  e.getResponseBody().flush();
                  throw new IOException("server dies");
                }),
            fault(
                "slow",
                "hardly sends anything",
                e -> {
                  e.sendResponseHeaders(200, CONTENT.length);
                  try {
                    for (int i = 0; i < 200; i++) {
                      e.getResponseBody().write(CONTENT[i]);
                      e.getResponseBody().flush();
                      Thread.sleep(50);
                    }
                  } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                  }
                }),
            fault("to another scheme", "not HTTPS", e -> redirect(e, "file:///etc/hostname")),
            fault("to another host", "not HTTPS", e -> redirect(e, "http://localhost/x")),
            fault("to nowhere", "leads to no address", e -> redirect(e, "http://[")),
            fault("round", "leads on more than 3 times", e -> redirect(e, "/fault")),
            fault("moved without a place", "answered 302", e -> e.sendResponseHeaders(302, -1)))
        .map(Arguments::of);
  }

  private static Object[] fault(String name, String reason, Answer answer) {
    return new Object[] {name, reason, answer};
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void givesUpABadSourceAndTakesTheNext(String name, String reason, Answer answer)
      throws IOException {
    serve("/fault", answer);
    Path target = folder.resolve("set/large.bin");
    assertThatThrownBy(() -> fetch(set("/fault")))
        .isInstanceOf(StoreException.class)
        .hasMessageContainingAll(
            "set: large.bin could not be fetched (127.0.0.1: ",
            reason,
            "conv4j data fetch set",
            "conv4j data import FILE",
            "--data-dir or CONV4J_DATA")
        .message()
        .doesNotContain("\n");
    assertThat(target).doesNotExist();

    fetch(set("/fault", "/good"));
    assertComplete();
  }

  @Test
  void aSourceThatIsNotThereIsNamedToo() {
    KnownFile file =
        new KnownFile(
            "large.bin", CONTENT.length, sum(CONTENT), List.of(URI.create("http://127.0.0.1:1/x")));
    KnownSet set =
        new KnownSet("set", "a set", "page", List.of(file), List.of(), "", List.of(), List.of());
    assertThatThrownBy(() -> fetch(set))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("127.0.0.1: it cannot be reached");
  }

  @Test
  void plainHttpIsNeverAsked() {
    Fetcher real = new Fetcher(ProgressListener.SILENT, interruption);
    assertThatThrownBy(() -> real.fetch(set("/good"), folder.resolve("set")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("not HTTPS");
    assertThat(asked).isEmpty();
    assertThat(KnownSets.all())
        .flatExtracting(KnownSet::downloads)
        .flatExtracting(KnownFile::sources)
        .allMatch(source -> source.getScheme().equals("https"));
  }

  @Test
  void anInterruptedFetchKeepsWhatHasArrived() throws IOException {
    Fetcher stopped =
        fetcher(
            new ProgressListener() {
              @Override
              public void start(String task, long total, String unit) {}

              @Override
              public void step(long done, Map<String, Double> measures) {
                interruption.request();
              }

              @Override
              public void finish() {}
            });
    assertThatThrownBy(() -> stopped.fetch(set("/good"), folder.resolve("set")))
        .isInstanceOf(CancellationException.class);
    assertThat(Files.size(folder.resolve("set/large.bin.part"))).isPositive();
    assertThat(folder.resolve("set/large.bin")).doesNotExist();
  }

  @Test
  void severalAtOnceFetchOnce() throws Exception {
    for (int round = 0; round < 5; round++) {
      asked.clear();
      ExecutorService users = Executors.newFixedThreadPool(8);
      Path place = folder.resolve("round" + round).resolve("set");
      List<Future<?>> results = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        results.add(users.submit(() -> fetcher().fetch(set("/good"), place)));
      }
      for (Future<?> result : results) {
        result.get(30, TimeUnit.SECONDS);
      }
      users.shutdown();
      assertThat(asked).containsExactly("/good", "/small");
      assertThat(place.resolve("large.bin")).hasBinaryContent(CONTENT);
    }
  }

  @Test
  void aFolderThatCannotBeMadeIsNamed() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> fetcher().fetch(set("/good"), file.resolve("set")))
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith(file.resolve("set") + ": expected a folder that can be written")
        .hasMessageContaining("--data-dir");
  }
}
