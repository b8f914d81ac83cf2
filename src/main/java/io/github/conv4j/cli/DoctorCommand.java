package io.github.conv4j.cli;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Looks at everything outside conv4j that it needs, and says how to repair what is wrong. */
@Command(
    name = "doctor",
    description =
        "Check Java, natives, BLAS, threads, memory, data and folders; say how to fix them.")
final class DoctorCommand extends Verb {
  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "out",
      description = "Folder that results will go to (default: ${DEFAULT-VALUE}).")
  private Path out;

  /**
   * All findings.
   *
   * @param verdict "pass" if nothing failed, else "fail"
   * @param checks one entry per check
   */
  record Report(String verdict, List<Entry> checks) {}

  /**
   * A check and its finding.
   *
   * @param name what was looked at
   * @param finding what was found
   */
  record Entry(String name, @JsonUnwrapped Finding finding) {}

  DoctorCommand(Session session) {
    super(session);
  }

  /** Everything that is looked at, in order: the place to add the next. */
  private List<DoctorCheck> checks() {
    return List.of(
        new JavaCheck(),
        new NativesCheck(),
        new FolderCheck(
            "native cache",
            () -> Loader.getCacheDir().toPath(),
            500,
            "free space, or set -Dorg.bytedeco.javacpp.cachedir to a folder with space, through"
                + " JDK_JAVA_OPTIONS"),
        new BackendCheck(),
        new BlasCheck(),
        new HookCheck(),
        new VectorsCheck(),
        new ThreadsCheck(),
        new MemoryCheck(),
        new DataCheck(),
        new FolderCheck(
            "temp folder",
            () -> Path.of(System.getProperty("java.io.tmpdir")),
            100,
            "free space, or set -Djava.io.tmpdir to another folder, through JDK_JAVA_OPTIONS"),
        new FolderCheck(
            "output", () -> out, 100, "free space, or choose another folder with --out"));
  }

  @Override
  ExitCode run() {
    List<Entry> entries = new ArrayList<>();
    DoctorTable table = new DoctorTable(session().terminal());
    for (DoctorCheck check : checks()) {
      Entry entry = new Entry(check.name(), examine(check));
      entries.add(entry);
      if (!session().options().json()) {
        table.print(entry);
      }
    }
    boolean failed =
        entries.stream().anyMatch(entry -> entry.finding().status() == Finding.Status.FAIL);
    if (session().options().json()) {
      session().printJson(new Report(failed ? "fail" : "pass", entries));
    } else {
      table.printSummary(entries);
    }
    return failed ? ExitCode.ENVIRONMENT : ExitCode.PASS;
  }

  /** A check that breaks is a finding too, whatever it throws: natives throw errors. */
  static Finding examine(DoctorCheck check) {
    try {
      return check.examine();
    } catch (Exception | LinkageError broken) {
      return Finding.fail(Terminal.oneLine(broken.toString()), check.fix());
    }
  }
}
