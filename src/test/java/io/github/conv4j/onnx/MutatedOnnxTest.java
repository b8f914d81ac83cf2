package io.github.conv4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import io.github.conv4j.files.Mutations;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** ONNX files with random damage; {@code -Dconv4j.mutants=10000} for a release. */
class MutatedOnnxTest {

  private static final int MUTANTS = Integer.getInteger("conv4j.mutants", 500);
  private static final long MOST_NANOSECONDS = TimeUnit.SECONDS.toNanos(2);
  private static final long MOST_BYTES = 16 << 20;

  @Test
  void areReadOrRefused() {
    byte[] good = OnnxWriter.bytes(SampleModels.residual());
    ThreadMXBean meter = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    int refused = 0;
    for (int mutant = 0; mutant < MUTANTS; mutant++) {
      byte[] bytes = Mutations.mutate(good, 512, new Random(7_000_003L + mutant));
      long allocated = meter.getThreadAllocatedBytes(thread);
      long start = System.nanoTime();
      try {
        OnnxReader.read(ByteBuffer.wrap(bytes));
      } catch (OnnxFormatException e) {
        refused++;
        assertThat(e.getMessage())
            .as("mutant %d", mutant)
            .hasLineCount(1)
            .contains("expected", "found", " at byte ")
            .hasSizeLessThan(1000);
        assertThat(e.getMessage().chars()).allMatch(c -> !Character.isISOControl(c));
      } catch (RuntimeException | Error e) {
        fail("mutant " + mutant + ": " + e, e);
      }
      assertThat(System.nanoTime() - start)
          .as("time, mutant %d", mutant)
          .isLessThan(MOST_NANOSECONDS);
      assertThat(meter.getThreadAllocatedBytes(thread) - allocated)
          .as("memory, mutant %d", mutant)
          .isLessThan(MOST_BYTES);
    }
    assertThat(refused).isBetween(1, MUTANTS - 1);
  }
}
