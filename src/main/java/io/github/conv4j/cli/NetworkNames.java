package io.github.conv4j.cli;

import io.github.conv4j.nets.NetworkCatalog;
import java.util.Iterator;

/** Names of the networks that conv4j brings, for help and completion. */
final class NetworkNames implements Iterable<String> {

  @Override
  public Iterator<String> iterator() {
    return NetworkCatalog.entries().stream().map(NetworkCatalog.Entry::name).iterator();
  }
}
