package io.github.conv4j.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.machine.ChildJvm;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** In steady state our ops and the optimiser allocate next to nothing, in any thread. */
class AllocationTest {

  /** Heap bytes of all of LeNet's ops, a batch normalisation and Adam in one training step. */
  private static final long MOST_BYTES = 64 * 1024;

  /** As the launcher starts Java: with the API's own checks every vector load allocates. */
  private static final List<String> LAUNCHER =
      List.of("-Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0");

  @Test
  void aStepAllocatesLittleHeapAndNoNativeMemory() throws IOException, InterruptedException {
    try (ChildJvm child = new ChildJvm(AllocationProgram.class, LAUNCHER, List.of())) {
      Process process = child.builder().redirectError(Redirect.DISCARD).start();
      String[] lines =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split("\\R");
      assertThat(process.waitFor()).isZero();
      String[] bytes = lines[lines.length - 1].split(" ");
      assertThat(Long.parseLong(bytes[0])).as("heap bytes per step").isBetween(1L, MOST_BYTES);
      assertThat(Long.parseLong(bytes[1])).as("native bytes").isLessThanOrEqualTo(0);
    }
  }
}
