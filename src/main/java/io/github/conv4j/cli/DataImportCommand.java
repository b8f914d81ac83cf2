package io.github.conv4j.cli;

import io.github.conv4j.store.Importer;
import io.github.conv4j.store.Importer.Taken;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Takes over files from other media. */
@Command(
    name = "import",
    description = {
      "Take over files of known data sets that were fetched on another machine.",
      "",
      "They are recognised by their content, whatever they are called, and copied."
    })
final class DataImportCommand extends Verb {
  @Mixin private DataFolderOption folder;

  @Parameters(paramLabel = "PATH", arity = "1..*", description = "Files, or folders with files.")
  private List<Path> sources;

  /**
   * A file taken over.
   *
   * @param set name of the set
   * @param from where it was
   * @param to where it is now
   * @param official whether its content is as published
   */
  record Entry(String set, String from, String to, boolean official) {}

  DataImportCommand(Session session) {
    super(session);
  }

  @Override
  ExitCode run() {
    Importer importer = new Importer(folder.places(), session().interruption());
    List<Entry> entries = new ArrayList<>();
    for (Path source : sources) {
      for (Taken taken : importer.take(source)) {
        Entry entry =
            new Entry(
                taken.set().name(),
                taken.from().toString(),
                taken.to().toString(),
                taken.official());
        entries.add(entry);
        if (!session().options().json()) {
          session()
              .terminal()
              .println(
                  Terminal.format(
                      "%-15s %s%s",
                      entry.set(), entry.to(), entry.official() ? "" : "   (unofficial copy)"));
        }
      }
    }
    if (session().options().json()) {
      session().printJson(entries);
    }
    return ExitCode.PASS;
  }
}
