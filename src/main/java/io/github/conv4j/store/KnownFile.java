package io.github.conv4j.store;

import java.net.URI;
import java.util.List;

/**
 * A published file.
 *
 * @param name its name
 * @param bytes its length
 * @param sha256 its SHA-256 in lower-case hexadecimal
 * @param sources where to get it, the publisher's own host first; empty if it only comes out of
 *     another file
 */
public record KnownFile(String name, long bytes, String sha256, List<URI> sources) {

  /** Copies the sources. */
  public KnownFile {
    sources = List.copyOf(sources);
  }
}
