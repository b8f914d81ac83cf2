package io.github.conv4j.cli;

import io.github.conv4j.store.Inspector;
import io.github.conv4j.store.Inspector.Condition;
import io.github.conv4j.store.Inspector.Holding;
import io.github.conv4j.store.KnownSet;
import io.github.conv4j.store.KnownSets;
import io.github.conv4j.store.Places;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the known data sets. */
@Command(
    name = "list",
    description = "List the known data sets and whether they are on this machine.")
final class DataListCommand extends Verb {
  private static final int NAME_WIDTH = 15;
  private static final int TITLE_WIDTH = 37;

  @Mixin private DataFolderOption folder;

  /**
   * A set.
   *
   * @param name its name
   * @param title its title
   * @param bytes bytes to fetch
   * @param page the publisher's page
   * @param folder where a complete copy is, by the lengths of its files; null if nowhere
   */
  record Entry(String name, String title, long bytes, String page, String folder) {}

  DataListCommand(Session session) {
    super(session);
  }

  @Override
  ExitCode run() {
    Places places = folder.places();
    List<Entry> entries = new ArrayList<>();
    for (KnownSet set : KnownSets.all()) {
      String found =
          Inspector.find(set, places.of(set)).stream()
              .filter(holding -> holding.condition() == Condition.GOOD)
              .findFirst()
              .map(Holding::place)
              .map(place -> place.folder().toAbsolutePath().normalize().toString())
              .orElse(null);
      entries.add(new Entry(set.name(), set.title(), set.bytes(), set.page(), found));
    }
    if (session().options().json()) {
      session().printJson(entries);
      return ExitCode.PASS;
    }
    Terminal terminal = session().terminal();
    for (Entry entry : entries) {
      terminal.println(
          Terminal.format(
              "%-" + NAME_WIDTH + "s%-" + TITLE_WIDTH + "s%6.1f MB   %s",
              entry.name(),
              entry.title(),
              entry.bytes() / 1e6,
              entry.folder() == null ? "not here" : entry.folder()));
    }
    terminal.println("");
    terminal.println(
        "Use one with --data NAME. Other sets in MNIST's format work by folder: --data FOLDER.");
    return ExitCode.PASS;
  }
}
