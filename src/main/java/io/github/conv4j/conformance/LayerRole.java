package io.github.conv4j.conformance;

import java.util.Arrays;

/** What a user's layer is meant to compute: the built-in layer that it stands for. */
public enum LayerRole {
  /** Stands for org.deeplearning4j.nn.conf.layers.ConvolutionLayer. */
  CONVOLUTION("ConvolutionLayer"),
  /** Stands for org.deeplearning4j.nn.conf.layers.SubsamplingLayer. */
  POOLING("SubsamplingLayer");

  private final String reference;

  LayerRole(String reference) {
    this.reference = reference;
  }

  /**
   * The built-in layer's name.
   *
   * @return ConvolutionLayer or SubsamplingLayer
   */
  public String reference() {
    return reference;
  }

  /**
   * The role that a built-in layer has.
   *
   * @param reference ConvolutionLayer or SubsamplingLayer
   * @return the role
   * @throws IllegalArgumentException if it is neither
   */
  public static LayerRole of(String reference) {
    return Arrays.stream(values())
        .filter(role -> role.reference.equals(reference))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "reference: expected ConvolutionLayer or SubsamplingLayer, found \""
                        + reference
                        + "\""));
  }
}
