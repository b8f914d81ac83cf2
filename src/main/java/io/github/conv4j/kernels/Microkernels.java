package io.github.conv4j.kernels;

/** Chooses the inner loops once: with the Vector API where Java was started with it. */
public final class Microkernels {

  private static final String MODULE = "jdk.incubator.vector";
  private static final String VECTORS = "io.github.conv4j.vectors.FloatVectorMicrokernel";

  /** Vectors shorter than this gain nothing over what the compiler does with plain loops. */
  private static final int FEWEST_LANES = 4;

  static final Microkernel<float[]> FLOAT = floats();
  static final Microkernel<double[]> DOUBLE = new LoopMicrokernel<>(DoubleLanes.INSTANCE);

  private Microkernels() {}

  /**
   * Whether FLOAT runs on vector registers.
   *
   * @return false if this Java was started without {@code --add-modules jdk.incubator.vector}
   */
  public static boolean vectorised() {
    return !(FLOAT instanceof LoopMicrokernel);
  }

  @SuppressWarnings("unchecked") // the class is ours
  private static Microkernel<float[]> floats() {
    if (ModuleLayer.boot().findModule(MODULE).isPresent()) {
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
