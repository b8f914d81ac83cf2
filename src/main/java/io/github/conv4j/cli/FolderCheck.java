package io.github.conv4j.cli;

import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** A folder that conv4j writes to: it can, and there is room. */
final class FolderCheck implements DoctorCheck {
  private final String name;
  private final Callable<Path> folder;
  private final long neededMebibytes;
  private final String fix;

  /**
   * A check of one folder, which may not exist yet.
   *
   * @param name what the folder is for
   * @param folder where it is
   * @param neededMebibytes room it should have
   * @param fix what to do if it is not usable
   */
  FolderCheck(String name, Callable<Path> folder, long neededMebibytes, String fix) {
    this.name = name;
    this.folder = folder;
    this.neededMebibytes = neededMebibytes;
    this.fix = fix;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String fix() {
    return fix;
  }

  @Override
  public Finding examine() throws Exception {
    Path path = folder.call().toAbsolutePath().normalize();
    Path existing = path;
    while (!Files.exists(existing)) {
      existing = existing.getParent();
    }
    try {
      Files.delete(Files.createTempFile(existing, "conv4j-doctor", null));
    } catch (FileSystemException e) {
      return Finding.fail("cannot write to " + path + ": " + Failure.reason(e), fix);
    }
    long free = Files.getFileStore(existing).getUsableSpace() >> 20;
    String found = Terminal.format("%s, %,d MiB free", path, free);
    return free < neededMebibytes
        ? Finding.warn(
            found, Terminal.format("at least %,d MiB should be free; %s", neededMebibytes, fix))
        : Finding.ok(found);
  }
}
