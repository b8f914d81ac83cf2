package io.github.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {

  @TempDir private Path folder;

  private static ProcessRun verify(String... arguments) throws Exception {
    String[] words = new String[arguments.length + 1];
    words[0] = "verify";
    System.arraycopy(arguments, 0, words, 1, arguments.length);
    return ProcessRun.conv4j(Map.of(), words);
  }

  @Test
  void rejectsBadCaseLineByItsWord() throws Exception {
    ProcessRun run = verify("--case", "conv n2 ic3 ih7 iw5 oc4 kh3 kw2 norml");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("\"norml\"").doesNotContain("Exception");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void rejectsUnknownAlgorithmAndNamesThoseThereAre() throws Exception {
    ProcessRun run = verify("--algorithm", "strassen");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("im2col", "winograd-2", "all", "\"strassen\"");
  }

  @Test
  void rejectsSeedZero() throws Exception {
    ProcessRun run = verify("--seed", "0");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--seed: expected a number from 1").contains("found 0");
  }

  @Test
  void showsCaseByAnAlgorithmWithParity() throws Exception {
    ProcessRun run =
        verify("--algorithm", "direct", "--case", "conv n2 ic3 ih9 iw9 oc4 kh3 kw3 normal relu");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("parity", "quality", "PASS").doesNotContain("failed");
  }

  @Test
  void rejectsUnknownLayerClass() throws Exception {
    ProcessRun run = verify("--layer", "no.such.Layer", "--reference", "ConvolutionLayer");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("no.such.Layer").contains("--classpath");
  }

  @Test
  void rejectsLayerWithoutReference() throws Exception {
    ProcessRun run = verify("--layer", "no.such.Layer");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--reference");
  }

  @Test
  void showsCaseThatAllComputeRight() throws Exception {
    ProcessRun run = verify("--case", "conv n2 ic3 ih7 iw5 oc4 kh3 kw2 sh2 ph1");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("conv4j ops", "conv4j layers", "Deeplearning4j", "dW", "exact")
        .contains("PASS")
        .doesNotContain("failed");
  }

  @Test
  void printsCaseAsJson() throws Exception {
    ProcessRun run = verify("--case", "conv n1 ic1 ih3 iw3 oc1 kh2 kw2", "--json");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(new ObjectMapper().readTree(run.out()).toString())
        .contains("\"quantity\":\"dW\"", "\"shareOfBound\":0.0", "\"outcome\":\"passed\"");
  }

  @Test
  void showsCaseThatDeeplearning4jComputesWrong() throws Exception {
    ProcessRun run = verify("--case", "max n2 ic2 ih1 iw4 kh1 kw6 ph1 pw2 distinct");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("first differences: [0, 0, 0, 0] expected 0.00000000, found -3.4")
        .contains("Deeplearning4j's layer is wrong here");
  }

  @Test
  void refusesWrongLayerOfAUserInEveryOutput() throws Exception {
    String layer = "io.github.conv4j.examples.DoubledConvolution";
    ProcessRun run =
        verify(
            "--suite",
            "smoke",
            "--layer",
            layer,
            "--reference",
            "ConvolutionLayer",
            "--out",
            folder.toString());

    assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
    assertThat(run.out())
        .contains("FAIL", "FAILED  DoubledConvolution, geometry: conv n2", "dW: largest error");
    String json = Files.readString(folder.resolve("verify.json"));
    String failing = new ObjectMapper().readTree(json).at("/failures/0/case").asText();
    assertThat(failing).startsWith("conv n2");
    assertThat(Files.readString(folder.resolve("verify.html"))).contains("FAIL").contains(failing);
    assertThat(Files.readString(folder.resolve("junit.xml")))
        .contains("<failure message=")
        .contains("name=\"" + failing + "\"");
  }
}
