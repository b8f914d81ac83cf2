package io.github.conv4j.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Places the boxes of a directed graph without cycles in rows, each below those it takes from, in
 * the manner of Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical system
 * structures", IEEE SMC 11(2), 1981: rows by longest path, a placeholder in every row that an edge
 * passes, few crossings by ordering rows by the mean position of neighbours, straight chains by
 * moving boxes to their neighbours as far as their row leaves room.
 *
 * <p>Edges bend between rows only and go straight through rows, where their placeholders keep boxes
 * away, so none crosses a box.
 */
final class GraphLayout {

  /** Width of a box. */
  static final double BOX_WIDTH = 236;

  /** Height of a box, and of a row. */
  static final double BOX_HEIGHT = 44;

  /** Free height between rows, for edges and their labels. */
  static final double GAP = 40;

  private static final double PLACEHOLDER_WIDTH = 14;
  private static final double SPACE = 22;

  /** Edges make room for boxes, and prepared weights for what flows, not the other way round. */
  private static final double PLACEHOLDER_WEIGHT = 1e-6;

  private static final double PREPARED_WEIGHT = 1e-3;

  private static final int ORDER_SWEEPS = 12;
  private static final int PLACE_SWEEPS = 24;

  /** Boxes and placeholders more than which no drawing can be read. */
  private static final int MOST_CELLS = 5_000;

  private static final int MOST_EDGES = 2_000;

  /** A box, or the place in a row where an edge passes. */
  private static final class Cell {
    private final int row;
    private final int box;
    private final List<Cell> above = new ArrayList<>();
    private final List<Cell> below = new ArrayList<>();
    private boolean flows = true;
    private double order;
    private double x;

    Cell(int row, int box) {
      this.row = row;
      this.box = box;
    }

    boolean isBox() {
      return box >= 0;
    }

    double width() {
      return isBox() ? BOX_WIDTH : PLACEHOLDER_WIDTH;
    }
  }

  /**
   * A point of a drawing.
   *
   * @param x to the right
   * @param y downwards
   */
  record Place(double x, double y) {}

  /**
   * An edge.
   *
   * @param from box it comes from
   * @param to box it goes to
   * @param columns x of the places it passes: its start, a place in each row between, its end
   */
  record Edge(int from, int to, List<Double> columns) {}

  private final int[] rows;
  private final List<List<Cell>> cells = new ArrayList<>();
  private final Cell[] boxes;
  private final List<List<Cell>> chains = new ArrayList<>();
  private final List<int[]> pairs = new ArrayList<>();
  private int count;

  /**
   * Lays a graph out.
   *
   * @param inputs for each box the boxes it takes from, all of smaller numbers
   * @throws IllegalArgumentException if one takes from a box that is not before it
   */
  GraphLayout(List<List<Integer>> inputs) {
    rows = new int[inputs.size()];
    boxes = new Cell[inputs.size()];
    for (int box = 0; box < rows.length; box++) {
      for (int input : inputs.get(box)) {
        if (input < 0 || input >= box) {
          throw new IllegalArgumentException(
              "layout: expected box " + box + " to take from boxes before it, found " + input);
        }
        rows[box] = Math.max(rows[box], rows[input] + 1);
      }
    }
    boolean[] flows = flows(inputs);
    sinkWhatIsPrepared(inputs, flows);
    for (int box = 0; box < rows.length; box++) {
      boxes[box] = add(rows[box], box);
      boxes[box].flows = flows[box];
    }
    for (int box = 0; box < rows.length; box++) {
      for (int input : inputs.get(box)) {
        connect(input, box);
      }
    }
    if (isDrawable()) {
      order();
      place();
    }
  }

  /** Which boxes come from the first one, the network's input. */
  private static boolean[] flows(List<List<Integer>> inputs) {
    boolean[] flows = new boolean[inputs.size()];
    for (int box = 0; box < flows.length; box++) {
      flows[box] = box == 0;
      for (int input : inputs.get(box)) {
        flows[box] |= flows[input];
      }
    }
    return flows;
  }

