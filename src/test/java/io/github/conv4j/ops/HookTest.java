package io.github.conv4j.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.geometry.WindowGeometry;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.cpu.nativecpu.ops.NativeOpExecutioner;
import org.nd4j.linalg.factory.Nd4j;

/** Where the handwritten ops run, and what happens where they cannot. */
class HookTest {

  private static final WindowGeometry GEOMETRY = WindowGeometry.square(2, 1, Padding.VALID);
  private static final Conv2DConfig CONFIG =
      new Conv2DConfig(GEOMETRY, Orientation.CROSS_CORRELATION);

  private final OpExecutioner before = Nd4j.getExecutioner();

  @AfterEach
  void restoreExecutioner() throws ReflectiveOperationException {
    setExecutioner(before);
    assertThat(Hook.isLive()).isTrue();
  }

  private static void setExecutioner(OpExecutioner executioner)
      throws ReflectiveOperationException {
    Field field = Nd4j.class.getDeclaredField("OP_EXECUTIONER_INSTANCE");
    field.setAccessible(true);
    field.set(null, executioner);
  }

  /** Somebody else's hook. */
  private static final class Foreign extends NativeOpExecutioner {}

  @Test
  void isInstalledWhenNd4jHasStarted() {
    assertThat(Nd4j.getExecutioner()).isInstanceOf(HandwrittenExecutioner.class);
    assertThat(Hook.isInstalled()).isTrue();
    assertThat(Hook.isLive()).isTrue();
  }

  @Test
  void replacesPlainExecutionerWhenAnOpIsMade() throws ReflectiveOperationException {
    setExecutioner(new NativeOpExecutioner());
    assertThat(Hook.isInstalled()).isFalse();
    INDArray x = Nd4j.ones(DataType.FLOAT, 1, 1, 3, 3);
    INDArray y = Nd4j.exec(new Pool2D(x, Pool2DConfig.of(GEOMETRY, PoolKind.SUM)))[0];
    assertThat(y).isEqualTo(Nd4j.valueArrayOf(new long[] {1, 1, 2, 2}, 4.0, DataType.FLOAT));
    assertThat(Hook.isInstalled()).isTrue();
  }

  @Test
  void leavesForeignExecutionerAlone() throws ReflectiveOperationException {
    Foreign foreign = new Foreign();
    setExecutioner(foreign);
    Hook.install();
    assertThat(Nd4j.getExecutioner()).isSameAs(foreign);
    assertThat(Hook.isInstalled()).isFalse();
    assertThat(Hook.isLive()).isFalse();
  }

  /** Every way to run an op under another executioner ends in the error, none in a number. */
  @Test
  void opsRefuseToRunUnderAnotherExecutioner() throws ReflectiveOperationException {
    INDArray x = Nd4j.ones(DataType.FLOAT, 1, 1, 3, 3);
    INDArray w = Nd4j.ones(DataType.FLOAT, 1, 1, 2, 2);
    SameDiff sd = SameDiff.create();
    SDVariable in = sd.var("x", x);
    new Conv2D(sd, in, sd.var("w", w), null, CONFIG).outputVariable().rename("y");
    sd.getVariable("y").sum().rename("loss").markAsLoss();
    sd.createGradFunction("w");
    for (OpExecutioner other : List.of(new Foreign(), new NativeOpExecutioner())) {
      List<Runnable> ways = new ArrayList<>();
      ways.add(() -> sd.output(Map.of(), "y"));
      ways.add(() -> sd.calculateGradients(Map.of(), "w"));
      if (other instanceof Foreign) {
        ways.add(() -> Nd4j.exec(new Conv2D(x, w, null, CONFIG)));
        ways.add(
            () -> {
              Pool2D op = new Pool2D(x, Pool2DConfig.of(GEOMETRY, PoolKind.MAX));
              op.addOutputArgument(Nd4j.create(DataType.FLOAT, 1, 1, 2, 2));
              Nd4j.exec(op);
            });
      }
      for (Runnable way : ways) {
        setExecutioner(other);
        assertThatThrownBy(way::run)
            .hasStackTraceContaining(HookNotLiveException.class.getName())
            .hasStackTraceContaining(
                "cannot run: expected the executioner"
                    + " io.github.conv4j.ops.HandwrittenExecutioner, found "
                    + other.getClass().getName()
                    + "; use the ND4J CPU backend (nd4j-native) without another executioner, or"
                    + " the composed variant (Execution.COMPOSED)");
      }
    }
  }

  /**
   * On another backend the CPU executioner's class does not exist; ND4J runs the start-up action
   * all the same, and catches no errors there.
   */
  @Test
  void doesNoHarmWhereTheCpuBackendIsMissing() throws Exception {
    OpExecutioner otherBackend =
        (OpExecutioner)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {OpExecutioner.class},
                (proxy, method, arguments) -> null);
    URL classes = Hook.class.getProtectionDomain().getCodeSource().getLocation();
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {classes}, getClass().getClassLoader()) {
          @Override
          protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("org.nd4j.linalg.cpu.")) {
              throw new ClassNotFoundException(name);
            }
            if (name.startsWith("io.github.conv4j.")) {
              Class<?> loaded = findLoadedClass(name);
              return loaded == null ? findClass(name) : loaded;
            }
            return super.loadClass(name, resolve);
          }
        }) {
      setExecutioner(otherBackend);
      Class<?> action = loader.loadClass(StartupAction.class.getName());
      Object instance = action.getConstructor().newInstance();
      assertThatCode(() -> action.getMethod("process", String.class).invoke(instance, "value"))
          .doesNotThrowAnyException();
      Class<?> hook = loader.loadClass(Hook.class.getName());
      assertThat(hook.getMethod("isLive").invoke(null)).isEqualTo(false);
      Object op = loader.loadClass(Pool2D.class.getName()).getConstructor().newInstance();
      assertThatThrownBy(() -> op.getClass().getMethod("opHash").invoke(op))
          .rootCause()
          .hasMessageStartingWith("op conv4j_pool2d cannot run");
    }
  }
}
