package io.github.conv4j.conformance;

/** A result of batch normalisation that is compared. */
public enum NormQuantity {
  /** Output while training. */
  OUTPUT("y", "output"),
  /** Output after training, from the running statistics. */
  INFERENCE("y after training", "inference"),
  /** Gradient with respect to the input. */
  INPUT_GRADIENT("dX", "dInput"),
  /** Gradient with respect to γ, unless it is locked. */
  GAMMA_GRADIENT("dγ", "dGamma"),
  /** Gradient with respect to β, unless it is locked. */
  BETA_GRADIENT("dβ", "dBeta"),
  /** What the running mean loses in a step. */
  MEAN_CHANGE("change of the running mean", "mean"),
  /** What the running variance, or the logarithm of the deviation, loses in a step. */
  VARIANCE_CHANGE("change of the running variance", "variance");

  private final String symbol;
  private final String word;

  NormQuantity(String symbol, String word) {
    this.symbol = symbol;
    this.word = word;
  }

  /**
   * For sentences.
   *
   * @return such as dγ
   */
  public String symbol() {
    return symbol;
  }

  /**
   * For names of checks.
   *
   * @return such as dGamma
   */
  public String word() {
    return word;
  }
}
