package io.github.conv4j.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZipStructureTest {

  private static final int END = 22;

  @TempDir Path folder;

  private Path file;
  private byte[] good;
  private int directory;

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("a.zip");
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("first", "the first content".getBytes(StandardCharsets.US_ASCII));
    entries.put("second", new byte[5000]);
    Zips.write(entries, file);
    good = Files.readAllBytes(file);
    directory = little(good).getInt(good.length - 6);
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void assertRefused(byte[] bytes) throws IOException {
    Files.write(file, bytes);
    assertThatThrownBy(() -> ZipStructure.read(file)).isInstanceOf(Refusal.class);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  @Test
  void readsEntriesInOrder() throws Exception {
    List<ZipStructure.Member> members = ZipStructure.read(file);
    assertThat(members).extracting(ZipStructure.Member::name).containsExactly("first", "second");
    assertThat(members).extracting(ZipStructure.Member::size).containsExactly(17L, 5000L);
  }

  @Test
  void readsStoredEntriesAndDescriptorsWithoutSignature() throws Exception {
    byte[] content = "stored".getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(content);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      ZipEntry entry = new ZipEntry("a");
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(content.length);
      entry.setCrc(crc.getValue());
      zip.putNextEntry(entry);
      zip.write(content);
    }
    Files.write(file, bytes.toByteArray());
    assertThat(ZipStructure.read(file)).extracting(ZipStructure.Member::method).containsExactly(0);

    // The second entry's descriptor ends where the directory begins; its signature goes.
    byte[] shorter = new byte[good.length - 4];
    System.arraycopy(good, 0, shorter, 0, directory - 16);
    System.arraycopy(good, directory - 12, shorter, directory - 16, good.length - directory + 12);
    little(shorter).putInt(shorter.length - 6, directory - 4);
    Files.write(file, shorter);
    assertThat(ZipStructure.read(file)).hasSize(2);
  }

  @Test
  void refusesPolyglots() throws IOException {
    byte[] other = "#!/bin/sh\n".getBytes(StandardCharsets.US_ASCII);
    assertRefused(join(other, good));
    assertRefused(join(good, other));
    assertRefused(join(good, good));
    // With offsets put right, as self-extracting archives have them.
    byte[] moved = join(other, good);
    ByteBuffer bytes = little(moved);
    int at = directory + other.length;
    bytes.putInt(moved.length - 6, at);
    for (int i = 0; i < 2; i++) {
      bytes.putInt(at + 42, bytes.getInt(at + 42) + other.length);
      at += 46 + bytes.getShort(at + 28);
    }
    assertRefused(moved);
  }

  @Test
  void refusesBytesBetweenEntriesAndBeforeTheDirectory() throws IOException {
    byte[] gap = new byte[] {1, 2, 3};
    byte[] before = join(slice(0, directory), gap, slice(directory, good.length));
    little(before).putInt(before.length - 6, directory + gap.length);
    assertRefused(before);
    int second = little(good).getInt(directory + 46 + 5 + 42);
    byte[] between = join(slice(0, second), gap, slice(second, good.length));
    little(between).putInt(between.length - 6, directory + gap.length);
    little(between).putInt(directory + gap.length + 46 + 5 + 42, second + gap.length);
    assertRefused(between);
  }

  private byte[] slice(int from, int to) {
    return Arrays.copyOfRange(good, from, to);
  }

  @Test
  void refusesACommentAndASecondEnd() throws IOException {
    byte[] comment = join(good, slice(good.length - END, good.length));
    little(comment).putShort(good.length - 2, (short) END);
    assertRefused(comment);
  }

  /** Fields of the first entry: in the directory, or in the header before its content. */
  @ParameterizedTest
  @CsvSource({
    // Directory: version, flags, method, CRC, compressed, size, name length, extra, comment, disk
    "true, 6, 45",
    "true, 8, 9",
    "true, 8, 2049",
    "true, 10, 12",
    "true, 10, 99",
    "true, 16, 1",
    "true, 20, 1",
    "true, 20, -1",
    "true, 24, 1",
    "true, 24, -1",
    "true, 24, 2147483647",
    "true, 28, 4",
    "true, 30, 1",
    "true, 32, 1",
    "true, 34, 1",
    "true, 42, 1",
    "true, 42, -1",
    // Header: signature, version, flags, method, CRC, compressed, size, name length, extra, name
    "false, 0, 0",
    "false, 4, 45",
    "false, 6, 0",
    "false, 8, 0",
    "false, 14, 1",
    "false, 18, 1",
    "false, 22, 1",
    "false, 26, 4",
    "false, 28, 4",
    "false, 30, 65"
  })
  void refusesFieldsThatAreUnknownOrDisagree(boolean inDirectory, int offset, int value)
      throws IOException {
    byte[] bytes = good.clone();
    int at = (inDirectory ? directory : 0) + offset;
    boolean wide =
        inDirectory
            ? offset == 16 || offset == 20 || offset == 24 || offset == 42
            : offset == 0 || offset == 14 || offset == 18 || offset == 22;
    if (wide) {
      little(bytes).putInt(at, value);
    } else {
      little(bytes).putShort(at, (short) value);
    }
    assertRefused(bytes);
  }

  /** Fields of the end: disks, entries here and in all, length and place of the directory. */
  @ParameterizedTest
  @CsvSource({"4, 1", "6, 1", "8, 1", "8, 3", "10, 1", "10, 3", "12, 1", "16, 1", "20, 1"})
  void refusesAnEndThatDoesNotFit(int offset, int value) throws IOException {
    byte[] bytes = good.clone();
    little(bytes).putShort(good.length - END + offset, (short) value);
    assertRefused(bytes);
    if (offset == 8 || offset == 10) {
      little(bytes).putShort(good.length - END + 18 - offset, (short) value);
      assertRefused(bytes);
    }
  }

  @Test
  void refusesSizesOf64Bits() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      ZipEntry entry = new ZipEntry("a");
      entry.setExtra(new byte[] {0x34, 0x12, 2, 0, 7, 7});
      zip.putNextEntry(entry);
      zip.write(1);
    }
    byte[] extra = bytes.toByteArray();
    Files.write(file, extra);
    assertThat(readable(file)).isTrue();
    for (int i = 0; i + 1 < extra.length; i++) {
      if (extra[i] == 0x34 && extra[i + 1] == 0x12) {
        extra[i] = 1;
        extra[i + 1] = 0;
      }
    }
    assertRefused(extra);
  }

  private static boolean readable(Path file) throws IOException {
    try {
      return !ZipStructure.read(file).isEmpty();
    } catch (Refusal e) {
      return false;
    }
  }

  @Test
  void refusesEveryCut() throws IOException {
    for (int length = 0; length < good.length; length++) {
      assertRefused(slice(0, length));
    }
  }
}
