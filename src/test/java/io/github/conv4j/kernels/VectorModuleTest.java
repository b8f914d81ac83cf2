package io.github.conv4j.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.testing.FreshJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways to start a program that uses the library. */
class VectorModuleTest {

  private static final String EXPORT = "--add-exports=java.base/jdk.internal.module=ALL-UNNAMED";

  @TempDir private Path folder;

  /** Prints whether vectors are used, and a row of numbers turned into columns and back. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) {
      Microkernel<float[]> kernel = Microkernels.FLOAT;
      int lanes = kernel.lanes();
      int[] offsets = new int[lanes];
      float[] rows = new float[3 * lanes];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = i;
      }
      for (int lane = 0; lane < lanes; lane++) {
        offsets[lane] = 3 * lane;
      }
      float[] vectors = new float[rows.length];
      kernel.interleave(rows, 0, offsets, vectors, 0, new int[] {0, 1, 2}, 0, 3);
      System.out.print(Microkernels.vectorised() + " " + vectors[lanes]);
    }
  }

  private String start(String... options) throws Exception {
    String out = FreshJvm.run(folder, List.of(options), Program.class);
    assertThat(Files.readString(folder.resolve("stderr.txt"))).doesNotContain("Exception");
    return out;
  }

  @Test
  void theModuleIsLoadedWithoutAWarningWhereThatIsAllowed() throws Exception {
    assertThat(start(EXPORT)).isEqualTo("true 1.0");

    assertThat(folder.resolve("stderr.txt")).isEmptyFile();
  }

  @Test
  void theOfficialOptionWorksToo() throws Exception {
    assertThat(start("--add-modules=jdk.incubator.vector")).isEqualTo("true 1.0");
    assertThat(start("--add-modules=jdk.incubator.vector", EXPORT)).isEqualTo("true 1.0");
  }

  @Test
  void plainLoopsRunWithoutAnyOption() throws Exception {
    assertThat(start()).isEqualTo("false 1.0");

    assertThat(folder.resolve("stderr.txt")).isEmptyFile();
  }
}
