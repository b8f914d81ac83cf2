package io.github.conv4j.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarMembersTest {

  private static final byte[] HELLO = "Hello".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;

  @AfterEach
  void nothingIsUnpacked() {
    try (var files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile)).hasSizeLessThanOrEqualTo(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void givesFilesWithTheirContentInOrder() {
    byte[] large = new byte[5000];
    new Random(1).nextBytes(large);
    Tars tar =
        new Tars()
            .member("set/", '5', 0, new byte[0])
            .file("./set/a.txt", HELLO)
            .member("attributes", 'x', 5, HELLO)
            .file("set/large", large)
            .file("set/empty", new byte[0]);
    for (boolean gzip : List.of(true, false)) {
      byte[] bytes = tar.end();
      Path file = Tars.write(folder.resolve("a.tar"), gzip ? Tars.gzip(bytes) : bytes);
      List<String> names = new ArrayList<>();
      TarMembers.read(
          file,
          (name, size, content) -> {
            names.add(name + " " + size);
            if (name.endsWith("large")) {
              assertThat(content.readAllBytes()).isEqualTo(large);
              assertThat(content.read()).isEqualTo(-1);
            }
          });
      assertThat(names).containsExactly("set/a.txt 5", "set/large 5000", "set/empty 0");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../a", "/etc/passwd", "a/../../b", "a\\b", "C:a", "a\nb", "..", "set/.."})
  void refusesNamesThatLeaveTheArchive(String name) {
    assertRefused(new Tars().file("good", HELLO).file(name, HELLO), "names within the archive");
  }

  @ParameterizedTest
  @ValueSource(chars = {'1', '2', '3', '4', '6', '7', 'L', 'K', 'S'})
  void refusesLinksDevicesAndWhateverElse(char type) {
    assertRefused(new Tars().member("a", type, 0, new byte[0]), "files and folders only");
  }

  @Test
  void refusesNamesThatComeTwice() {
    assertRefused(new Tars().file("a", HELLO).file("./a", HELLO), "each name once");
  }

  @Test
  void refusesBombs() {
    assertRefused(new Tars().file("zeros", new byte[1 << 23]), "at most");
    assertRefused(new Tars().member("lies", '0', 0777_7777_7777L, HELLO), "at most");
  }

  @Test
  void refusesWrongHeaders() throws IOException {
    Path file = folder.resolve("a.tar");
    byte[] good = new Tars().file("a", HELLO).end();
    for (int at : new int[] {0, 100, 124, 130, 148, 150, 156, 300}) {
      byte[] bad = good.clone();
      bad[at] ^= 3;
      Files.write(file, bad);
      assertThatThrownBy(() -> TarMembers.read(file, (name, size, content) -> {}))
          .isInstanceOf(StoreException.class);
    }
    byte[] appended = Arrays.copyOf(good, good.length + 512);
    appended[good.length] = 1;
    Files.write(file, appended);
    assertThatThrownBy(() -> TarMembers.read(file, (name, size, content) -> {}))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("zeros after the end");
    Files.writeString(file, "Dear Sir or Madam");
    assertThatThrownBy(() -> TarMembers.read(file, (name, size, content) -> {}))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("ends early");
    assertThatThrownBy(() -> TarMembers.read(folder.resolve("b"), (name, size, content) -> {}))
        .isInstanceOf(StoreException.class);
  }

  @Test
  void findsEveryCutAndEveryChangedBitOfAGzippedArchive() throws IOException {
    byte[] noise = new byte[3000];
    new Random(2).nextBytes(noise);
    Path file = new Tars().file("a", noise).gzip(folder.resolve("a.tar.gz"));
    byte[] good = Files.readAllBytes(file);
    for (int length = 0; length < good.length; length += 7) {
      Files.write(file, Arrays.copyOf(good, length));
      assertThatThrownBy(() -> TarMembers.read(file, (name, size, content) -> {}))
          .isInstanceOf(StoreException.class);
    }
    // Behind the gzip header, whose time and system mean nothing.
    for (int bit = 8 * 10; bit < 8 * good.length; bit += 61) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file, bad);
      assertThatThrownBy(() -> TarMembers.read(file, (name, size, content) -> {}))
          .isInstanceOf(StoreException.class);
    }
  }

  private void assertRefused(Tars tar, String expected) {
    Path file = tar.gzip(folder.resolve("a.tar.gz"));
    assertThatThrownBy(() -> TarMembers.read(file, (name, size, content) -> {}))
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith(file + ": expected ")
        .hasMessageContaining(expected)
        .message()
        .doesNotContain("\n");
  }
}
