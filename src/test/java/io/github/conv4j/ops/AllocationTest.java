package io.github.conv4j.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.machine.ChildJvm;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In steady state our ops and the optimiser allocate next to nothing, in any thread. */
class AllocationTest {

  /** As the launcher starts Java: with the API's own checks every vector load allocates. */
  private static final List<String> LAUNCHER =
      List.of("-Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0");

  /**
   * The wide step has objects per task of its twelve convolutions; a vector loop that makes objects
   * has megabytes.
   */
  @ParameterizedTest
  @CsvSource({"lenet, 64", "wide, 256"})
  void aStepAllocatesLittleHeapAndNoNativeMemory(String step, long mostKilobytes)
      throws IOException, InterruptedException {
    try (ChildJvm child = new ChildJvm(AllocationProgram.class, LAUNCHER, List.of(step))) {
      Process process = child.builder().redirectError(Redirect.DISCARD).start();
      String[] lines =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split("\\R");
      assertThat(process.waitFor()).isZero();
      String[] bytes = lines[lines.length - 1].split(" ");
      assertThat(Long.parseLong(bytes[0]))
          .as("heap bytes per step")
          .isBetween(1L, mostKilobytes * 1024);
      assertThat(Long.parseLong(bytes[1])).as("native bytes").isLessThanOrEqualTo(0);
    }
  }
}
