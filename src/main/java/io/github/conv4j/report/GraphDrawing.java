package io.github.conv4j.report;

import io.github.conv4j.result.ModelPart;
import io.github.conv4j.result.PartKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A network drawn: a box for each part, from top to bottom, in the colour of its kind. */
final class GraphDrawing {

  /** Boxes more than which a drawing is of no use. */
  static final int MOST_BOXES = 400;

  private static final double MARGIN = 8;

  /** Room for the shape that stands to the right of an edge. */
  private static final double LABEL_ROOM = 90;

  private static final double PORT_SPACE = 26;
  private static final double STRIPE = 5;

  /** Characters of about 7 pixels that fit a box. */
  private static final int NAME_LENGTH = 27;

  private static final int DETAIL_LENGTH = 32;

  private final List<ModelPart> parts;
  private final GraphLayout layout;

  /**
   * Lays a network out.
   *
   * @param parts its parts, each after those it takes from, at most {@value #MOST_BOXES}
   */
  GraphDrawing(List<ModelPart> parts) {
    this.parts = parts;
    Map<String, Integer> numbers = new HashMap<>();
    List<List<Integer>> inputs = new ArrayList<>();
    for (ModelPart part : parts) {
      // What comes later is on a cycle, which only a broken file has; it is drawn without it.
      inputs.add(
          part.inputs().stream()
              .filter(numbers::containsKey)
              .map(numbers::get)
              .distinct()
              .toList());
      numbers.put(part.name(), numbers.size());
    }
    layout = new GraphLayout(inputs);
  }

  boolean isDrawable() {
    return layout.isDrawable();
  }

  /**
   * Writes the drawing; {@code #part-0} and so on have to be the anchors of the parts' rows.
   *
   * @param page page to write to
   */
  void render(Markup page) {
    double width = layout.width() + 2 * MARGIN + LABEL_ROOM;
    double height = layout.height() + 2 * MARGIN;
    page.open(
        "svg",
        "class",
        "network",
        "role",
        "img",
        "aria-label",
        "The network as a graph of " + Words.counted(parts.size(), "box").replace("boxs", "boxes"),
        "width",
        Numbers.coordinate(width),
        "height",
        Numbers.coordinate(height),
        "viewBox",
        Numbers.coordinate(-MARGIN)
            + " "
            + Numbers.coordinate(-MARGIN)
            + " "
            + Numbers.coordinate(width)
            + " "
            + Numbers.coordinate(height));
    edges(page);
    for (int i = 0; i < parts.size(); i++) {
      box(page, i);
    }
    page.close("svg");
  }

  private void edges(Markup page) {
    List<GraphLayout.Edge> edges = layout.edges();
    Map<GraphLayout.Edge, Double> starts = ports(edges, true);
    Map<GraphLayout.Edge, Double> ends = ports(edges, false);
    Set<Integer> labelled = new HashSet<>();
    for (GraphLayout.Edge edge : edges) {
      page.empty("path", "class", "edge", "d", path(edge, starts.get(edge), ends.get(edge)));
      page.empty("path", "class", "tip", "d", tip(edge, ends.get(edge)));
    }
    for (GraphLayout.Edge edge : edges) {
      if (labelled.add(edge.from())) {
        label(page, edge.from(), edges, starts);
      }
    }
  }

  /** To the right of the edges from a box, or to their left if one bends on the right. */
  private void label(
      Markup page, int from, List<GraphLayout.Edge> edges, Map<GraphLayout.Edge, Double> starts) {
    GraphLayout.Place box = layout.box(from);
    List<GraphLayout.Edge> own = edges.stream().filter(edge -> edge.from() == from).toList();
    boolean bendsRight =
        own.stream()
            .anyMatch(edge -> next(edge, true) > box.x() + 1 || meetsOnTheRight(edge, edges));
    double first = own.stream().mapToDouble(starts::get).min().orElse(0);
    double last = own.stream().mapToDouble(starts::get).max().orElse(0);
    String shape = parts.get(from).shapeText();
    if (!shape.equals("?")) {
      page.leaf(
          "text",
          shape,
          "class",
          bendsRight ? "flow end" : "flow",
          "x",
          Numbers.coordinate(box.x() + (bendsRight ? first - 7 : last + 7)),
          "y",
          Numbers.coordinate(box.y() + GraphLayout.BOX_HEIGHT + 14));
    }
  }

  /** Whether another edge comes to the same box from further right. */
  private static boolean meetsOnTheRight(GraphLayout.Edge edge, List<GraphLayout.Edge> edges) {
    return edges.stream()
        .anyMatch(other -> other.to() == edge.to() && next(other, false) > next(edge, false) + 1);
  }

