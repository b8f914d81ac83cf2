package io.github.conv4j.runtime;

/** ONNX Runtime does not take a model, or its inputs. */
public final class OnnxRunException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  OnnxRunException(String message, Throwable cause) {
    super(message, cause);
  }
}
