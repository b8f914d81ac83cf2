package io.github.conv4j.conformance;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A probe that is noisy and, by the seed of the case, throws, halts or falls asleep. */
public final class MoodyProbe {

  static final long HALT = 1001;
  static final long SLEEP_AFTER_START = 1002;
  static final long THROW = 1003;

  private MoodyProbe() {}

  public static void main(String[] arguments) throws IOException {
    PrintStream noise =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.US_ASCII);
    noise.println("a library says hello");
    LayerProbe.answer(arguments[0], new Moody(noise));
  }

  private static final class Moody implements Subject {
    private final PrintStream noise;
    private boolean started;

    private Moody(PrintStream noise) {
      this.noise = noise;
    }

    @Override
    public String name() {
      return "moody";
    }

    @Override
    public Map<Quantity, double[]> compute(Problem problem, Operands operands) {
      noise.print("noise without a line break ");
      if (problem.seed() == HALT) {
        Runtime.getRuntime().halt(9);
      }
      if (problem.seed() == THROW) {
        throw new IllegalStateException("bad mood");
      }
      if (problem.seed() == SLEEP_AFTER_START && started) {
        sleep();
      }
      started = true;
      return new ReferenceSubject().compute(problem, operands);
    }

    private static void sleep() {
      try {
        Thread.sleep(60_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
