package io.github.conv4j.store;

import io.github.conv4j.result.Interruption;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/**
 * Gets one file from one source into a partial file, going on where an earlier attempt ended. Only
 * as many bytes as the file has are ever written, at most three redirections are followed, each to
 * an allowed address, and a source that hardly sends anything is given up.
 */
final class Download {

  private static final int MOST_REDIRECTIONS = 3;
  private static final int BUFFER = 1 << 16;
  private static final int SECONDS_TO_ANSWER = 30;

  private final HttpClient client =
      HttpClient.newBuilder()
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(SECONDS_TO_ANSWER))
          .build();
  private final Predicate<URI> allowed;
  private final Stall.Patience patience;

  /** A source did not give the file; the message says why, as the end of a sentence. */
  static final class SourceException extends Exception {

    private static final long serialVersionUID = 1L;

    SourceException(String message) {
      super(message);
    }
  }

  /**
   * Creates a way to download.
   *
   * @param allowed addresses that may be asked
   * @param patience how slow a source may be
   */
  Download(Predicate<URI> allowed, Stall.Patience patience) {
    this.allowed = allowed;
    this.patience = patience;
  }

  /**
   * Completes a partial file.
   *
   * @param source where to get it
   * @param part the partial file, which need not exist
   * @param bytes length that it shall have
   * @param progress told how many bytes are there
   * @param interruption asked between pieces; what is there by then stays
   * @throws SourceException if the source does not give the file
   * @throws IOException if the partial file cannot be written
   */
  void run(URI source, Path part, long bytes, LongConsumer progress, Interruption interruption)
      throws SourceException, IOException {
    long there = Files.exists(part) ? Files.size(part) : 0;
    if (there > bytes) {
      Files.delete(part);
      there = 0;
    }
    if (there == bytes) {
      return;
    }
    HttpResponse<InputStream> response = answer(source, there);
    try (InputStream body = response.body()) {
      int status = response.statusCode();
      if (status == 416 && there > 0) {
        Files.delete(part);
        throw new SourceException("it cannot go on at byte " + there);
      }
      if (status != 200 && status != 206) {
        throw new SourceException("it answered " + status);
      }
      if (status == 200) {
        there = 0;
      } else if (!startsAt(response, there)) {
        throw new SourceException("it sent another part of the file than was asked for");
      }
      checkLength(response, bytes - there);
      write(body, part, there, bytes, progress, interruption);
    }
  }

  private HttpResponse<InputStream> answer(URI source, long from) throws SourceException {
    URI address = source;
    for (int redirections = 0; redirections <= MOST_REDIRECTIONS; redirections++) {
      if (!allowed.test(address)) {
        throw new SourceException("it leads to " + address + ", which is not HTTPS");
      }
      HttpResponse<InputStream> response = ask(address, from);
      Optional<String> location = response.headers().firstValue("location");
      boolean moved = response.statusCode() >= 300 && response.statusCode() < 400;
      if (!moved || location.isEmpty()) {
        return response;
      }
      close(response.body());
      try {
        address = address.resolve(location.get());
      } catch (IllegalArgumentException e) {
        throw new SourceException("it leads to no address");
      }
    }
    throw new SourceException("it leads on more than " + MOST_REDIRECTIONS + " times");
  }

  private HttpResponse<InputStream> ask(URI address, long from) throws SourceException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(Duration.ofSeconds(SECONDS_TO_ANSWER))
            .header("Accept-Encoding", "identity");
    if (from > 0) {
      request.header("Range", "bytes=" + from + "-");
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new SourceException("it cannot be reached (" + reason(e) + ")");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
  }

  private static String reason(IOException e) {
    return e.getMessage() == null || e.getMessage().isBlank()
        ? e.getClass().getSimpleName()
        : e.getMessage().lines().findFirst().get();
  }

  private static void close(InputStream body) {
    try {
      body.close();
    } catch (IOException e) {
      // Nothing of it is wanted.
    }
  }

  private static boolean startsAt(HttpResponse<?> response, long position) {
    return response
        .headers()
        .firstValue("content-range")
        .filter(range -> range.startsWith("bytes " + position + "-"))
        .isPresent();
  }

  private static void checkLength(HttpResponse<?> response, long expected) throws SourceException {
    long announced = response.headers().firstValueAsLong("content-length").orElse(expected);
    if (announced != expected) {
      throw new SourceException(
          "it offers " + announced + " bytes instead of " + expected + ": not the file");
    }
  }

  private void write(
      InputStream body,
      Path part,
      long from,
      long bytes,
      LongConsumer progress,
      Interruption interruption)
      throws SourceException, IOException {
    try (FileChannel out =
            FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        Stall stall = new Stall(body, patience)) {
      out.truncate(from);
      out.position(from);
      long there = from;
      byte[] buffer = new byte[BUFFER];
      while (true) {
        interruption.check();
        int count = read(body, buffer, stall);
        if (count < 0) {
          break;
        }
        if (there + count > bytes) {
          throw new SourceException("it sends more than the " + bytes + " bytes of the file");
        }
        ByteBuffer piece = ByteBuffer.wrap(buffer, 0, count);
        while (piece.hasRemaining()) {
          out.write(piece);
        }
        there += count;
        stall.received(count);
        progress.accept(there);
      }
      out.force(true);
      if (there < bytes) {
        throw new SourceException("it ended after " + there + " of " + bytes + " bytes");
      }
    }
  }

  private static int read(InputStream body, byte[] buffer, Stall stall) throws SourceException {
    try {
      return body.read(buffer);
    } catch (IOException e) {
      throw new SourceException(
          stall.happened()
              ? "it hardly sends anything"
              : "the connection broke (" + reason(e) + ")");
    }
  }
}
