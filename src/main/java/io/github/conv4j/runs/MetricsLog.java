package io.github.conv4j.runs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.conv4j.files.Causes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * {@code metrics.jsonl}: one JSON object per line, only ever appended to, so that it can be watched
 * while it grows. It knows its length and hash at any moment; a checkpoint keeps both, and resuming
 * cuts what was written after it.
 */
final class MetricsLog implements AutoCloseable {

  private static final int BUFFER = 1 << 16;

  private final FileChannel channel;
  private final MessageDigest digest = sha256();
  private long length;

  private MetricsLog(FileChannel channel) {
    this.channel = channel;
  }

  /** A mark at the start. */
  static MetricsMark start() {
    return new MetricsMark(0, HexFormat.of().formatHex(sha256().digest()));
  }

  /**
   * Opens a log and cuts off what follows a mark.
   *
   * @param file the log; made if the mark is at the start
   * @param mark where to go on
   * @return the log
   * @throws RunException if what is before the mark is not what was written
   * @throws IOException if it cannot be written
   */
  static MetricsLog open(Path file, MetricsMark mark) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      MetricsLog log = new MetricsLog(channel);
      log.read(mark.bytes());
      if (log.length != mark.bytes() || !log.mark().equals(mark)) {
        throw new RunException(
            file
                + ": expected the "
                + mark.bytes()
                + " bytes that belong to the checkpoint, found "
                + (log.length < mark.bytes() ? "only " + log.length : "others")
                + "; put the file back as it was, or start the run again");
      }
      channel.truncate(mark.bytes());
      channel.position(mark.bytes());
      return log;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private void read(long bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    while (length < bytes) {
      buffer.clear().limit((int) Math.min(BUFFER, bytes - length));
      if (channel.read(buffer) < 0) {
        return;
      }
      buffer.flip();
      length += buffer.remaining();
      digest.update(buffer);
    }
  }

  /**
   * Adds a line.
   *
   * @param kind what the line is about, its first value
   * @param values further values, numbers and words; numbers that are not finite become null
   * @throws IOException if it cannot be written
   */
  void append(String kind, Map<String, ?> values) throws IOException {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("kind", kind);
    values.forEach((key, value) -> put(node, key, value));
    byte[] line = (node + "\n").getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.wrap(line);
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw new IOException(
          "cannot write "
              + RunFolder.METRICS
              + ": expected enough space, found "
              + Causes.line(e)
              + "; make space",
          e);
    }
    digest.update(line);
    length += line.length;
  }

  private static void put(ObjectNode node, String key, Object value) {
    if (value instanceof String word) {
      node.put(key, word);
    } else if (value instanceof Integer || value instanceof Long) {
      node.put(key, ((Number) value).longValue());
    } else if (value instanceof Double number && Double.isFinite(number)) {
      node.put(key, number);
    } else {
      node.putNull(key);
    }
  }

  /** Where the log ends now. */
  MetricsMark mark() {
    try {
      MessageDigest copy = (MessageDigest) digest.clone();
      return new MetricsMark(length, HexFormat.of().formatHex(copy.digest()));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's SHA-256 can be cloned", e);
    }
  }

  /** Makes what was written last beyond a power cut. */
  void force() throws IOException {
    channel.force(false);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
