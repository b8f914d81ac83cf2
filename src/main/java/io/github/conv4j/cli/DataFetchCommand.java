package io.github.conv4j.cli;

import io.github.conv4j.store.Fetcher;
import io.github.conv4j.store.KnownSet;
import io.github.conv4j.store.Places;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Fetches data sets. */
@Command(
    name = "fetch",
    description = {
      "Fetch known data sets over HTTPS. What is there and right is kept, what is damaged is"
          + " replaced, and what was begun is gone on with."
    })
final class DataFetchCommand extends Verb {
  @Mixin private DataFolderOption folder;

  @Parameters(paramLabel = "NAME", arity = "1..*", description = "Names of sets.")
  private List<String> names;

  /**
   * A file that is there now.
   *
   * @param set name of the set
   * @param file its path
   * @param bytes its length
   * @param action kept, fetched or healed
   */
  record Entry(String set, String file, long bytes, String action) {}

  DataFetchCommand(Session session) {
    super(session);
  }

  @Override
  ExitCode run() {
    Places places = folder.places();
    List<KnownSet> sets = SetNames.sets(names);
    List<Entry> entries = new ArrayList<>();
    for (KnownSet set : sets) {
      Fetcher fetcher = new Fetcher(session().progress(), session().interruption());
      for (Fetcher.Fetched fetched : fetcher.fetch(set, places.own(set))) {
        Entry entry =
            new Entry(
                set.name(),
                fetched.file().toString(),
                fetched.bytes(),
                fetched.action().name().toLowerCase(Locale.ROOT));
        entries.add(entry);
        if (!session().options().json()) {
          session()
              .terminal()
              .println(
                  Terminal.format(
                      "%-8s %8.1f MB  %s", entry.action(), entry.bytes() / 1e6, entry.file()));
        }
      }
    }
    if (session().options().json()) {
      session().printJson(entries);
    }
    return ExitCode.PASS;
  }
}
