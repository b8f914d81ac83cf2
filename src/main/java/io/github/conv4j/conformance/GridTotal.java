package io.github.conv4j.conformance;

import io.github.conv4j.geometry.AxisGeometry;
import io.github.conv4j.result.PassGrid;
import java.util.ArrayList;
import java.util.List;

/** Counts cases and failures by kernel and input size of both axes. */
final class GridTotal {

  private static final int SIDE = GeometryMatrix.LARGEST;

  private final long[][] cases = new long[SIDE][SIDE];
  private final long[][] failed = new long[SIDE][SIDE];
  private final String[][] examples = new String[SIDE][SIDE];

  void add(Problem problem, boolean failure) {
    AxisGeometry h = problem.geometry().height();
    AxisGeometry w = problem.geometry().width();
    add(h.kernel(), problem.height(), problem, failure);
    if (h.kernel() != w.kernel() || problem.height() != problem.width()) {
      add(w.kernel(), problem.width(), problem, failure);
    }
  }

  private void add(int kernel, int input, Problem problem, boolean failure) {
    if (kernel > SIDE || input > SIDE) {
      return;
    }
    int row = kernel - 1;
    int column = input - 1;
    cases[row][column]++;
    if (examples[row][column] == null || failure && failed[row][column] == 0) {
      examples[row][column] = problem.toString();
    }
    if (failure) {
      failed[row][column]++;
    }
  }

  List<List<PassGrid.Cell>> cells() {
    List<List<PassGrid.Cell>> rows = new ArrayList<>();
    for (int row = 0; row < SIDE; row++) {
      List<PassGrid.Cell> cells = new ArrayList<>();
      for (int column = 0; column < SIDE; column++) {
        String example = examples[row][column];
        cells.add(
            new PassGrid.Cell(
                cases[row][column], failed[row][column], example == null ? "" : example));
      }
      rows.add(cells);
    }
    return rows;
  }
}
