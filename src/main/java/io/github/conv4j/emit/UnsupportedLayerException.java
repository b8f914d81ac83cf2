package io.github.conv4j.emit;

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
    this(layer, type.getSimpleName(), reason);
  }

  /**
   * A refusal.
   *
   * @param layer name of the layer or vertex
   * @param what its class or operation
   * @param reason why it cannot be exported
   */
  public UnsupportedLayerException(String layer, String what, String reason) {
    super(
        "layer \""
            + layer
            + "\" ("
            + what
            + ") cannot be exported: "
            + reason
            + "; save the network as a Deeplearning4j zip instead");
  }
}
