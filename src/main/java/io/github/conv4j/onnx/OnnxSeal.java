package io.github.conv4j.onnx;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Tells damaged files: ONNX has no checksum, so a model's metadata holds the SHA-256 of the file
 * that the model would be without that entry. Against damage, not against people.
 */
public final class OnnxSeal {

  /** Key of the entry. */
  public static final String KEY = "conv4j.sha256";

  private OnnxSeal() {}

  /**
   * The model with the entry.
   *
   * @param model a model
   * @return the same with a seal of its content
   */
  public static OnnxModel seal(OnnxModel model) {
    return model.withoutMetadata(KEY).withMetadata(KEY, digest(model.withoutMetadata(KEY)));
  }

  /**
   * Whether a model has a seal.
   *
   * @param model a model that was read
   * @return true if conv4j wrote it, or somebody copied the entry
   */
  public static boolean isSealed(OnnxModel model) {
    return model.metadata().containsKey(KEY);
  }

  /**
   * Whether a model is not what was sealed.
   *
   * @param model a model that was read
   * @return true if it has a seal, and another content
   */
  public static boolean isBroken(OnnxModel model) {
    String seal = model.metadata().get(KEY);
    try {
      return seal != null && !seal.equals(digest(model.withoutMetadata(KEY)));
    } catch (IllegalArgumentException e) {
      // Something that cannot be written here was not sealed here.
      return true;
    }
  }

  private static String digest(OnnxModel model) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      OnnxWriter.write(model, new DigestOutputStream(OutputStream.nullOutputStream(), digest));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to nowhere failed", e);
    }
  }
}
