package io.github.conv4j.export;

/** Which ops an exported graph is made of. */
public enum Form {
  /** conv4j's handwritten convolution and pooling ops: fast; conv4j must be on the class path. */
  CONV4J_OPS,
  /** ND4J's own ops only: any program with ND4J loads it. */
  ND4J_OPS
}
