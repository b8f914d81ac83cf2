package io.github.conv4j.cli;

import io.github.conv4j.files.Unfinished;
import io.github.conv4j.result.Interruption;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Turns Ctrl-C and SIGTERM into a wish to stop. The run gets some seconds to reach a place where no
 * file is half written; a second signal ends the process at once.
 *
 * <p>A shutdown hook cannot do this: once the JVM shuts down it ignores further signals. The JDK's
 * own signal class can, but the compiler warns about every direct use of it, hence the reflection.
 * On a JDK without that class the JVM's default stays in force: the first signal ends the process.
 */
final class Signals {
  private static final long GRACE_MILLISECONDS = 10_000;

  private final Terminal terminal;
  private final Interruption interruption;
  private final AtomicBoolean first = new AtomicBoolean(true);
  private volatile ExitCode exitCode = ExitCode.INTERRUPTED;

  private Signals(Terminal terminal, Interruption interruption) {
    this.terminal = terminal;
    this.interruption = interruption;
  }

  static Signals install(Terminal terminal, Interruption interruption) {
    Signals signals = new Signals(terminal, interruption);
    signals.handle("INT", ExitCode.INTERRUPTED);
    signals.handle("TERM", ExitCode.TERMINATED);
    // Whatever else ends the JVM, such as a terminal that is closed.
    Runtime.getRuntime().addShutdownHook(new Thread(Unfinished::removeAll));
    return signals;
  }

  /**
   * The exit code that belongs to the signal that came.
   *
   * @return interrupted or terminated
   */
  ExitCode exitCode() {
    return exitCode;
  }

  private void handle(String signal, ExitCode code) {
    try {
      Class<?> signalClass = Class.forName("sun.misc.Signal");
      Class<?> handlerClass = Class.forName("sun.misc.SignalHandler");
      InvocationHandler handler = (proxy, method, arguments) -> respond(method, code);
      Object proxy =
          Proxy.newProxyInstance(
              handlerClass.getClassLoader(), new Class<?>[] {handlerClass}, handler);
      signalClass
          .getMethod("handle", signalClass, handlerClass)
          .invoke(null, signalClass.getConstructor(String.class).newInstance(signal), proxy);
    } catch (ReflectiveOperationException unavailable) {
      terminal.message("signals cannot be handled on this JDK: " + unavailable);
    }
  }

  private Object respond(Method method, ExitCode code) {
    if (method.getName().equals("handle")) {
      receive(code);
    }
    return null;
  }

  private void receive(ExitCode code) {
    if (!first.getAndSet(false)) {
      stop(code);
    }
    exitCode = code;
    interruption.request();
    terminal.message("interrupted; stopping (a second Ctrl-C stops at once)");
    Thread deadline = new Thread(() -> haltAfterGrace(code), "conv4j-interruption-deadline");
    deadline.setDaemon(true);
    deadline.start();
  }

  private static void haltAfterGrace(ExitCode code) {
    try {
      Thread.sleep(GRACE_MILLISECONDS);
    } catch (InterruptedException stopEarlier) {
      Thread.currentThread().interrupt();
    }
    stop(code);
  }

  private static void stop(ExitCode code) {
    Unfinished.removeAll();
    Runtime.getRuntime().halt(code.code());
  }
}
