package io.github.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code scripts/conv4j} in a copy of the project whose Maven only pretends to build, so that the
 * test neither needs a network nor disturbs the build it is part of.
 */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
  private static final Path SCRIPT = Path.of("scripts", "conv4j").toAbsolutePath();

  @TempDir private Path folder;
  private Path home;
  private Path tools;
  private Path builds;

  @BeforeEach
  void pretendAProject() throws IOException {
    home = Files.createDirectories(folder.resolve("a project"));
    tools = Files.createDirectories(folder.resolve("tools"));
    builds = Files.createFile(folder.resolve("builds"));
    Files.createDirectories(home.resolve("src/main"));
    Files.writeString(home.resolve("pom.xml"), "<project/>");
    Files.createDirectories(home.resolve("scripts"));
    Files.copy(SCRIPT, home.resolve("scripts/conv4j"));
    maven(
        "echo build >>'" + builds + "'",
        "mkdir -p target && : >target/conv4j.jar",
        "printf '%s' \"$CONV4J_TEST_CLASS_PATH\" >target/classpath.txt");
  }

  @Test
  void buildsOnceAndStartsFromAnyFolderThroughALink() throws Exception {
    Path link =
        Files.createSymbolicLink(folder.resolve("conv4j link"), home.resolve("scripts/conv4j"));

    ProcessRun first = launch(link, Map.of(), "--version");
    ProcessRun second = launch(link, Map.of(), "--version");

    assertThat(first.exitCode()).isZero();
    assertThat(first.out()).startsWith("conv4j ");
    assertThat(first.err()).contains("first run downloads");
    assertThat(second.out()).isEqualTo(first.out());
    assertThat(second.err()).isEmpty();
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void buildsAgainWhenASourceIsNewer() throws Exception {
    launch("--version");
    Path source = Files.writeString(home.resolve("src/main/New.java"), "class New {}");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));

    assertThat(launch("--version").err()).contains("sources changed");

    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void buildsAgainWhenALibraryIsGone() throws Exception {
    Path library = Files.createFile(folder.resolve("library.jar"));
    Map<String, String> environment =
        Map.of("CONV4J_TEST_CLASS_PATH", ProcessRun.classPath() + ":" + library);
    launch(home.resolve("scripts/conv4j"), environment, "--version");
    Files.delete(library);

    launch("--version");

    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void twoStartsAtOnceBuildOnce() throws Exception {
    String build = Files.readString(tools.resolve("mvn"));
    script(tools.resolve("mvn"), "sleep 1", build);

    ProcessRun.Started first = start(home.resolve("scripts/conv4j"), Map.of(), "--version");
    ProcessRun.Started second = start(home.resolve("scripts/conv4j"), Map.of(), "--version");

    assertThat(first.end().exitCode()).isZero();
    assertThat(second.end().exitCode()).isZero();
    assertThat(builds()).isEqualTo(1);
    assertThat(home.resolve("target/conv4j.lock")).doesNotExist();
  }

  @Test
  void removesTheLockOfADeadBuild() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Path lock = Files.createDirectories(home.resolve("target/conv4j.lock"));
    Files.writeString(lock.resolve("pid"), dead.pid() + "\n");

    ProcessRun run = launch("--version");

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).contains("removing the lock");
  }

  @Test
  void stopsMavenWhenItIsStopped() throws Exception {
    maven("echo $$ >'" + builds + "'", "exec sleep 100");
    ProcessRun.Started started = start(home.resolve("scripts/conv4j"), Map.of(), "--version");
    while (builds() == 0) {
      assertThat(started.process().isAlive()).isTrue();
      Thread.sleep(50);
    }

    started.process().toHandle().destroy();

    ProcessRun run = started.end();
    long maven = Long.parseLong(Files.readString(builds).strip());
    assertThat(run.exitCode()).isEqualTo(143);
    assertThat(run.err()).contains("interrupted while building");
    assertThat(ProcessHandle.of(maven).filter(ProcessHandle::isAlive)).isEmpty();
    assertThat(home.resolve("target/conv4j.lock")).doesNotExist();
  }

  @Test
  void explainsAFailedBuildAndTriesAgainNextTime() throws Exception {
    maven(
        "echo build >>'" + builds + "'",
        "echo '[ERROR] Foo.java:[3,1] COMPILATION ERROR'",
        "exit 1");

    ProcessRun run = launch("--version");

    assertThat(run.exitCode()).isEqualTo(4);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("Foo.java:[3,1]").contains("the sources do not compile");
    launch("--version");
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void explainsAMissingNetwork() throws Exception {
    maven("echo '[ERROR] Could not transfer artifact x from/to central: repo.example'", "exit 1");

    assertThat(launch("--version").err()).contains("check the network");
  }

  @Test
  void passesMavenArgumentsOn() throws Exception {
    maven("echo \"arguments: $*; $MAVEN_ARGS\" >>'" + builds + "'", "exit 1");

    launch(home.resolve("scripts/conv4j"), Map.of("MAVEN_ARGS", "-o -s x.xml"), "--version");

    assertThat(Files.readString(builds))
        .isEqualTo("arguments: -B -q -Dmaven.test.skip=true -o -s x.xml package; \n");
  }

  @Test
  void saysThatMavenIsMissing() throws Exception {
    Files.delete(tools.resolve("mvn"));
    for (String tool : List.of("bash", "dirname", "readlink", "sed", "cat", "find", "head")) {
      script(tools.resolve(tool), "exec " + which(tool) + " \"$@\"");
    }

    ProcessRun run =
        launch(home.resolve("scripts/conv4j"), Map.of("PATH", tools.toString()), "--version");

    assertThat(run.exitCode()).isEqualTo(4);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("install Maven");
  }

  @Test
  void refusesAnOldJava() throws Exception {
    Path oldJava = Files.createDirectories(folder.resolve("jdk8/bin"));
    script(
        oldJava.resolve("java"),
        "echo '    java.home = /x' >&2",
        "echo '    java.specification.version = 1.8' >&2");

    ProcessRun run =
        launch(
            home.resolve("scripts/conv4j"),
            Map.of("JAVA_HOME", oldJava.getParent().toString()),
            "--version");

    assertThat(run.exitCode()).isEqualTo(4);
    assertThat(run.err()).contains("is Java 8; conv4j needs 17 or newer");
    assertThat(builds()).isZero();
  }

  @Test
  void refusesAWrongJavaHome() throws Exception {
    ProcessRun run =
        launch(home.resolve("scripts/conv4j"), Map.of("JAVA_HOME", "/nowhere"), "--version");

    assertThat(run.exitCode()).isEqualTo(4);
    assertThat(run.err()).contains("JAVA_HOME is /nowhere");
  }

  @Test
  void refusesAHeapItDoesNotUnderstand() throws Exception {
    ProcessRun run =
        launch(home.resolve("scripts/conv4j"), Map.of("CONV4J_HEAP", "lots"), "--version");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("CONV4J_HEAP is 'lots'");
  }

  @Test
  void setsHeapThreadsAndHome() throws Exception {
    Path java = Files.createDirectories(folder.resolve("jdk/bin"));
    script(
        java.resolve("java"),
        "case $1 in",
        "  -XshowSettings:properties)",
        "    echo '    java.home = " + java.getParent() + "' >&2",
        "    echo '    java.specification.version = 21' >&2 ;;",
        "  *)",
        "    printf '%s\\n' \"$@\" \"$OMP_WAIT_POLICY\" \"$OMP_NUM_THREADS\" ;;",
        "esac");
    script(java.resolve("javac"), "exit 1");

    ProcessRun run =
        launch(
            home.resolve("scripts/conv4j"),
            Map.of(
                "JAVA_HOME", java.getParent().toString(),
                "CONV4J_HEAP", "3g",
                "OMP_NUM_THREADS", "7"),
            "doctor",
            "two words");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines())
        .contains("-Xmx3072m", "-Dconv4j.home=" + home.toRealPath())
        .doesNotContain("-Dconv4j.stdout.tty=true")
        .endsWith("io.github.conv4j.cli.Main", "doctor", "two words", "PASSIVE", "7");
  }

  private ProcessRun launch(String... arguments) throws Exception {
    return launch(home.resolve("scripts/conv4j"), Map.of(), arguments);
  }

  private ProcessRun launch(Path script, Map<String, String> environment, String... arguments)
      throws Exception {
    return start(script, environment, arguments).end();
  }

  private ProcessRun.Started start(
      Path script, Map<String, String> environment, String... arguments) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(script.toString());
    builder.command().addAll(List.of(arguments));
    builder.directory(folder.toFile());
    ProcessRun.clean(builder.environment());
    List.of("MAVEN_ARGS", "OMP_NUM_THREADS", "OMP_WAIT_POLICY", "JAVA_HOME")
        .forEach(builder.environment()::remove);
    Map<String, String> variables = builder.environment();
    variables.put("JAVA_HOME", System.getProperty("java.home"));
    variables.put("PATH", tools + ":" + variables.get("PATH"));
    variables.put("CONV4J_TEST_CLASS_PATH", ProcessRun.classPath());
    variables.putAll(environment);
    return ProcessRun.start(builder);
  }

  private long builds() throws IOException {
    try (var lines = Files.lines(builds)) {
      return lines.count();
    }
  }

  private void maven(String... lines) throws IOException {
    script(tools.resolve("mvn"), lines);
  }

  private static void script(Path file, String... lines) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private static String which(String tool) throws IOException {
    for (String place : System.getenv("PATH").split(":")) {
      if (Files.isExecutable(Path.of(place, tool))) {
        return Path.of(place, tool).toString();
      }
    }
    throw new IOException("no " + tool + " in PATH");
  }
}
