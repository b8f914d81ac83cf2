package io.github.conv4j.export;

/** A part of a network that cannot be exported exactly, and is therefore not exported. */
public final class UnsupportedLayerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * A refusal.
   *
   * @param layer name of the layer or vertex
   * @param type its class
   * @param reason why it cannot be exported
   */
  public UnsupportedLayerException(String layer, Class<?> type, String reason) {
    super(
        "layer \""
            + layer
            + "\" ("
            + type.getSimpleName()
            + ") cannot be exported to SameDiff: "
            + reason
            + "; save the network as a Deeplearning4j zip instead");
  }
}
