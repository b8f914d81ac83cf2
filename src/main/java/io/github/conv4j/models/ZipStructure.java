package io.github.conv4j.models;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The structure of a zip, read strictly: entries without gaps from the first byte on, then the
 * directory, then its end, which is the end of the file. Whatever reads such a file, from the front
 * or from the back, sees the same entries; there is no place for a second file in it.
 */
final class ZipStructure {

  private static final int END_SIGNATURE = 0x06054b50;
  private static final int END_LENGTH = 22;
  private static final int DIRECTORY_SIGNATURE = 0x02014b50;
  private static final int DIRECTORY_LENGTH = 46;
  private static final int LOCAL_SIGNATURE = 0x04034b50;
  private static final int LOCAL_LENGTH = 30;
  private static final int DESCRIPTOR_SIGNATURE = 0x08074b50;
  private static final int DESCRIPTOR_LENGTH = 12;

  /** Room for many more entries than a model has. */
  private static final int DIRECTORY_LIMIT = 1 << 16;

  private static final int DESCRIPTOR_FLAG = 0x8;

  /** Strength of compression, descriptor, UTF-8; no encryption, no patches. */
  private static final int KNOWN_FLAGS = 0x6 | DESCRIPTOR_FLAG | 0x800;

  /** Later versions mean encryption, other compression or sizes of 64 bits. */
  private static final int VERSION_LIMIT = 20;

  /** The most that deflating can shrink anything. */
  private static final int COMPRESSION_LIMIT = 1032;

  private static final int STORED = 0;
  private static final int DEFLATED = 8;

  private static final int ZIP64_EXTRA = 0x0001;
  private static final int UNICODE_NAME_EXTRA = 0x7075;

  private static final long NO_32_BITS = 0xffffffffL;

  private final FileChannel file;
  private final long length;

  private ZipStructure(FileChannel file, long length) {
    this.file = file;
    this.length = length;
  }

  /**
   * An entry.
   *
   * @param name its name, byte by byte
   * @param flags general purpose flags
   * @param method 0 stored, 8 deflated
   * @param crc CRC-32 of the content
   * @param compressed bytes in the file
   * @param size bytes of the content
   * @param offset where its header begins
   */
  record Member(
      String name, int flags, int method, int crc, long compressed, long size, long offset) {}

