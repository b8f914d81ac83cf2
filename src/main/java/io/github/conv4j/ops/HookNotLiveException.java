package io.github.conv4j.ops;

/** A handwritten op was asked to run where ND4J would not run it. */
public final class HookNotLiveException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  HookNotLiveException(String op, String executioner) {
    super(
        "op "
            + op
            + " cannot run: expected the executioner "
            + Hook.OURS
            + ", found "
            + executioner
            + "; use the ND4J CPU backend (nd4j-native) without another executioner, or the"
            + " composed variant (Execution.COMPOSED)");
  }
}
