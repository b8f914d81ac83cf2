package io.github.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line as users see it: a process with two streams and an exit code. */
class CommandLineTest {

  @Test
  void helpShowsVerbsOptionsAndExitCodes() throws Exception {
    ProcessRun run = ProcessRun.conv4j(Map.of(), "--help");

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).startsWith("Usage: conv4j VERB");
    assertThat(run.out())
        .containsSubsequence("Verbs:", "doctor", "completion", "Options:", "--json", "130");
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void versionNamesAllThree() throws Exception {
    ProcessRun run = ProcessRun.conv4j(Map.of(), "--version");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines().toList())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("conv4j "),
            line -> assertThat(line).isEqualTo("Deeplearning4j 1.0.0-M2.1"),
            line -> assertThat(line).startsWith("Java " + Runtime.version()));
  }

  @Test
  void noVerbShowsHelpOnTheErrorStream() throws Exception {
    ProcessRun run = ProcessRun.conv4j(Map.of());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("Usage: conv4j VERB");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "docter | unknown verb 'docter'; did you mean 'doctor'? Run 'conv4j --help' to see what is"
            + " possible.",
        "banana | unknown verb 'banana'. Run 'conv4j --help' to see what is possible.",
        "doctor --jsn | unknown option '--jsn'; did you mean '--json'? Run 'conv4j doctor --help' to"
            + " see what is possible.",
        "doctor now | unexpected word 'now'. Run 'conv4j doctor --help' to see what is possible.",
        "completion | missing required parameter: 'SHELL'. Run 'conv4j completion --help' to see"
            + " what is possible."
      })
  void wrongUsageIsOneLineThatHelps(String words, String expected) {
    Screen screen = Screen.piped();

    assertThat(screen.run(words.split(" "))).isEqualTo(2);

    assertThat(screen.err()).isEqualTo("conv4j: " + expected + "\n");
    assertThat(screen.out()).isEmpty();
  }

  @Test
  void wrongValueNamesWhatIsPossible() {
    Screen screen = Screen.piped();

    assertThat(screen.run("completion", "fish")).isEqualTo(2);

    assertThat(screen.err().lines()).hasSize(1);
    assertThat(screen.err())
        .contains("fish")
        .containsIgnoringCase("bash")
        .containsIgnoringCase("zsh");
  }

  @Test
  void usageErrorsAreTheSameInAProcess() throws Exception {
    ProcessRun run = ProcessRun.conv4j(Map.of(), "docter");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).hasSize(1);
  }

  @Test
  void doctorFindsThisMachineFit() throws Exception {
    ProcessRun run = ProcessRun.conv4j(Map.of("OMP_WAIT_POLICY", "PASSIVE"), "doctor");

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .containsSubsequence("Java", "backend", "BLAS", "memory")
        .doesNotContain("fail ");
  }

  @Test
  void doctorPrintsNothingButJson() throws Exception {
    ProcessRun run = ProcessRun.conv4j(Map.of(), "--json", "doctor");

    JsonNode report = new ObjectMapper().readTree(run.out());
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(report.get("verdict").asText()).isEqualTo("pass");
    assertThat(report.get("checks").findValuesAsText("name"))
        .contains(
            "Java", "natives", "backend", "BLAS", "op hook", "threads", "memory", "data", "output");
    assertThat(report.get("checks").findValuesAsText("status"))
        .hasSize(report.get("checks").size())
        .isSubsetOf("ok", "warn");
  }

  @Test
  void doctorFailsWhereResultsCannotBeWritten(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    Screen screen = Screen.piped();

    assertThat(screen.run("doctor", "--json", "--out", file.resolve("out").toString()))
        .isEqualTo(4);

    JsonNode report = new ObjectMapper().readTree(screen.out());
    assertThat(report.get("verdict").asText()).isEqualTo("fail");
    assertThat(report.get("checks").findValuesAsText("fix")).isNotEmpty();
  }

  @Test
  void libraryOutputStaysOffStandardOutput() throws Exception {
    ProcessRun run = ProcessRun.main(LoudVerb.class, Map.of(), "loud");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEqualTo("the result\n");
    assertThat(run.err())
        .contains("a warning")
        .doesNotContain("chatter")
        .doesNotContain("a library");
  }

  @Test
  void verboseShowsLibraryOutputOnTheErrorStream() throws Exception {
    ProcessRun run = ProcessRun.main(LoudVerb.class, Map.of(), "loud", "--verbose");

    assertThat(run.out()).isEqualTo("the result\n");
    assertThat(run.err()).contains("a warning").contains("chatter").contains("a library");
  }

  @Test
  void internalErrorsShowNoStackTraceUnlessAskedTo() throws Exception {
    ProcessRun quiet = ProcessRun.main(LoudVerb.class, Map.of(), "loud", "--break");
    ProcessRun verbose = ProcessRun.main(LoudVerb.class, Map.of(), "loud", "--break", "-v");

    assertThat(quiet.exitCode()).isEqualTo(70);
    assertThat(quiet.err())
        .contains("internal error: IllegalStateException: broken")
        .doesNotContain("\tat ");
    assertThat(verbose.exitCode()).isEqualTo(70);
    assertThat(verbose.err()).contains("\tat io.github.conv4j.cli");
  }

  @Test
  void errorsOfTheMachineAreCaughtToo() throws Exception {
    ProcessRun run = ProcessRun.main(LoudVerb.class, Map.of(), "loud", "--exhaust");

    assertThat(run.exitCode()).isEqualTo(4);
    assertThat(run.err()).contains("CONV4J_HEAP").doesNotContain("\tat ");
  }

  @Test
  void colourIsUsedOnTerminalsOnly() {
    Screen terminal = Screen.interactive(80, true);
    Screen pipe = Screen.piped();

    terminal.run("--help");
    pipe.run("--help");

    assertThat(terminal.out()).contains("\033[");
    assertThat(pipe.out()).doesNotContain("\033[");
  }

  @ParameterizedTest
  @CsvSource({"--no-color,--help", "--help,--no-color", "doctor,--no-color"})
  void noColorIsObeyedWhereverItStands(String first, String second) {
    Screen screen = Screen.interactive(80, true);

    screen.run(first, second);

    assertThat(screen.out()).isNotEmpty().doesNotContain("\033[");
  }

  @Test
  void noColorVariableIsObeyedInAProcess() throws Exception {
    List<String> terminal = List.of("-Dconv4j.stdout.tty=true", "-Dconv4j.stderr.tty=true");

    ProcessRun coloured = ProcessRun.java(terminal, Map.of("TERM", "xterm"), Main.class, "--help");
    ProcessRun plain =
        ProcessRun.java(terminal, Map.of("TERM", "xterm", "NO_COLOR", "1"), Main.class, "--help");

    assertThat(coloured.out()).contains("\033[");
    assertThat(plain.out()).isNotEmpty().doesNotContain("\033[");
  }

  @Test
  void completionScriptKnowsVerbsAndOptions() {
    Screen screen = Screen.piped();

    assertThat(screen.run("completion", "bash")).isZero();

    assertThat(screen.out())
        .startsWith("#!/usr/bin/env bash")
        .contains("doctor")
        .contains("--json");
  }
}
