package io.github.conv4j.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {

  @Test
  void replacesAFile(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "a much longer old content");
    WholeFile.write(file, "new");
    assertThat(Files.readString(file)).isEqualTo("new");
  }

  @Test
  void givesTheFileTheUsualPermissions(@TempDir Path folder) throws IOException {
    Path usual = Files.writeString(folder.resolve("usual.txt"), "x");
    Path file = folder.resolve("a.txt");
    WholeFile.write(file, "x");
    if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
      assertThat(Files.getPosixFilePermissions(file))
          .isEqualTo(Files.getPosixFilePermissions(usual));
    }
  }

  @Test
  void leavesNothingBehindWhenItFails(@TempDir Path folder) throws IOException {
    Path target = Files.createDirectories(folder.resolve("report.json").resolve("inside"));
    assertThatThrownBy(() -> WholeFile.write(target.getParent(), "x"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot write " + target.getParent())
        .hasMessageEndingWith("choose another folder or make space");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(target.getParent());
    }
  }

  @Test
  void saysWhichFolderIsInTheWay(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThatThrownBy(() -> WholeFile.write(file.resolve("report.json"), "x"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot write " + file.resolve("report.json"));
    assertThat(Files.readString(file)).isEqualTo("x");
  }

  @Test
  void whateverOperationFailsTheFileIsTheOldOneOrTheNew(@TempDir Path folder) throws IOException {
    for (boolean lasting : new boolean[] {false, true}) {
      long operations = 1;
      for (long n = 1; n <= operations; n++) {
        Path file = Files.writeString(folder.resolve("a.txt"), "old");
        Faults faults = Faults.at(n, lasting);
        boolean failed = false;
        try {
          WholeFile.write(FaultyFileSystem.of(file, faults), "new content");
        } catch (IOException e) {
          failed = true;
          assertThat(e).hasMessageContaining("injected: no space left on device");
        }
        String content = Files.readString(file);
        assertThat(content).as("operation " + n).isIn("old", "new content");
        assertThat(failed && content.equals("new content")).as("operation " + n).isFalse();
        operations = Math.max(operations, faults.happened() ? n + 1 : n);
      }
      assertThat(operations).isGreaterThan(4);
    }
  }
}
