package io.github.conv4j.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.Measurement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Functional: three contenders in processes of their own; says nothing about who is faster. */
class RaceTest {

  @Test
  void contendersThatComputeTheSameAreTimedInTurns() throws Exception {
    Set<String> leftOut = new LinkedHashSet<>();
    AtomicInteger turns = new AtomicInteger();
    Pace pace = new Pace(2, 0.01, 0.02);
    List<Contender> contenders = List.of(Roster.OURS, Roster.BUILTIN, Roster.ONEDNN);
    Path folder;
    try (HostPool hosts = new HostPool(Optional.empty(), new Interruption())) {
      folder = hosts.folder();
      Race race = new Race(hosts, pace, new Interruption(), leftOut, turns::addAndGet);
      for (String line :
          List.of("conv b2 c3 i9 f4 k3 s2 p1", "max b2 c3 i8 k3 s2 p1", "avg b2 c3 i8 k2 s2 p0")) {
        List<Measurement> measured = race.run("layers", Task.parse(line), contenders, List.of(1));

        assertThat(leftOut).isEmpty();
        assertThat(measured)
            .extracting(Measurement::contender)
            .containsExactlyInAnyOrder("conv4j", "builtin", "onednn");
        assertThat(measured)
            .allSatisfy(
                one -> {
                  assertThat(one.rounds()).isEqualTo(2);
                  assertThat(one.difference()).isLessThan(1e-4);
                  assertThat(one.forward().median()).isPositive();
                  assertThat(one.backward().median()).isPositive();
                });
      }
    }
    assertThat(turns).hasValue(3 * Race.turns(3, pace));
    assertThat(Files.exists(folder)).isFalse();
  }

  /** However many steps each has made before: training starts anew. */
  @Test
  void trainingsAgreeFromTheirFirstStep() throws Exception {
    Set<String> leftOut = new LinkedHashSet<>();
    try (HostPool hosts = new HostPool(Optional.empty(), new Interruption())) {
      PlainNetworks.of(BenchNetwork.LENET.create()).write(hosts.folder(), BenchNetwork.LENET);
      Race race = new Race(hosts, new Pace(1, 0.01, 0.3), new Interruption(), leftOut, turns -> {});

      List<Measurement> measured =
          race.run(
              "networks",
              Task.parse("train lenet b2"),
              List.of(Roster.OURS, Roster.BUILTIN),
              List.of(1));

      assertThat(leftOut).isEmpty();
      assertThat(measured)
          .hasSize(2)
          .allSatisfy(one -> assertThat(one.difference()).isLessThan(1e-4));
    }
  }
}
