package io.github.conv4j.report;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Encodes 8-bit grey pictures as PNG data URIs. */
final class Png {

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  private static final byte[] GREY_8_BIT = {8, 0, 0, 0, 0};

  private Png() {}

  /**
   * Encodes a picture.
   *
   * @param width columns, at least 1
   * @param height rows, at least 1
   * @param pixels width · height grey values, row by row, 0 for black
   * @return the picture as a data URI
   */
  static String dataUri(int width, int height, byte[] pixels) {
    ByteBuffer rows = ByteBuffer.allocate(height * (width + 1));
    for (int row = 0; row < height; row++) {
      rows.put((byte) 0); // no filter
      rows.put(pixels, row * width, width);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(SIGNATURE);
    chunk(
        out, "IHDR", ByteBuffer.allocate(13).putInt(width).putInt(height).put(GREY_8_BIT).array());
    chunk(out, "IDAT", deflate(rows.array()));
    chunk(out, "IEND", new byte[0]);
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(out.toByteArray());
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] content) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 checksum = new CRC32();
    checksum.update(name);
    checksum.update(content);
    out.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
    out.writeBytes(name);
    out.writeBytes(content);
    out.writeBytes(ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
  }

  private static byte[] deflate(byte[] content) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    try {
      deflater.setInput(content);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[8192];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }
}