  /**
   * What does not come from the input stands right above what it is for, not at the very top:
   * weights that are reshaped before they are used, for instance.
   */
  private void sinkWhatIsPrepared(List<List<Integer>> inputs, boolean[] flows) {
    int[] lowest = new int[rows.length];
    Arrays.fill(lowest, Integer.MAX_VALUE);
    for (int box = rows.length - 1; box >= 0; box--) {
      if (!flows[box] && lowest[box] != Integer.MAX_VALUE) {
        rows[box] = lowest[box];
      }
      for (int input : inputs.get(box)) {
        lowest[input] = Math.min(lowest[input], rows[box] - 1);
      }
    }
  }

  private Cell add(int row, int box) {
    while (cells.size() <= row) {
      cells.add(new ArrayList<>());
    }
    Cell cell = new Cell(row, box);
    cell.order = cells.get(row).size();
    if (++count <= MOST_CELLS) {
      cells.get(row).add(cell);
    }
    return cell;
  }

  private void connect(int from, int to) {
    List<Cell> chain = new ArrayList<>(List.of(boxes[from]));
    for (int row = rows[from] + 1; row < rows[to] && count <= MOST_CELLS; row++) {
      chain.add(add(row, -1));
    }
    chain.add(boxes[to]);
    for (int i = 1; i < chain.size(); i++) {
      chain.get(i - 1).below.add(chain.get(i));
      chain.get(i).above.add(chain.get(i - 1));
    }
    chains.add(chain);
    pairs.add(new int[] {from, to});
  }

  /** Whether the graph is small enough to be drawn; else nothing else may be asked. */
  boolean isDrawable() {
    return count <= MOST_CELLS && pairs.size() <= MOST_EDGES && rows.length > 0;
  }

  private void order() {
    List<List<Cell>> best = copy();
    long fewest = crossings();
    for (int sweep = 0; sweep < ORDER_SWEEPS && fewest > 0; sweep++) {
      boolean down = sweep % 2 == 0;
      for (int i = 1; i < cells.size(); i++) {
        sort(cells.get(down ? i : cells.size() - 1 - i), down);
      }
      long now = crossings();
      if (now < fewest) {
        fewest = now;
        best = copy();
      }
    }
    for (int row = 0; row < cells.size(); row++) {
      cells.set(row, best.get(row));
      number(best.get(row));
    }
  }

  private List<List<Cell>> copy() {
    List<List<Cell>> copy = new ArrayList<>();
    cells.forEach(row -> copy.add(new ArrayList<>(row)));
    return copy;
  }

  private static void number(List<Cell> row) {
    for (int i = 0; i < row.size(); i++) {
      row.get(i).order = i;
    }
  }

  private static void sort(List<Cell> row, boolean byThoseAbove) {
    double[] means = new double[row.size()];
    for (int i = 0; i < means.length; i++) {
      List<Cell> near = byThoseAbove ? row.get(i).above : row.get(i).below;
      means[i] = near.stream().mapToDouble(cell -> cell.order).average().orElse(i);
    }
    for (int i = 0; i < means.length; i++) {
      row.get(i).order = means[i];
    }
    // Boxes before edges that pass: the chain of layers to the left, shortcuts to its right.
    row.sort(Comparator.comparingDouble((Cell cell) -> cell.order).thenComparing(c -> !c.isBox()));
    number(row);
  }

  private long crossings() {
    long crossings = 0;
    for (List<Cell> row : cells) {
      List<double[]> edges = new ArrayList<>();
      for (Cell cell : row) {
        for (Cell next : cell.below) {
          edges.add(new double[] {cell.order, next.order});
        }
      }
      for (int i = 0; i < edges.size(); i++) {
        for (int j = i + 1; j < edges.size(); j++) {
          double[] a = edges.get(i);
          double[] b = edges.get(j);
          crossings += (a[0] - b[0]) * (a[1] - b[1]) < 0 ? 1 : 0;
        }
      }
    }
    return crossings;
  }

