package io.github.conv4j.cli;

import io.github.conv4j.store.Inspector;
import io.github.conv4j.store.Inspector.Holding;
import io.github.conv4j.store.KnownSet;
import io.github.conv4j.store.Place;
import io.github.conv4j.store.Places;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Says where data sets are looked for. */
@Command(
    name = "where",
    description = "Show the folders in which known data sets are looked for, the first one first.")
final class DataWhereCommand extends Verb {
  @Mixin private DataFolderOption folder;

  @Parameters(paramLabel = "NAME", arity = "0..*", description = "Names of sets (default: all).")
  private List<String> names;

  /**
   * A folder.
   *
   * @param set name of the set
   * @param folder the folder
   * @param owner whose it is
   * @param found what is there
   */
  record Entry(String set, String folder, String owner, String found) {}

  DataWhereCommand(Session session) {
    super(session);
  }

  @Override
  ExitCode run() {
    Places places = folder.places();
    List<Entry> entries = new ArrayList<>();
    for (KnownSet set : SetNames.sets(names)) {
      for (Place place : places.of(set)) {
        entries.add(
            new Entry(
                set.name(),
                place.folder().toAbsolutePath().normalize().toString(),
                place.owner(),
                found(set, place)));
      }
    }
    if (session().options().json()) {
      session().printJson(entries);
      return ExitCode.PASS;
    }
    Terminal terminal = session().terminal();
    String last = "";
    for (Entry entry : entries) {
      if (!entry.set().equals(last)) {
        terminal.println((last.isEmpty() ? "" : "\n") + entry.set());
        last = entry.set();
      }
      terminal.println(
          Terminal.format("  %-10s %s   (%s)", entry.found(), entry.folder(), entry.owner()));
    }
    terminal.println("\nfetch and import write to " + places.root().toAbsolutePath().normalize());
    return ExitCode.PASS;
  }

  private static String found(KnownSet set, Place place) {
    List<Holding> holdings = Inspector.find(set, List.of(place));
    return holdings.isEmpty()
        ? "-"
        : holdings.get(0).condition().name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
