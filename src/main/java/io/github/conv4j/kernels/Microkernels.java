package io.github.conv4j.kernels;

/** Chooses the inner loops once: with the Vector API where Java was started with it. */
public final class Microkernels {

  private static final String VECTORS = "io.github.conv4j.vectors.FloatVectorMicrokernel";
  private static final String VECTOR_POOLING = "io.github.conv4j.vectors.FloatVectorPooling";

  /** Vectors shorter than this gain nothing over what the compiler does with plain loops. */
  private static final int FEWEST_LANES = 4;

  static final Microkernel<float[]> FLOAT = floats();
  static final Microkernel<double[]> DOUBLE = new LoopMicrokernel<>(DoubleLanes.INSTANCE);
  static final PoolLoops.Factory<float[]> FLOAT_POOLING = floatPooling();

  private Microkernels() {}

  /**
   * Whether FLOAT runs on vector registers.
   *
   * @return false if this Java was started without the Vector API (see the package)
   */
  public static boolean vectorised() {
    return !(FLOAT instanceof LoopMicrokernel);
  }

  /**
   * Elements of FLOAT that are computed at a time.
   *
   * @return elements of a vector register, or of what stands for one in plain loops
   */
  public static int lanes() {
    return FLOAT.lanes();
  }

  /**
   * Whether this Java could run FLOAT on vector registers, if it was started for it.
   *
   * @return false if it lacks the module {@code jdk.incubator.vector}
   */
  public static boolean vectorisable() {
    return VectorModule.exists();
  }

  @SuppressWarnings("unchecked") // the class is ours
  private static Microkernel<float[]> floats() {
    if (VectorModule.isReady()) {
      try {
        Microkernel<float[]> vectors =
            (Microkernel<float[]>) Class.forName(VECTORS).getMethod("create").invoke(null);
        if (vectors.lanes() >= FEWEST_LANES) {
          return vectors;
        }
      } catch (ReflectiveOperationException | LinkageError e) {
        // Another version of the incubating module than the one we know: plain loops do.
      }
    }
    return new LoopMicrokernel<>(FloatLanes.INSTANCE);
  }

  @SuppressWarnings("unchecked") // the class is ours
  private static PoolLoops.Factory<float[]> floatPooling() {
    PoolLoops.Factory<float[]> plain = FloatPoolLoops::new;
    if (!vectorised()) {
      return plain;
    }
    try {
      return (PoolLoops.Factory<float[]>)
          Class.forName(VECTOR_POOLING)
              .getMethod("factory", PoolLoops.Factory.class)
              .invoke(null, plain);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(VECTOR_POOLING + " lacks its factory", e);
    }
  }

  @SuppressWarnings("unchecked") // the class is ours
  static WinogradTransforms<float[]> floatWinograd(int outputs) {
    if (vectorised()) {
      try {
        return (WinogradTransforms<float[]>)
            Class.forName(VECTORS).getMethod("winograd", int.class).invoke(null, outputs);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(VECTORS + " lacks its transforms", e);
      }
    }
    return new LoopWinogradTransforms<>(FloatLanes.INSTANCE, outputs);
  }
}
