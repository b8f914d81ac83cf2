package io.github.conv4j.kernels;

import java.lang.module.ModuleFinder;

/**
 * The JDK's module with the Vector API, an incubating one: a program gets it only if it asks.
 *
 * <p>Java started with {@code --add-modules jdk.incubator.vector} has it, and prints a warning at
 * every start. Java started with {@code --add-exports java.base/jdk.internal.module=ALL-UNNAMED}
 * allows to load it when it is needed, without one; the virtual machine treats both alike.
 */
final class VectorModule {

  private static final String NAME = "jdk.incubator.vector";
  private static final String LOADER = "jdk.internal.module.Modules";

  private VectorModule() {}

  /** Whether this Java runtime has the module at all. */
  static boolean exists() {
    return ModuleFinder.ofSystem().find(NAME).isPresent();
  }

  /** Makes the module's classes visible if this Java was started so that it can be done. */
  static boolean isReady() {
    return ModuleLayer.boot().findModule(NAME).isPresent() || (exists() && load());
  }

  private static boolean load() {
    try {
      Class.forName(LOADER).getMethod("loadModule", String.class).invoke(null, NAME);
      return true;
    } catch (ReflectiveOperationException | LinkageError e) {
      // Not allowed, or a Java with other internals than those we know.
      return false;
    }
  }
}
