package io.github.conv4j.cli;

import io.github.conv4j.ops.Hook;
import java.util.function.BooleanSupplier;

/** Handwritten ops run inside ND4J and give the right numbers. */
final class HookCheck implements DoctorCheck {
  private final BooleanSupplier live;

  HookCheck() {
    this(Hook::isLive);
  }

  HookCheck(BooleanSupplier live) {
    this.live = live;
  }

  @Override
  public String name() {
    return "op hook";
  }

  @Override
  public String fix() {
    return "repair the backend first; if it is fine, remove any opexec property and any other"
        + " executioner from the class path";
  }

  @Override
  public Finding examine() {
    return live.getAsBoolean()
        ? Finding.ok("a handwritten convolution runs inside ND4J")
        : Finding.fail("ND4J does not run the handwritten ops", fix());
  }
}
