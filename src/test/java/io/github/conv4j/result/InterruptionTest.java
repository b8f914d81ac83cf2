package io.github.conv4j.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class InterruptionTest {

  @Test
  void letsTheRunGoOnUntilRequested() {
    Interruption interruption = new Interruption();

    assertThat(interruption.isRequested()).isFalse();
    assertThatCode(interruption::check).doesNotThrowAnyException();
  }

  @Test
  void stopsTheRunOnceRequested() {
    Interruption interruption = new Interruption();

    interruption.request();

    assertThat(interruption.isRequested()).isTrue();
    assertThatThrownBy(interruption::check).isInstanceOf(CancellationException.class);
  }
}
