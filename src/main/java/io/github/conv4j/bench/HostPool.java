package io.github.conv4j.bench;

import io.github.conv4j.bench.Contender.Conditions;
import io.github.conv4j.result.Interruption;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The contenders' processes, one per library and conditions, started when first needed and again
 * after one was lost; and the folder they share.
 */
final class HostPool implements AutoCloseable {

  private static final int MOST_STARTS = 5;

  private record Key(String host, Conditions conditions) {}

  private final String classPath;
  private final Optional<String> peerClassPath;
  private final Interruption interruption;
  private final Path folder;
  private final Map<Key, HostProcess> running = new HashMap<>();
  private final Map<Key, Integer> starts = new HashMap<>();
  private final Map<String, String> versions = new HashMap<>();
  private final Map<String, String> absent = new LinkedHashMap<>();

  /**
   * A pool without processes.
   *
   * @param peerClassPath class path with the peers on it; empty leaves them out
   * @param interruption asked while waiting for a process
   * @throws IOException if no temporary folder can be made
   */
  HostPool(Optional<String> peerClassPath, Interruption interruption) throws IOException {
    this.classPath = absolute(System.getProperty("java.class.path"));
    this.peerClassPath = peerClassPath;
    this.interruption = interruption;
    folder = Files.createTempDirectory("conv4j-bench");
  }

  /** The processes start in another folder. */
  private static String absolute(String classPath) {
    return Arrays.stream(classPath.split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Folder for networks and outputs. */
  Path folder() {
    return folder;
  }

  /** A contender's process; empty if it cannot run here. */
  Optional<HostProcess> of(Contender contender) {
    Key key = new Key(contender.host(), contender.conditions());
    if (absent.containsKey(contender.host())) {
      return Optional.empty();
    }
    HostProcess process = running.get(key);
    if (process == null) {
      if (starts.merge(key, 1, Integer::sum) > MOST_STARTS) {
        absent.put(contender.host(), "its process was lost too often");
        return Optional.empty();
      }
      process = started(contender);
      if (process != null) {
        running.put(key, process);
      }
    }
    return Optional.ofNullable(process);
  }

  /** A process that nobody else uses, to be closed; empty if the contender cannot run here. */
  Optional<HostProcess> fresh(Contender contender) {
    return absent.containsKey(contender.host())
        ? Optional.empty()
        : Optional.ofNullable(started(contender));
  }

  private HostProcess started(Contender contender) {
    if (contender.peer() && peerClassPath.isEmpty()) {
      return null;
    }
    HostProcess process =
        new HostProcess(
            contender.host(),
            contender.conditions(),
            contender.peer() ? peerClassPath.get() : classPath,
            folder,
            interruption);
    try {
      versions.put(contender.host(), process.start());
      return process;
    } catch (HostLost e) {
      process.close();
      absent.put(contender.host(), e.getMessage());
      return null;
    }
  }

  /** Forgets a contender's process, which is lost or cannot be trusted any more. */
  void drop(Contender contender) {
    HostProcess process = running.remove(new Key(contender.host(), contender.conditions()));
    if (process != null) {
      process.close();
    }
  }

  /** Version of a contender's library; empty if it never ran. */
  Optional<String> version(Contender contender) {
    return Optional.ofNullable(versions.get(contender.host()));
  }

  /** Why a contender cannot run here; empty if it can, or was not tried. */
  Optional<String> absence(Contender contender) {
    return Optional.ofNullable(absent.get(contender.host()));
  }

  /** Ends all processes, for example to leave the machine to something else. */
  void stop() {
    running.values().forEach(HostProcess::close);
    running.clear();
    starts.clear();
  }

  @Override
  public void close() {
    stop();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
