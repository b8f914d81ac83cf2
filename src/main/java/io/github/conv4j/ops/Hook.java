package io.github.conv4j.ops;

import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.WindowGeometry;
import java.lang.reflect.Field;
import org.nd4j.imports.converters.ImportClassMapping;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.factory.Nd4j;

/** Puts the executioner in place that runs handwritten ops, and tells whether it is. */
public final class Hook {

  private static final String FIELD = "OP_EXECUTIONER_INSTANCE";

  // By name: with another backend these classes cannot be loaded, and that must do no harm.
  private static final String PLAIN = "org.nd4j.linalg.cpu.nativecpu.ops.NativeOpExecutioner";
  static final String OURS = "io.github.conv4j.ops.HandwrittenExecutioner";

  private static boolean named;

  private Hook() {}

  /**
   * Installs the hook where it can be installed; does nothing where it is installed or cannot be.
   * Calling it is never necessary: see the package description.
   */
  public static synchronized void install() {
    installExecutioner();
    // Every new op comes by here: once is enough.
    if (!named) {
      OpCatalogue.prototypes()
          .forEach(op -> ImportClassMapping.getOpNameMapping().putIfAbsent(op.opName(), op));
      named = true;
    }
  }

  /** The part of {@link #install} that is safe while ND4J is still starting. */
  static synchronized void installExecutioner() {
    // A subclass may be somebody else's hook: leave it alone.
    OpExecutioner current = Nd4j.getExecutioner();
    if (current == null || !PLAIN.equals(current.getClass().getName())) {
      return;
    }
    try {
      Field field = Nd4j.class.getDeclaredField(FIELD);
      field.setAccessible(true);
      field.set(null, new HandwrittenExecutioner());
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new IllegalStateException(
          "handwritten ops cannot be hooked into ND4J: expected a settable field Nd4j."
              + FIELD
              + " (ND4J 1.0.0-M2.1), found "
              + e
              + "; use ND4J 1.0.0-M2.1",
          e);
    }
  }

  /**
   * Whether ND4J's executioner is ours.
   *
   * @return true if handwritten ops can run
   */
  public static boolean isInstalled() {
    OpExecutioner executioner = Nd4j.getExecutioner();
    return executioner != null && OURS.equals(executioner.getClass().getName());
  }

  /**
   * Runs a tiny convolution through ND4J and checks the numbers.
   *
   * @return true if handwritten ops run and are right
   */
  public static boolean isLive() {
    if (!isInstalled()) {
      return false;
    }
    INDArray x = Nd4j.createFromArray(new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9}).reshape(1, 1, 3, 3);
    INDArray w = Nd4j.createFromArray(new double[] {1, 0, 0, -1}).reshape(1, 1, 2, 2);
    Conv2DConfig config =
        new Conv2DConfig(WindowGeometry.square(2, 1, Padding.VALID), Orientation.CROSS_CORRELATION);
    INDArray y = Nd4j.exec(new Conv2D(x, w, null, config))[0];
    return y.equals(Nd4j.valueArrayOf(new long[] {1, 1, 2, 2}, -4.0, y.dataType()));
  }

  static void requireInstalled(String op) {
    if (!isInstalled()) {
      throw new HookNotLiveException(op, Nd4j.getExecutioner().getClass().getName());
    }
  }
}