  /** Where edges begin or end at their box, from its middle: side by side, without crossing. */
  private Map<GraphLayout.Edge, Double> ports(List<GraphLayout.Edge> edges, boolean starts) {
    Map<Integer, List<GraphLayout.Edge>> byBox = new HashMap<>();
    for (GraphLayout.Edge edge : edges) {
      byBox.computeIfAbsent(starts ? edge.from() : edge.to(), key -> new ArrayList<>()).add(edge);
    }
    Map<GraphLayout.Edge, Double> ports = new HashMap<>();
    byBox.forEach(
        (box, group) -> {
          group.sort(Comparator.comparingDouble(edge -> next(edge, starts)));
          double space = Math.min(PORT_SPACE, (GraphLayout.BOX_WIDTH / 2 - 10) / group.size());
          double middle = middle(group, starts, layout.box(box).x());
          for (int i = 0; i < group.size(); i++) {
            ports.put(group.get(i), (i - middle) * space);
          }
        });
    return ports;
  }

  /** The column that an edge goes to from its start, or comes from at its end. */
  private static double next(GraphLayout.Edge edge, boolean start) {
    return edge.columns().get(start ? 1 : edge.columns().size() - 2);
  }

  /** An edge that goes straight down keeps the box' middle; without one it lies between edges. */
  private static double middle(List<GraphLayout.Edge> group, boolean starts, double x) {
    for (int i = 0; i < group.size(); i++) {
      if (Math.abs(next(group.get(i), starts) - x) < 1) {
        return i;
      }
    }
    return (group.size() - 1) / 2.0;
  }

  private String path(GraphLayout.Edge edge, double start, double end) {
    List<Double> columns = edge.columns();
    int row = layout.row(edge.from());
    double x = columns.get(0) + start;
    StringBuilder path = new StringBuilder("M" + point(x, bottom(row)));
    for (int i = 1; i < columns.size(); i++) {
      boolean last = i == columns.size() - 1;
      double next = columns.get(i) + (last ? end : 0);
      double from = bottom(row + i - 1);
      double to = GraphLayout.top(row + i) - (last ? STRIPE : 0);
      double bend = (to - from) / 2;
      path.append(" C").append(point(x, from + bend)).append(' ').append(point(next, to - bend));
      path.append(' ').append(point(next, to));
      if (!last) {
        path.append(" V").append(Numbers.coordinate(bottom(row + i)));
      }
      x = next;
    }
    return path.toString();
  }

  private static double bottom(int row) {
    return GraphLayout.top(row) + GraphLayout.BOX_HEIGHT;
  }

  private static String point(double x, double y) {
    return Numbers.coordinate(x) + " " + Numbers.coordinate(y);
  }

  private String tip(GraphLayout.Edge edge, double end) {
    GraphLayout.Place box = layout.box(edge.to());
    return "M" + point(box.x() + end - 4, box.y() - 7) + "h8l-4 7z";
  }

  private void box(Markup page, int number) {
    ModelPart part = parts.get(number);
    GraphLayout.Place place = layout.box(number);
    String x = Numbers.coordinate(place.x() - GraphLayout.BOX_WIDTH / 2);
    String y = Numbers.coordinate(place.y());
    page.open("a", "href", "#part-" + number, "class", "box " + name(part.kind()));
    page.leaf("title", title(part));
    page.empty(
        "rect",
        "class",
        "body",
        "x",
        x,
        "y",
        y,
        "width",
        Numbers.coordinate(GraphLayout.BOX_WIDTH),
        "height",
        Numbers.coordinate(GraphLayout.BOX_HEIGHT),
        "rx",
        "6");
    page.empty(
        "rect",
        "class",
        "stripe",
        "x",
        x,
        "y",
        y,
        "width",
        Numbers.coordinate(STRIPE),
        "height",
        Numbers.coordinate(GraphLayout.BOX_HEIGHT),
        "rx",
        "2.5");
    String left = Numbers.coordinate(place.x() - GraphLayout.BOX_WIDTH / 2 + 14);
    page.leaf(
        "text",
        shortened(part.name(), NAME_LENGTH),
        "class",
        "name",
        "x",
        left,
        "y",
        Numbers.coordinate(place.y() + 18));
    page.leaf(
        "text",
        shortened(detail(part), DETAIL_LENGTH),
        "class",
        "detail",
        "x",
        left,
        "y",
        Numbers.coordinate(place.y() + 35));
    page.close("a");
  }

  private static String detail(ModelPart part) {
    String type = part.type().replaceFirst("(?<=.)(Layer|Vertex)$", "");
    return part.settings().isEmpty() ? type : type + " · " + part.settings();
  }

  private static String title(ModelPart part) {
    return part.name()
        + ": "
        + detail(part)
        + (part.parameters() > 0 ? ", " + Numbers.whole(part.parameters()) + " parameters" : "");
  }

  static String name(PartKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static String shortened(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length - 1) + "…";
  }
}
