package io.github.conv4j.runtime;

/** ONNX Runtime does not take a model, or its inputs. */
public final class OnnxRunException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean lacking;

  OnnxRunException(String message, Throwable cause) {
    this(message, cause, false);
  }

  OnnxRunException(String message, Throwable cause, boolean lacking) {
    super(message, cause);
    this.lacking = lacking;
  }

  /**
   * Whether the model is valid, but ONNX Runtime has not all its operators for their types.
   *
   * @return true for convolutions of doubles, for instance
   */
  public boolean isLacking() {
    return lacking;
  }
}
