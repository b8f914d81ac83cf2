package io.github.conv4j.runtime;

/**
 * ONNX Runtime, if it is there. Knows none of its classes, so that it can say so if it is not: what
 * uses them cannot even be linked then.
 */
public final class OnnxRuntime {

  private OnnxRuntime() {}

  /**
   * Loads a model.
   *
   * @param model a file's bytes
   * @param threads threads to compute with
   * @return the session, to be closed
   * @throws RuntimeMissingException if ONNX Runtime is not there
   * @throws OnnxRunException if it does not take the model
   */
  public static OnnxSession open(byte[] model, int threads) {
    try {
      return OnnxSession.open(model, threads);
    } catch (LinkageError e) {
      throw missing(e);
    }
  }

  /**
   * Version of ONNX Runtime.
   *
   * @return such as "1.28.0"
   * @throws RuntimeMissingException if it is not there
   */
  public static String version() {
    try {
      return OnnxSession.version();
    } catch (LinkageError e) {
      throw missing(e);
    }
  }

  private static RuntimeMissingException missing(LinkageError e) {
    return new RuntimeMissingException(
        "ONNX Runtime is not there, or not for this machine; add"
            + " com.microsoft.onnxruntime:onnxruntime to the class path",
        e);
  }
}