  private void place() {
    for (List<Cell> row : cells) {
      double x = 0;
      for (Cell cell : row) {
        x += cell.width() / 2;
        cell.x = x;
        x += cell.width() / 2 + SPACE;
      }
    }
    for (int sweep = 0; sweep < PLACE_SWEEPS; sweep++) {
      boolean down = sweep % 2 == 0;
      for (int i = 0; i < cells.size(); i++) {
        place(cells.get(down ? i : cells.size() - 1 - i), down);
      }
    }
    double left = Double.MAX_VALUE;
    for (List<Cell> row : cells) {
      for (Cell cell : row) {
        left = Math.min(left, cell.x - cell.width() / 2);
      }
    }
    for (List<Cell> row : cells) {
      for (Cell cell : row) {
        cell.x -= left;
      }
    }
  }

  /**
   * Moves a row's cells as near as their order and widths allow to where their neighbours are:
   * least squares under x[i + 1] - x[i] at least so much, by pooling adjacent violators.
   */
  private static void place(List<Cell> row, boolean byThoseAbove) {
    double[] offsets = new double[row.size()];
    double[] starts = new double[row.size()];
    double[] sums = new double[row.size()];
    double[] weights = new double[row.size()];
    int[] sizes = new int[row.size()];
    int blocks = 0;
    for (int i = 0; i < row.size(); i++) {
      Cell cell = row.get(i);
      if (i > 0) {
        offsets[i] = offsets[i - 1] + (row.get(i - 1).width() + cell.width()) / 2 + SPACE;
      }
      double weight = !cell.isBox() ? PLACEHOLDER_WEIGHT : cell.flows ? 1 : PREPARED_WEIGHT;
      starts[blocks] = wanted(cell, byThoseAbove) - offsets[i];
      sums[blocks] = weight * starts[blocks];
      weights[blocks] = weight;
      sizes[blocks] = 1;
      blocks++;
      while (blocks > 1 && starts[blocks - 2] > starts[blocks - 1]) {
        sums[blocks - 2] += sums[blocks - 1];
        weights[blocks - 2] += weights[blocks - 1];
        sizes[blocks - 2] += sizes[blocks - 1];
        starts[blocks - 2] = sums[blocks - 2] / weights[blocks - 2];
        blocks--;
      }
    }
    int i = 0;
    for (int block = 0; block < blocks; block++) {
      for (int member = 0; member < sizes[block]; member++) {
        row.get(i).x = starts[block] + offsets[i];
        i++;
      }
    }
  }

  /** Neighbours of the same kind count, so that chains of boxes and long edges become straight. */
  private static double wanted(Cell cell, boolean byThoseAbove) {
    List<Cell> near = byThoseAbove ? cell.above : cell.below;
    List<Cell> all = near.isEmpty() ? (byThoseAbove ? cell.below : cell.above) : near;
    for (boolean flowing : new boolean[] {true, false}) {
      double[] alike =
          all.stream()
              .filter(c -> c.isBox() == cell.isBox() && (c.flows || !flowing))
              .mapToDouble(c -> c.x)
              .sorted()
              .toArray();
      if (alike.length > 0) {
        return median(alike);
      }
    }
    double[] others = all.stream().mapToDouble(c -> c.x).sorted().toArray();
    return others.length == 0 ? cell.x : median(others);
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  double width() {
    double width = 0;
    for (List<Cell> row : cells) {
      for (Cell cell : row) {
        width = Math.max(width, cell.x + cell.width() / 2);
      }
    }
    return width;
  }

  double height() {
    return cells.size() * (BOX_HEIGHT + GAP) - GAP;
  }

  /** The middle of a box' upper side. */
  Place box(int box) {
    return new Place(boxes[box].x, top(rows[box]));
  }

  int row(int box) {
    return rows[box];
  }

  static double top(int row) {
    return row * (BOX_HEIGHT + GAP);
  }

  /** All edges, in the order of the boxes they go to. */
  List<Edge> edges() {
    List<Edge> edges = new ArrayList<>();
    for (int i = 0; i < chains.size(); i++) {
      edges.add(
          new Edge(
              pairs.get(i)[0],
              pairs.get(i)[1],
              chains.get(i).stream().map(cell -> cell.x).toList()));
    }
    return edges;
  }
}