  /**
   * Reads the structure of a file.
   *
   * @param file a zip
   * @return its entries, in the order of the file
   * @throws Refusal if it is no zip, or one that could be read in two ways
   */
  static List<Member> read(Path file) throws IOException, Refusal {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return new ZipStructure(channel, channel.size()).members();
    } catch (EOFException e) {
      throw new Refusal("a whole zip", "one that was cut off", "save or copy the model again");
    }
  }

  private List<Member> members() throws IOException, Refusal {
    ByteBuffer end = length < END_LENGTH ? null : bytes(length - END_LENGTH, END_LENGTH);
    if (end == null || end.getInt(0) != END_SIGNATURE) {
      throw noZip();
    }
    int entries = unsigned(end.getShort(10));
    long directoryLength = unsigned(end.getInt(12));
    long directory = unsigned(end.getInt(16));
    boolean oneDisk =
        end.getShort(4) == 0 && end.getShort(6) == 0 && entries == unsigned(end.getShort(8));
    if (!oneDisk
        || end.getShort(20) != 0
        || directoryLength > DIRECTORY_LIMIT
        || directory + directoryLength != length - END_LENGTH) {
      throw new Refusal(
          "a zip of one part and less than 4 GiB that ends with its directory",
          "another or a damaged one");
    }
    List<Member> members = directory(bytes(directory, (int) directoryLength), entries);
    members.sort(Comparator.comparingLong(Member::offset));
    long next = 0;
    for (Member member : members) {
      if (member.offset() != next) {
        throw new Refusal("entries without gaps", "other bytes before \"" + member.name() + "\"");
      }
      next = end(member, member == last(members) ? directory : -1);
    }
    if (next != directory) {
      throw new Refusal("entries without gaps", "other bytes before the directory");
    }
    return members;
  }

  private static Member last(List<Member> members) {
    return members.get(members.size() - 1);
  }

  private Refusal noZip() throws IOException {
    ByteBuffer start = bytes(0, (int) Math.min(Integer.BYTES, length));
    boolean zip = start.limit() > 1 && start.get(0) == 'P' && start.get(1) == 'K';
    return new Refusal(
        "a zip as Deeplearning4j saves it",
        length == 0
            ? "an empty file"
            : zip ? "a zip that was cut off or has bytes after its end" : "a file that is no zip",
        zip ? "save or copy the model again" : "conv4j inspect says what it is");
  }

  private static List<Member> directory(ByteBuffer bytes, int entries) throws Refusal {
    List<Member> members = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < entries; i++) {
      if (at + DIRECTORY_LENGTH > bytes.limit() || bytes.getInt(at) != DIRECTORY_SIGNATURE) {
        throw damaged("directory");
      }
      int nameLength = unsigned(bytes.getShort(at + 28));
      int extraLength = unsigned(bytes.getShort(at + 30));
      int next = at + DIRECTORY_LENGTH + nameLength + extraLength;
      if (next > bytes.limit() || bytes.getShort(at + 32) != 0 || bytes.getShort(at + 34) != 0) {
        throw damaged("directory");
      }
      requirePlainExtra(bytes, at + DIRECTORY_LENGTH + nameLength, next);
      if (unsigned(bytes.getShort(at + 6)) > VERSION_LIMIT) {
        throw new Refusal("a zip of version 2.0 or earlier", "a later one");
      }
      members.add(
          new Member(
              name(bytes, at + DIRECTORY_LENGTH, nameLength),
              unsigned(bytes.getShort(at + 8)),
              unsigned(bytes.getShort(at + 10)),
              bytes.getInt(at + 16),
              unsigned(bytes.getInt(at + 20)),
              unsigned(bytes.getInt(at + 24)),
              unsigned(bytes.getInt(at + 42))));
      requirePossible(last(members));
      at = next;
    }
    if (at != bytes.limit()) {
      throw damaged("directory");
    }
    return members;
  }

  private static void requirePossible(Member member) throws Refusal {
    boolean known =
        (member.flags() & ~KNOWN_FLAGS) == 0
            && (member.method() == DEFLATED
                || member.method() == STORED && member.compressed() == member.size());
    if (!known || member.compressed() == NO_32_BITS || member.size() == NO_32_BITS) {
      throw new Refusal(
          "entries that are stored or deflated, of less than 4 GiB",
          "another kind, \"" + member.name() + "\"");
    }
    if (member.size() / COMPRESSION_LIMIT > member.compressed()) {
      throw new Refusal(
          "an entry \"" + member.name() + "\" that " + member.compressed() + " bytes can hold",
          "a claim of " + member.size() + " bytes");
    }
  }

  /** Checks the header that stands before the content against the directory. */
  private long end(Member member, long directory) throws IOException, Refusal {
    ByteBuffer header = bytes(member.offset(), LOCAL_LENGTH);
    int nameLength = unsigned(header.getShort(26));
    int extraLength = unsigned(header.getShort(28));
    ByteBuffer names = bytes(member.offset() + LOCAL_LENGTH, nameLength + extraLength);
    requirePlainExtra(names, nameLength, nameLength + extraLength);
    boolean described = (member.flags() & DESCRIPTOR_FLAG) != 0;
    boolean same =
        header.getInt(0) == LOCAL_SIGNATURE
            && unsigned(header.getShort(4)) <= VERSION_LIMIT
            && unsigned(header.getShort(6)) == member.flags()
            && unsigned(header.getShort(8)) == member.method()
            && sameValue(header.getInt(14), member.crc(), described)
            && sameValue(header.getInt(18), (int) member.compressed(), described)
            && sameValue(header.getInt(22), (int) member.size(), described)
            && name(names, 0, nameLength).equals(member.name());
    if (!same) {
      throw damaged("header of \"" + member.name() + "\"");
    }
    long after = member.offset() + LOCAL_LENGTH + nameLength + extraLength + member.compressed();
    return described ? afterDescriptor(member, after, directory) : after;
  }

  private static boolean sameValue(int found, int expected, boolean described) {
    return found == expected || described && found == 0;
  }

  /** A descriptor has a signature or has none. */
  private long afterDescriptor(Member member, long at, long directory) throws IOException, Refusal {
    ByteBuffer bytes = bytes(at, DESCRIPTOR_LENGTH);
    if (describes(bytes, member) && (directory < 0 || at + DESCRIPTOR_LENGTH == directory)) {
      return at + DESCRIPTOR_LENGTH;
    }
    bytes = bytes(at, Integer.BYTES + DESCRIPTOR_LENGTH);
    if (bytes.getInt() == DESCRIPTOR_SIGNATURE && describes(bytes.slice(), member)) {
      return at + Integer.BYTES + DESCRIPTOR_LENGTH;
    }
    throw damaged("end of \"" + member.name() + "\"");
  }

  private static boolean describes(ByteBuffer bytes, Member member) {
    ByteBuffer little = bytes.order(ByteOrder.LITTLE_ENDIAN);
    return little.getInt(0) == member.crc()
        && unsigned(little.getInt(4)) == member.compressed()
        && unsigned(little.getInt(8)) == member.size();
  }

  private static void requirePlainExtra(ByteBuffer bytes, int from, int to) throws Refusal {
    int at = from;
    while (at < to) {
      int id = at + 4 <= to ? unsigned(bytes.getShort(at)) : ZIP64_EXTRA;
      if (id == ZIP64_EXTRA || id == UNICODE_NAME_EXTRA) {
        throw new Refusal("entries of less than 4 GiB with one name", "others");
      }
      at += 4 + unsigned(bytes.getShort(at + 2));
    }
    if (at != to) {
      throw damaged("directory");
    }
  }

  private static Refusal damaged(String part) {
    return new Refusal("an intact zip", "a damaged " + part, "save or copy the model again");
  }

  private static String name(ByteBuffer bytes, int from, int length) {
    byte[] name = new byte[length];
    bytes.duplicate().position(from).get(name);
    return new String(name, StandardCharsets.ISO_8859_1);
  }

  private ByteBuffer bytes(long from, int count) throws IOException {
    if (from < 0 || from + count > length) {
      throw new EOFException();
    }
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, from + bytes.position()) < 0) {
        throw new EOFException();
      }
    }
    return bytes.flip();
  }

  private static int unsigned(short value) {
    return Short.toUnsignedInt(value);
  }

  private static long unsigned(int value) {
    return Integer.toUnsignedLong(value);
  }
}
