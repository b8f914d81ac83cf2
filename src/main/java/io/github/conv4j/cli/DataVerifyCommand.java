package io.github.conv4j.cli;

import io.github.conv4j.store.Inspector;
import io.github.conv4j.store.Inspector.Condition;
import io.github.conv4j.store.Inspector.Found;
import io.github.conv4j.store.Inspector.Holding;
import io.github.conv4j.store.Inspector.State;
import io.github.conv4j.store.KnownSet;
import io.github.conv4j.store.Places;
import io.github.conv4j.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Checks the sums of data sets that are here. */
@Command(
    name = "verify",
    description = {
      "Read every file of known data sets on this machine and compare its SHA-256 with the"
          + " published one. Exit code 0 if all are right, 1 if one is damaged or missing."
    })
final class DataVerifyCommand extends Verb {
  @Mixin private DataFolderOption folder;

  @Parameters(paramLabel = "NAME", arity = "0..*", description = "Names of sets (default: all).")
  private List<String> names;

  /**
   * A copy of a set.
   *
   * @param set name of the set
   * @param folder where it is
   * @param owner whose it is
   * @param condition good, unofficial copy, incomplete or damaged
   * @param files its files
   */
  record Entry(String set, String folder, String owner, String condition, List<FileEntry> files) {}

  /**
   * A file of it.
   *
   * @param file its path
   * @param state what it is
   * @param detail the same in words
   */
  record FileEntry(String file, String state, String detail) {}

  DataVerifyCommand(Session session) {
    super(session);
  }

  @Override
  ExitCode run() {
    Places places = folder.places();
    List<Entry> entries = new ArrayList<>();
    boolean right = true;
    for (KnownSet set : SetNames.sets(names)) {
      for (Holding found : Inspector.find(set, places.of(set))) {
        Holding holding = Inspector.verify(found, session().progress(), session().interruption());
        Condition condition = holding.condition();
        right &= condition == Condition.GOOD || condition == Condition.UNOFFICIAL_COPY;
        entries.add(entry(set, holding));
        if (!session().options().json()) {
          print(set, holding);
        }
      }
    }
    if (entries.isEmpty()) {
      throw new StoreException(
          "verify: expected a copy of "
              + (names == null ? "a known data set" : String.join(" or ", names))
              + " on this machine, found none; 'conv4j data where' shows where it is looked for");
    }
    if (session().options().json()) {
      session().printJson(entries);
    }
    return right ? ExitCode.PASS : ExitCode.VERDICT_FAILED;
  }

  private static Entry entry(KnownSet set, Holding holding) {
    return new Entry(
        set.name(),
        holding.place().folder().toAbsolutePath().normalize().toString(),
        holding.place().owner(),
        words(holding.condition()),
        holding.files().stream()
            .map(
                found ->
                    new FileEntry(
                        found.file().toString(), words(found.state()), Inspector.explain(found)))
            .toList());
  }

  private void print(KnownSet set, Holding holding) {
    Terminal terminal = session().terminal();
    terminal.println(
        Terminal.format(
            "%-15s %s   %s",
            set.name(),
            words(holding.condition()),
            holding.place().folder().toAbsolutePath().normalize()));
    if (holding.condition() != Condition.GOOD) {
      for (Found found : holding.files()) {
        if (found.state() != State.RIGHT && found.state() != State.REPACKED) {
          terminal.println("  " + found.file() + ": " + Inspector.explain(found));
        }
      }
      if (holding.condition() != Condition.UNOFFICIAL_COPY) {
        terminal.println(
            "  \"conv4j data fetch " + set.name() + "\" gets what is missing or wrong");
      }
    }
  }

  private static String words(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
