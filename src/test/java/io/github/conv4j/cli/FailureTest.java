package io.github.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.data.DataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailureTest {

  @Test
  void reportsUnusableFilesAsTheyWereDescribed() {
    Failure failure = Failure.of(new DataException("train.gz: expected 10 bytes, found 9"));

    assertThat(failure)
        .isEqualTo(new Failure(ExitCode.UNUSABLE_FILE, "train.gz: expected 10 bytes, found 9"));
  }

  @Test
  void looksThroughWrappers() {
    Failure failure = Failure.of(new IllegalStateException(new DataException("broken")));

    assertThat(failure).isEqualTo(new Failure(ExitCode.UNUSABLE_FILE, "broken"));
  }

  @Test
  void survivesCircularCauses() {
    Exception a = new Exception("a");
    Exception b = new Exception("b", a);
    a.initCause(b);

    assertThat(Failure.of(a).exitCode()).isEqualTo(ExitCode.INTERNAL);
  }

  @Test
  void passesOnWhatIsWrongWithTheMachine() {
    Failure failure = Failure.of(new EnvironmentException("no space for natives", null));

    assertThat(failure).isEqualTo(new Failure(ExitCode.ENVIRONMENT, "no space for natives"));
  }

  @Test
  void namesPathAndReasonOfFileErrors() {
    assertThat(Failure.of(new UncheckedIOException(new AccessDeniedException("/x/out"))))
        .isEqualTo(
            new Failure(
                ExitCode.ENVIRONMENT,
                "cannot use /x/out: permission denied; free space, change permissions, or choose"
                    + " another place"));
    assertThat(
            Failure.of(new FileSystemException("/x/out", null, "No space left on device"))
                .message())
        .startsWith("cannot use /x/out: No space left on device; ");
    assertThat(Failure.of(new NoSuchFileException("/x/in")).message())
        .startsWith("cannot use /x/in: no such file or folder; ");
  }

  @Test
  void describesARealUnwritablePlace(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    try {
      Files.createDirectories(file.resolve("out"));
    } catch (IOException thrown) {
      assertThat(Failure.of(thrown).exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
      assertThat(Failure.of(thrown).message()).contains(file.toString());
      return;
    }
    throw new AssertionError("a folder was created below a file");
  }

  @Test
  void saysHowToRaiseTheHeap() {
    Failure failure = Failure.of(new OutOfMemoryError("Java heap space"));

    assertThat(failure.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(failure.message()).contains("heap").contains("CONV4J_HEAP=");
  }

  @Test
  void doesNotBlameTheHeapForNativeMemory() {
    Failure failure =
        Failure.of(
            new OutOfMemoryError(
                "Physical memory usage is too high: physicalBytes (9M) > maxPhysicalBytes (8M)"));

    assertThat(failure.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(failure.message()).contains("native memory").doesNotContain("CONV4J_HEAP");
  }

  @Test
  void sendsMissingLibrariesToTheDoctor() {
    Failure failure = Failure.of(new UnsatisfiedLinkError("no jnind4jcpu"));

    assertThat(failure.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(failure.message()).contains("no jnind4jcpu").contains("conv4j doctor");
  }

  @Test
  void reportsInterruptions() {
    assertThat(Failure.of(new CancellationException("stop")).exitCode())
        .isEqualTo(ExitCode.INTERRUPTED);
  }

  @Test
  void admitsEverythingElseAsInternal() {
    assertThat(Failure.of(new NullPointerException("x is null")))
        .isEqualTo(
            new Failure(
                ExitCode.INTERNAL,
                "internal error: NullPointerException: x is null; run again with --verbose for"
                    + " details"));
  }
}
