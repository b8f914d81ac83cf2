package io.github.conv4j.store;

import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.ProgressListener;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A process that fetches a set when all others are ready to, round by round. */
final class FetchOnce {

  private FetchOnce() {}

  /**
   * Runs it.
   *
   * @param arguments address of the server, folder, rounds, length and sum of the file
   */
  public static void main(String[] arguments) throws Exception {
    URI server = URI.create(arguments[0]);
    for (int round = 0; round < Integer.parseInt(arguments[2]); round++) {
      server.resolve("/ready/" + round).toURL().openStream().close();
      KnownSet set =
          new KnownSet(
              "set",
              "a set",
              "https://example.org",
              List.of(
                  new KnownFile(
                      "file.bin",
                      Integer.parseInt(arguments[3]),
                      arguments[4],
                      List.of(server.resolve("/file/" + round)))),
              List.of(),
              "",
              List.of(),
              List.of());
      Fetcher fetcher =
          new Fetcher(
              address -> address.getHost().equals(server.getHost()),
              new Stall.Patience(1, Duration.ofSeconds(30)),
              ProgressListener.SILENT,
              new Interruption());
      System.out.println(
          fetcher.fetch(set, Path.of(arguments[1]).resolve("round" + round)).get(0).action());
    }
  }
}
