package io.github.conv4j.runtime;

import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.onnx.global.onnx;

/**
 * The ONNX project's own checker: is a file what the specification asks for? Shapes and types are
 * inferred through the whole graph and compared with what the file declares.
 */
public final class OnnxChecker {

  private OnnxChecker() {}

  /**
   * Whether the checker is there. Its natives exist for some platforms only.
   *
   * @return true if {@link #check} can be called
   */
  public static boolean isAvailable() {
    try {
      Class.forName("org.bytedeco.onnx.global.onnx");
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  /**
   * Checks a file in full.
   *
   * @param file an ONNX file
   * @return what is wrong, in one line; empty if nothing is
   * @throws RuntimeMissingException if the checker is not there
   */
  public static Optional<String> check(Path file) {
    try {
      onnx.check_model(file.toAbsolutePath().toString(), true, false, false);
      return Optional.empty();
    } catch (LinkageError e) {
      throw new RuntimeMissingException(
          "the ONNX checker is not there for this platform; add org.bytedeco:onnx with its natives"
              + " to the class path",
          e);
    } catch (RuntimeException e) {
      return Optional.of(String.valueOf(e.getMessage()).strip().replaceAll("\\s+", " "));
    }
  }
}
