package io.github.conv4j.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sends signals to processes that a test has started. */
public final class SignalSender {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String IGNORED = "SigIgn:";
  private static final long INTERRUPT_BIT = 1 << 1;

  private SignalSender() {}

  /**
   * Sends a signal; where it is INT and processes start with that ignored, the test is skipped and
   * says so.
   *
   * @param signal name without SIG
   * @param process whom to
   * @throws IOException if there is no {@code kill}
   * @throws InterruptedException if interrupted
   */
  public static void send(String signal, Process process) throws IOException, InterruptedException {
    boolean ignored = signal.equals("INT") && ignoresInterrupt();
    if (ignored) {
      process.destroyForcibly().waitFor();
    }
    assumeFalse(
        ignored,
        "SIGINT is ignored here, as in background jobs of a script: started processes inherit it");
    String pid = Long.toString(process.pid());
    assertThat(new ProcessBuilder("kill", "-" + signal, pid).start().waitFor()).isZero();
  }

  /** As far as the system says so. */
  private static boolean ignoresInterrupt() throws IOException {
    if (!Files.isReadable(STATUS)) {
      return false;
    }
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith(IGNORED))
        .map(line -> Long.parseUnsignedLong(line.substring(IGNORED.length()).strip(), 16))
        .anyMatch(mask -> (mask & INTERRUPT_BIT) != 0);
  }
}
