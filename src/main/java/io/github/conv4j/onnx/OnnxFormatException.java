package io.github.conv4j.onnx;

/**
 * A file that is not an ONNX model, or is a broken one. The message is one line: what was expected,
 * what was found, at which byte.
 */
public final class OnnxFormatException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * A refusal.
   *
   * @param message one line
   */
  public OnnxFormatException(String message) {
    super(message);
  }
}
