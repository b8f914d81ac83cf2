package io.github.conv4j.infer;

import io.github.conv4j.data.PixelScale;
import io.github.conv4j.models.AllowedClasses;
import io.github.conv4j.models.ModelFileException;
import io.github.conv4j.models.SafeModels;
import io.github.conv4j.nets.Network;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens saved networks by what their files hold, whatever their names. */
public final class Classifiers {

  /** Field 1 of an ONNX file, a number: the version of the format. */
  private static final int ONNX_START = 0x08;

  private Classifiers() {}

  /**
   * Opens a network. Nothing that the file holds is run but the network itself.
   *
   * @param file a Deeplearning4j zip, an ONNX file or a SameDiff graph
   * @param allowed classes that a zip may name
   * @return the network, to be closed
   * @throws ModelFileException if the file is missing, broken, not safe, or does not score images
   * @throws io.github.conv4j.runtime.RuntimeMissingException if it is an ONNX file and ONNX Runtime
   *     is not there
   */
  public static Classifier open(Path file, AllowedClasses allowed) {
    byte[] start = start(file);
    if (start.length > 0 && start[0] == ONNX_START) {
      return OnnxClassifier.open(file);
    }
    boolean zip = start.length > 1 && start[0] == 'P' && start[1] == 'K';
    if (!zip && isGraph(start)) {
      return SameDiffClassifier.open(file, allowed);
    }
    PixelScale scale = SafeModels.normalizer(file).map(PixelScale::of).orElse(PixelScale.UNIT);
    return new NetworkClassifier(network(file, allowed), scale);
  }

  private static Network network(Path file, AllowedClasses allowed) {
    try {
      return Network.of(SafeModels.load(file, allowed));
    } catch (IllegalArgumentException e) {
      throw new ModelFileException(
          "model " + file + ": " + e.getMessage() + "; use a network that classifies images", e);
    }
  }

  /** A FlatBuffer begins with the offset of its root table, a small number. */
  private static boolean isGraph(byte[] start) {
    return start.length == Integer.BYTES && start[2] == 0 && start[3] == 0;
  }

  private static byte[] start(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new ModelFileException(
          "model "
              + file
              + ": expected a file, found "
              + (Files.exists(file) ? "a folder or device" : "nothing")
              + "; give the path of a saved network");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(Integer.BYTES);
    } catch (IOException e) {
      throw new ModelFileException(
          "model " + file + ": expected a file that can be read, found " + e + "; check its rights",
          e);
    }
  }
}
