package io.github.conv4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GraphLayoutTest {

  /** Blocks of four boxes in a chain, each with a shortcut past its inner three. */
  private static List<List<Integer>> residual(int blocks) {
    List<List<Integer>> inputs = new ArrayList<>(List.of(List.of()));
    for (int block = 0; block < blocks; block++) {
      int entry = inputs.size() - 1;
      for (int i = 0; i < 3; i++) {
        inputs.add(List.of(inputs.size() - 1));
      }
      inputs.add(List.of(inputs.size() - 1, entry));
    }
    return inputs;
  }

  private static void assertReadable(GraphLayout layout, List<List<Integer>> inputs) {
    for (int a = 0; a < inputs.size(); a++) {
      for (int input : inputs.get(a)) {
        assertThat(layout.row(a)).isGreaterThan(layout.row(input));
      }
      for (int b = a + 1; b < inputs.size(); b++) {
        if (layout.row(a) == layout.row(b)) {
          assertThat(Math.abs(layout.box(a).x() - layout.box(b).x()))
              .isGreaterThan(GraphLayout.BOX_WIDTH);
        }
      }
    }
    for (GraphLayout.Edge edge : layout.edges()) {
      for (int i = 1; i < edge.columns().size() - 1; i++) {
        int row = layout.row(edge.from()) + i;
        double x = edge.columns().get(i);
        for (int box = 0; box < inputs.size(); box++) {
          if (layout.row(box) == row) {
            assertThat(Math.abs(layout.box(box).x() - x))
                .as("edge %s past box %d", edge, box)
                .isGreaterThan(GraphLayout.BOX_WIDTH / 2);
          }
        }
      }
    }
  }

  @Test
  void aChainIsStraight() {
    List<List<Integer>> chain = new ArrayList<>(List.of(List.of()));
    for (int i = 0; i < 20; i++) {
      chain.add(List.of(i));
    }
    GraphLayout layout = new GraphLayout(chain);
    for (int i = 0; i <= 20; i++) {
      assertThat(layout.box(i).x()).isEqualTo(GraphLayout.BOX_WIDTH / 2);
      assertThat(layout.row(i)).isEqualTo(i);
    }
    assertThat(layout.width()).isEqualTo(GraphLayout.BOX_WIDTH);
  }

  @Test
  void shortcutsRunBesideAStraightChain() {
    List<List<Integer>> inputs = residual(25);
    assertThat(inputs).hasSize(101);
    GraphLayout layout = new GraphLayout(inputs);
    assertReadable(layout, inputs);
    for (int i = 0; i < inputs.size(); i++) {
      assertThat(layout.box(i).x())
          .isCloseTo(layout.box(0).x(), org.assertj.core.data.Offset.offset(1.0));
    }
    assertThat(layout.width()).isLessThan(GraphLayout.BOX_WIDTH + 60);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void noBoxOverlapsAnotherOrAnEdgeInRandomGraphs(int seed) {
    Random random = new Random(seed);
    List<List<Integer>> inputs = new ArrayList<>();
    for (int box = 0; box < 60; box++) {
      List<Integer> from = new ArrayList<>();
      for (int i = random.nextInt(3); i > 0 && box > 0; i--) {
        int input = Math.max(0, box - 1 - random.nextInt(9));
        if (!from.contains(input)) {
          from.add(input);
        }
      }
      inputs.add(from);
    }
    GraphLayout layout = new GraphLayout(inputs);
    assertReadable(layout, inputs);
  }

  @Test
  void crossingsAreUndoneByOrder() {
    // 0 and 1 go to 3 and 2: drawn in the order of their numbers they would cross.
    GraphLayout layout = new GraphLayout(List.of(List.of(), List.of(), List.of(1), List.of(0)));
    assertThat(layout.box(0).x() < layout.box(1).x())
        .isEqualTo(layout.box(3).x() < layout.box(2).x());
  }

  @Test
  void tooLargeGraphsAreNotDrawnAndCyclesAreRefused() {
    List<List<Integer>> all = new ArrayList<>();
    for (int box = 0; box < 120; box++) {
      List<Integer> from = new ArrayList<>();
      for (int input = 0; input < box; input++) {
        from.add(input);
      }
      all.add(from);
    }
    assertThat(new GraphLayout(all).isDrawable()).isFalse();
    assertThat(new GraphLayout(List.of()).isDrawable()).isFalse();
    assertThatThrownBy(() -> new GraphLayout(List.of(List.of(1), List.of(0))))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
