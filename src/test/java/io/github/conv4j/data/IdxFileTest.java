package io.github.conv4j.data;

import static io.github.conv4j.data.IdxFiles.IMAGES;
import static io.github.conv4j.data.IdxFiles.LABELS;
import static io.github.conv4j.data.IdxFiles.gzip;
import static io.github.conv4j.data.IdxFiles.idx;
import static io.github.conv4j.data.IdxFiles.images;
import static io.github.conv4j.data.IdxFiles.labels;
import static io.github.conv4j.data.IdxFiles.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdxFileTest {

  @TempDir Path folder;

  @Test
  void readsDimensionsValuesAndDescription() {
    IdxFile file = IdxFile.read(write(folder.resolve("pictures"), images(2)), IdxFile.Kind.IMAGES);

    assertThat(file.dimensions()).containsExactly(2, 2, 3);
    assertThat(file.values()).containsExactly(0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15);
    // sha256sum of 00000803 00000002 00000002 00000003 000102030405 0a0b0c0d0e0f
    assertThat(file.description())
        .isEqualTo(
            new DataFile(
                "pictures",
                28,
                "8577ef6f6c8b68d007bd85aaa5c63dca36df82b032b7e0b316c77e0b8ac8bd8f",
                DataFile.Origin.OWN));
  }

  @ParameterizedTest
  @CsvSource({"raw.gz,false", "packed,true"})
  void tellsGzipByContentNotByName(String name, boolean packed) {
    byte[] content = packed ? gzip(images(2)) : images(2);

    IdxFile file = IdxFile.read(write(folder.resolve(name), content), IdxFile.Kind.IMAGES);

    assertThat(file.values()).hasSize(12);
    assertThat(file.description().bytes()).isEqualTo(28);
  }

  @Test
  void describesRawAndGzippedContentAlike() {
    Path raw = write(folder.resolve("labels"), labels(3, 1));
    Path packed = write(folder.resolve("labels.gz"), gzip(labels(3, 1)));

    assertThat(IdxFile.read(packed, IdxFile.Kind.LABELS).description())
        .isEqualTo(IdxFile.read(raw, IdxFile.Kind.LABELS).description());
  }

  @Test
  void rejectsEveryTruncationOfARawFile() {
    byte[] whole = images(2);
    for (int length = 0; length < whole.length; length++) {
      assertRejected(Arrays.copyOf(whole, length), IdxFile.Kind.IMAGES, "expected", "found");
    }
  }

  @Test
  void rejectsEveryTruncationOfAGzippedFile() {
    byte[] whole = gzip(images(2));
    for (int length = 0; length < whole.length; length++) {
      assertRejected(Arrays.copyOf(whole, length), IdxFile.Kind.IMAGES, "expected", "found");
    }
  }

  @Test
  void namesExpectedAndFoundLengthOfATruncatedFile() {
    assertRejected(
        Arrays.copyOf(images(2), 27),
        IdxFile.Kind.IMAGES,
        "expected 28 bytes for 2 x 2 x 3 images, found 27: the file is cut off");
  }

  @Test
  void namesExpectedAndFoundLengthOfATruncatedHeader() {
    assertRejected(
        Arrays.copyOf(images(2), 9),
        IdxFile.Kind.IMAGES,
        "expected an IDX header of 16 bytes, found 9 bytes");
    assertRejected(new byte[0], IdxFile.Kind.LABELS, "expected an IDX header of 8 bytes, found 0");
  }

  @Test
  void rejectsAnOversizedFile() {
    assertRejected(
        Arrays.copyOf(labels(1, 2), 11),
        IdxFile.Kind.LABELS,
        "expected 10 bytes for 2 labels, found 11: the file is too long");
  }

  @Test
  void rejectsGzippedContentThatIsTooShortOrTooLong() {
    assertRejected(
        gzip(Arrays.copyOf(images(2), 20)),
        IdxFile.Kind.IMAGES,
        "expected 28 bytes for 2 x 2 x 3 images, found 20 by the length that its gzip trailer");
    assertRejected(
        gzip(Arrays.copyOf(images(2), 29)),
        IdxFile.Kind.IMAGES,
        "expected 28 bytes for 2 x 2 x 3 images, found 29 by the length that its gzip trailer");
  }

  @Test
  void rejectsBytesAppendedToAGzippedFile() {
    byte[] whole = gzip(images(2));
    assertRejected(
        Arrays.copyOf(whole, whole.length + 5), IdxFile.Kind.IMAGES, "something appended");
  }

  @Test
  void rejectsASecondGzippedFileAppended() {
    byte[] one = gzip(images(2));
    byte[] twice = Arrays.copyOf(one, 2 * one.length);
    System.arraycopy(one, 0, twice, one.length, one.length);
    assertRejected(twice, IdxFile.Kind.IMAGES, "expected 28 bytes after unpacking, found more");
  }

  @Test
  void rejectsAGzipTrailerThatLies() {
    byte[] shorter = gzip(Arrays.copyOf(images(2), 20));
    shorter[shorter.length - 4] = 28;
    assertRejected(shorter, IdxFile.Kind.IMAGES, "cut off or damaged");
  }

  @Test
  void rejectsAFlippedBitInGzippedContent() {
    byte[] damaged = gzip(images(2));
    damaged[damaged.length - 8] ^= 1;
    assertRejected(damaged, IdxFile.Kind.IMAGES, "complete gzip file", "damaged");
  }

  @Test
  void rejectsTheOtherKindOfFile() {
    assertRejected(
        labels(1, 2, 3),
        IdxFile.Kind.IMAGES,
        "expected magic number 0x00000803 (IDX images, unsigned bytes), found 0x00000801",
        "may be swapped");
  }

  @Test
  void rejectsOtherValueTypesAndOtherFiles() {
    assertRejected(
        idx(0x0D03, new int[] {1, 1, 1}, new byte[4]), IdxFile.Kind.IMAGES, "0x00000d03");
    assertRejected("<!DOCTYPE html>".getBytes(), IdxFile.Kind.LABELS, "another kind of file");
  }

  @Test
  void rejectsHugeDeclaredSizesWithoutTakingMemory() {
    int[] huge = {Integer.MIN_VALUE, 4096, 4096};
    assertRejected(
        idx(IMAGES, huge, new byte[4]),
        IdxFile.Kind.IMAGES,
        "expected 36028797018963984 bytes for 2147483648 x 4096 x 4096 images, found 20");
    assertRejected(gzip(idx(IMAGES, huge, new byte[4])), IdxFile.Kind.IMAGES, "2147483648 x 4096");
    assertRejected(
        idx(LABELS, new int[] {-1}, new byte[1]), IdxFile.Kind.LABELS, "4294967295 labels");
  }

  @Test
  void rejectsAFileLargerThanMemoryAllows() throws IOException {
    long length = Runtime.getRuntime().maxMemory() / 4 + 1;
    Path file = folder.resolve("sparse");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.writeInt(LABELS);
      sparse.writeInt((int) length);
      sparse.setLength(8 + length);
    }

    assertThatThrownBy(() -> IdxFile.read(file, IdxFile.Kind.LABELS))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("found " + length + ": give Java more memory with -Xmx");
  }

  @Test
  void rejectsImplausibleImageSizes() {
    assertRejected(idx(IMAGES, new int[] {1, 0, 5}, new byte[0]), IdxFile.Kind.IMAGES, "0", "rows");
    assertRejected(
        idx(IMAGES, new int[] {1, 1, 5000}, new byte[5000]),
        IdxFile.Kind.IMAGES,
        "expected images of 1 to 4096 columns, found 5000");
  }

  @Test
  void rejectsAFileWithoutExamples() {
    assertRejected(labels(), IdxFile.Kind.LABELS, "expected at least one", "found 0");
  }

  @Test
  void rejectsAFolderAndAMissingFile() {
    assertThatThrownBy(() -> IdxFile.read(folder, IdxFile.Kind.IMAGES))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(folder + ": expected an IDX file of images, found a folder");
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> IdxFile.read(missing, IdxFile.Kind.IMAGES))
        .isInstanceOf(DataException.class)
        .hasMessage(missing + ": cannot be read: no such file or folder");
  }

  private void assertRejected(byte[] content, IdxFile.Kind kind, String... parts) {
    Path file = write(folder.resolve("broken-file"), content);
    assertThatThrownBy(() -> IdxFile.read(file, kind))
        .as("%d bytes", content.length)
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContainingAll(parts)
        .message()
        .doesNotContain("\n", "null");
  }
}
