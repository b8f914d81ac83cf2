package io.github.conv4j.bench;

import io.github.conv4j.result.BenchReport.PeakMemory;
import java.util.Optional;

/** Peak memory: a fresh process loads the library, trains for a moment, and tells. */
final class MemoryStage {

  private static final double SECONDS = 3;
  private static final double MIB = 1024 * 1024;

  private final HostPool hosts;
  private final int threads;

  MemoryStage(HostPool hosts, int threads) {
    this.hosts = hosts;
    this.threads = threads;
  }

  /** Measures one contender; empty if it cannot run here or the system does not tell. */
  Optional<PeakMemory> measure(Contender contender, Task task) throws HostLost {
    Optional<HostProcess> process = hosts.fresh(contender);
    if (process.isEmpty()) {
      return Optional.empty();
    }
    try (HostProcess host = process.get()) {
      int handle = host.open(task, contender.variant(), threads);
      host.run(handle, SECONDS);
      long bytes = host.peakBytes();
      return bytes > 0
          ? Optional.of(new PeakMemory(contender.id(), task.line(), bytes / MIB))
          : Optional.empty();
    }
  }
}
