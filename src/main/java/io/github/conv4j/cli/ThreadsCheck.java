package io.github.conv4j.cli;

import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.factory.Nd4j;

/** The threads of the native libraries: no more than processors, and not spinning while idle. */
final class ThreadsCheck implements DoctorCheck {
  private final int processors;
  private final UnaryOperator<String> environment;
  private final IntSupplier nativeThreads;

  ThreadsCheck() {
    this(
        Runtime.getRuntime().availableProcessors(),
        System::getenv,
        () -> Nd4j.getEnvironment().maxMasterThreads());
  }

  ThreadsCheck(int processors, UnaryOperator<String> environment, IntSupplier nativeThreads) {
    this.processors = processors;
    this.environment = environment;
    this.nativeThreads = nativeThreads;
  }

  @Override
  public String name() {
    return "threads";
  }

  @Override
  public String fix() {
    return "repair the backend first";
  }

  @Override
  public Finding examine() {
    int threads = nativeThreads.getAsInt();
    String policy = environment.apply("OMP_WAIT_POLICY");
    String found =
        Terminal.format(
            "%d processors; native threads %d; OMP_NUM_THREADS %s; OMP_WAIT_POLICY %s",
            processors, threads, orUnset(environment.apply("OMP_NUM_THREADS")), orUnset(policy));
    if (threads > processors) {
      return Finding.warn(
          found, "more native threads than processors is slow: set OMP_NUM_THREADS=" + processors);
    }
    if (!"passive".equalsIgnoreCase(policy)) {
      return Finding.warn(
          found,
          "idle native threads spin and slow the others down: start with scripts/conv4j, or set"
              + " OMP_WAIT_POLICY=PASSIVE");
    }
    return Finding.ok(found);
  }

  private static String orUnset(String value) {
    return value == null || value.isEmpty() ? "not set" : value;
  }
}
