package io.github.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.data.Mnist;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoctorChecksTest {
  private static final Map<String, String> JVM =
      Map.of("java.runtime.version", "17", "java.vm.name", "VM", "sun.arch.data.model", "64");

  @ParameterizedTest
  @CsvSource({"16, 64, FAIL", "17, 64, OK", "17, 32, FAIL", "25, 64, OK"})
  void javaHasToBeNewAnd64Bit(int feature, String bits, Finding.Status status) {
    Map<String, String> properties =
        Map.of("java.runtime.version", "x", "java.vm.name", "VM", "sun.arch.data.model", bits);

    assertThat(new JavaCheck(feature, properties::get).examine().status()).isEqualTo(status);
    assertThat(new JavaCheck(feature, JVM::get).examine().found()).isEqualTo("17, VM");
  }

  @Test
  void theseTestsRunOnVectorRegisters() {
    Finding found = new VectorsCheck().examine();

    assertThat(found.status()).as(found.found()).isEqualTo(Finding.Status.OK);
    assertThat(new VectorsCheck(true, 8, true).examine().found())
        .isEqualTo("kernels run on registers of 256 bits, 8 FLOAT numbers at a time");
  }

  @ParameterizedTest
  @CsvSource({"true, --add-exports", "false, JDK"})
  void missingVectorsAreNoted(boolean possible, String fix) {
    Finding found = new VectorsCheck(false, 8, possible).examine();

    assertThat(found.status()).isEqualTo(Finding.Status.WARN);
    assertThat(found.fix()).contains(fix);
  }

  @Test
  void nativesOfThisPlatformAreFound() {
    assertThat(new NativesCheck().examine().status()).isEqualTo(Finding.Status.OK);
  }

  @Test
  void nativesOfAnotherPlatformAreMissed() {
    NativesCheck onlyLinux =
        new NativesCheck("macosx-arm64", path -> path.contains("linux-x86_64"));

    assertThat(onlyLinux.examine().status()).isEqualTo(Finding.Status.FAIL);
    assertThat(onlyLinux.examine().found()).contains("ND4J").contains("macosx-arm64");
  }

  @Test
  void missingOpenBlasIsNamed() {
    NativesCheck noBlas = new NativesCheck("linux-x86_64", path -> !path.contains("openblas"));

    assertThat(noBlas.examine().found()).startsWith("no OpenBLAS natives");
  }

  @Test
  void blasOfThisMachineIsRight() {
    assertThat(new BlasCheck().examine()).extracting(Finding::status).isEqualTo(Finding.Status.OK);
  }

  @Test
  void wrongBlasIsFoundOut() {
    BlasCheck oneElementWrong =
        new BlasCheck(
            (a, b) -> {
              float[][] product = new float[a.length][b[0].length];
              for (int i = 0; i < a.length; i++) {
                for (int j = 0; j < b[0].length; j++) {
                  for (int k = 0; k < b.length; k++) {
                    product[i][j] += a[i][k] * b[k][j];
                  }
                }
              }
              product[36][28]++;
              return product;
            });

    assertThat(oneElementWrong.examine().status()).isEqualTo(Finding.Status.FAIL);
    assertThat(oneElementWrong.examine().found()).contains("row 36, column 28");
  }

  @Test
  void handwrittenOpsRunOnThisMachine() {
    assertThat(new HookCheck().examine().status()).isEqualTo(Finding.Status.OK);
  }

  @Test
  void aHookThatIsNotLiveIsAFailure() {
    assertThat(new HookCheck(() -> false).examine().status()).isEqualTo(Finding.Status.FAIL);
  }

  @Test
  void mnistOfTheProjectIsFound() {
    assertThat(new DataCheck().examine())
        .isEqualTo(Finding.ok("mnist: 60,000 training and 10,000 test images, SHA-256 sums right"));
  }

  @Test
  void missingDataIsAFailureThatSaysWhere(@TempDir Path folder) {
    Finding finding = new DataCheck(() -> Mnist.open(folder)).examine();

    assertThat(finding.status()).isEqualTo(Finding.Status.FAIL);
    assertThat(finding.found()).contains(folder.toString());
    assertThat(finding.fix()).contains("data/mnist");
  }

  @ParameterizedTest
  @CsvSource({
    "2, PASSIVE, 2, OK, ",
    "2, passive, 1, OK, ",
    "2, , 2, WARN, OMP_WAIT_POLICY=PASSIVE",
    "2, ACTIVE, 2, WARN, OMP_WAIT_POLICY=PASSIVE",
    "2, PASSIVE, 64, WARN, OMP_NUM_THREADS=2"
  })
  void threadsMustFitTheProcessors(
      int processors, String policy, int threads, Finding.Status status, String fix) {
    ThreadsCheck check =
        new ThreadsCheck(
            processors, name -> name.equals("OMP_WAIT_POLICY") ? policy : null, () -> threads);

    assertThat(check.examine().status()).isEqualTo(status);
    if (fix == null) {
      assertThat(check.examine().fix()).isNull();
    } else {
      assertThat(check.examine().fix()).contains(fix);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "8000, 2000, 7200, OK",
    "8000, 500, 7200, WARN",
    "8000, 2000, 9000, WARN",
    "8000, 2000, 0, WARN"
  })
  void memoryLimitsMustProtectTheMachine(
      long physical, long heap, long process, Finding.Status status) {
    MemoryCheck check = new MemoryCheck(new MemoryCheck.Sizes(physical, heap, 4000, process));

    assertThat(check.examine().status()).isEqualTo(status);
  }

  @Test
  void folderMayNotExistYetAndIsNotCreated(@TempDir Path folder) throws Exception {
    Path out = folder.resolve("a/b");

    Finding finding = new FolderCheck("output", () -> out, 0, "fix it").examine();

    assertThat(finding.status()).isEqualTo(Finding.Status.OK);
    assertThat(finding.found()).startsWith(out.toString());
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void folderBelowAFileIsNotUsable(@TempDir Path folder) throws Exception {
    Path file = Files.createFile(folder.resolve("file"));

    Finding finding = new FolderCheck("output", () -> file.resolve("b"), 0, "fix it").examine();

    assertThat(finding.status()).isEqualTo(Finding.Status.FAIL);
    assertThat(finding.found()).startsWith("cannot write to " + file.resolve("b") + ": ");
    assertThat(finding.fix()).isEqualTo("fix it");
  }

  @Test
  void fullDiskIsAWarning(@TempDir Path folder) throws Exception {
    Finding finding = new FolderCheck("output", () -> folder, Long.MAX_VALUE, "fix it").examine();

    assertThat(finding.status()).isEqualTo(Finding.Status.WARN);
    assertThat(finding.fix()).endsWith("fix it");
  }

  @Test
  void aCheckThatBreaksIsAFailureWithItsFix() {
    FolderCheck broken =
        new FolderCheck(
            "output",
            () -> {
              throw new IOException("disk\ngone");
            },
            0,
            "fix it");

    assertThat(DoctorCommand.examine(broken))
        .isEqualTo(Finding.fail("java.io.IOException: disk gone", "fix it"));
  }

  @Test
  void tableKeepsToTheWidthOfTheTerminalAndShowsFixes() {
    Screen screen = Screen.interactive(60, false);
    DoctorTable table = new DoctorTable(screen.terminal());
    DoctorCommand.Entry entry =
        new DoctorCommand.Entry(
            "threads",
            Finding.warn("2 processors ".repeat(8).strip(), "set it ".repeat(9).strip()));

    table.print(entry);
    table.printSummary(List.of(entry));

    assertThat(screen.out().lines()).allMatch(line -> line.length() <= 60);
    assertThat(screen.out())
        .startsWith("  warn  threads       2 processors")
        .contains("\n                      fix: set it")
        .endsWith("1 checks, 0 failed, 1 with a warning.\n");
  }
}
