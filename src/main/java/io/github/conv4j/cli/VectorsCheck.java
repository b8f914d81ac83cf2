package io.github.conv4j.cli;

import io.github.conv4j.kernels.Microkernels;

/** Whether the kernels run on vector registers. */
final class VectorsCheck implements DoctorCheck {

  private final boolean used;
  private final int lanes;
  private final boolean possible;

  VectorsCheck() {
    this(Microkernels.vectorised(), Microkernels.lanes(), Microkernels.vectorisable());
  }

  VectorsCheck(boolean used, int lanes, boolean possible) {
    this.used = used;
    this.lanes = lanes;
    this.possible = possible;
  }

  @Override
  public String name() {
    return "vectors";
  }

  @Override
  public String fix() {
    return possible
        ? "start with scripts/conv4j, or give Java the option"
            + " --add-exports=java.base/jdk.internal.module=ALL-UNNAMED"
        : "install a complete JDK 17 to 25 and set JAVA_HOME to it";
  }

  @Override
  public Finding examine() {
    if (used) {
      return Finding.ok(
          Terminal.format(
              "kernels run on registers of %d bits, %d FLOAT numbers at a time",
              lanes * Float.SIZE, lanes));
    }
    String reason =
        possible
            ? "it was not started for it, or the processor's registers are too short"
            : "it lacks the module jdk.incubator.vector";
    return Finding.warn(
        "plain loops, which are slower: this Java has no vectors, as " + reason, fix());
  }
}
