package io.github.conv4j.bench;

import io.github.conv4j.kernels.Algorithm;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a benchmark runs.
 *
 * @param quick whether a representative subset is enough
 * @param stages which parts
 * @param rounds turns per contender and task; empty for the usual number
 * @param threads thread settings to choose from
 * @param algorithm how our layers convolve in layers and scaling
 * @param peerClassPath class path with the peers on it; empty leaves them out
 * @param peersMissing why there is none; empty if they were not wanted
 * @param command the command line that repeats the run
 * @param version version of conv4j
 */
public record BenchOptions(
    boolean quick,
    Set<Stage> stages,
    Optional<Integer> rounds,
    List<Integer> threads,
    Algorithm algorithm,
    Optional<String> peerClassPath,
    String peersMissing,
    String command,
    String version) {

  /** Copies the collections. */
  public BenchOptions {
    stages = Set.copyOf(stages);
    threads = List.copyOf(threads);
  }
}
