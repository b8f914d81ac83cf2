package io.github.conv4j.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads ONNX files, of any program, without trusting them: lengths are compared with what is there
 * before anything is allocated, messages nest 64 deep at most, a file has at most a million parts
 * and 64 MiB of text, unknown fields are skipped. An array takes its elements' size on the heap, up
 * to eight times what it takes in the file if that holds small whole numbers one by one. Field
 * numbers are those of onnx.proto3.
 *
 * <p>What {@link OnnxModel} has no place for is left out: documentation, inner graphs, functions,
 * sparse arrays, declared shapes within the graph. An operator of another domain is named with it,
 * as in {@code com.microsoft::FusedConv}.
 */
public final class OnnxReader {

  /** Elements up to which {@link #outline} keeps an array's content. */
  public static final int SMALL_ARRAY = 4096;

  private OnnxReader() {}

  /**
   * Reads a model, with all its arrays.
   *
   * @param file the file's bytes from position to limit, which stay as they are
   * @return the model
   * @throws OnnxFormatException if it is not one, or if an array lies in another file or has
   *     elements of no fixed size
   */
  public static OnnxModel read(ByteBuffer file) {
    return new ModelReader(false).read(file).model();
  }

  /**
   * Reads a model from a file of less than 2 GiB, with all its arrays.
   *
   * @param file the file
   * @return the model
   * @throws OnnxFormatException if it is not one; see {@link #read(ByteBuffer)}
   * @throws IOException if it cannot be read
   */
  public static OnnxModel read(Path file) throws IOException {
    return read(map(file));
  }

  /**
   * Reads everything but the content of large arrays.
   *
   * @param file the file's bytes from position to limit, which stay as they are
   * @return what is in it
   * @throws OnnxFormatException if it is not an ONNX file or is broken
   */
  public static OnnxOutline outline(ByteBuffer file) {
    return new ModelReader(true).read(file);
  }

  /**
   * Reads everything but the content of large arrays, from a file of less than 2 GiB.
   *
   * @param file the file
   * @return what is in it
   * @throws OnnxFormatException if it is not an ONNX file or is broken
   * @throws IOException if it cannot be read
   */
  public static OnnxOutline outline(Path file) throws IOException {
    return outline(map(file));
  }

  private static ByteBuffer map(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new OnnxFormatException(
            "ONNX: expected a file of less than 2 GiB, the most that the format allows, found "
                + channel.size()
                + " bytes at byte 0");
      }
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    }
  }
}
