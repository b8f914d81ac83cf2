package io.github.conv4j.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class PaddingTest {

  @Test
  void explicitTakesOneSizeOrTwo() {
    assertThat(Padding.explicit(3)).isEqualTo(new Padding(Padding.Kind.EXPLICIT, 3, 3));
    assertThat(Padding.explicit(1, 2)).isEqualTo(new Padding(Padding.Kind.EXPLICIT, 1, 2));
  }

  @Test
  void rejectsNegativeSizes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Padding.explicit(0, -1))
        .withMessage("padding: expected sizes of 0 or more, found before=0, after=-1");
    assertThatIllegalArgumentException().isThrownBy(() -> Padding.explicit(-1, 0));
  }

  @Test
  void rejectsSizesForKindsThatFindTheirOwn() {
    for (Padding.Kind kind : Padding.Kind.values()) {
      if (kind != Padding.Kind.EXPLICIT) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> new Padding(kind, 1, 0))
            .withMessage("padding: kind " + kind + " takes no sizes, found before=1, after=0");
        assertThatIllegalArgumentException().isThrownBy(() -> new Padding(kind, 0, 1));
      }
    }
  }

  @Test
  void rejectsMissingKind() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Padding(null, 0, 0))
        .withMessage("padding kind: expected one of VALID, SAME, FULL, EXPLICIT, found null");
  }
}
