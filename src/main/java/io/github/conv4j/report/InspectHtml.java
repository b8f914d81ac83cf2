package io.github.conv4j.report;

import io.github.conv4j.files.WholeFile;
import io.github.conv4j.result.FileFinding;
import io.github.conv4j.result.FileFinding.Severity;
import io.github.conv4j.result.ModelPart;
import io.github.conv4j.result.ModelSummary;
import io.github.conv4j.result.PartKind;
import io.github.conv4j.result.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Writes {@code inspect.html}: what is in a model file, with a drawing of the network. It is built
 * like the page of {@link HtmlReport}: one file, no request, no script for its content.
 */
public final class InspectHtml {

  /** Rows more than which a browser becomes slow. */
  private static final int MOST_ROWS = 2000;

  private final ModelSummary summary;
  private final Markup page = new Markup();

  private InspectHtml(ModelSummary summary) {
    this.summary = summary;
  }

  /**
   * Writes the page as UTF-8, whole or not at all.
   *
   * @param summary what to show
   * @param file file to write or replace; missing folders are made
   * @throws IOException when the file cannot be written
   */
  public static void write(ModelSummary summary, Path file) throws IOException {
    WholeFile.write(file, render(summary));
  }

  /**
   * The page as HTML text that is also well-formed XML.
   *
   * @param summary what to show
   * @return the text
   */
  public static String render(ModelSummary summary) {
    return new InspectHtml(summary).page();
  }

  private String page() {
    page.trusted("<!DOCTYPE html>\n");
    page.open("html", "lang", "en");
    HtmlReport.head(page, name() + " · conv4j inspect", summary.verdict());
    page.open("body");
    Icon.define(page);
    page.open("div", "class", "frame");
    page.open("nav", "class", "contents", "aria-label", "Contents");
    page.leaf("a", "conv4j inspect", "href", "#top", "class", "home");
    page.open("ol");
    HtmlReport.link(page, "findings", "Findings");
    HtmlReport.link(page, "graph", "Drawing");
    HtmlReport.link(page, "layers", "Layers");
    HtmlReport.link(page, "file", "File");
    HtmlReport.link(page, "reading", "How to read this");
    page.close("ol").close("nav");
    page.open("main");
    heading();
    findings();
    drawing();
    table();
    file();
    reading();
    page.close("main").close("div");
    page.open("script").trusted(HtmlReport.resource("report.js")).close("script");
    page.close("body").close("html");
    return page.finish();
  }

  private String name() {
    Path path = Path.of(summary.file()).getFileName();
    return path == null ? summary.file() : path.toString();
  }

  private void heading() {
    Verdict verdict = summary.isSafe() ? Verdict.PASS : Verdict.FAIL;
    page.open("header", "id", "top", "class", "verdict " + Words.verdict(verdict));
    page.open("h1").open("span", "class", "stamp");
    Icon.render(page, verdict);
    String text = summary.verdict();
    int colon = text.indexOf(':');
    page.leaf("span", (colon < 0 ? text : text.substring(0, colon)).toUpperCase(Locale.ROOT));
    page.close("span").leaf("span", ": ", "class", "unseen");
    page.leaf("span", sentence(), "class", "sentence").close("h1");
    page.leaf(
        "p",
        summary.file() + " · " + summary.format() + " · " + Numbers.size(summary.bytes()),
        "class",
        "circumstances");
    page.open("div", "class", "tiles even");
    tile("Parameters", ModelPart::parameters, Numbers::whole, "numbers in the file");
    tile("Operations", ModelPart::operations, InspectHtml::count, "floating point, for one image");
    tile("Memory of parameters", ModelPart::parameterBytes, Numbers::size, "as they are stored");
    tile(
        "Memory of activations",
        ModelPart::activationBytes,
        Numbers::size,
        "all outputs, for one image");
    page.close("div").close("header");
  }

  private String sentence() {
    long layers = summary.parts().stream().filter(part -> part.kind() != PartKind.INPUT).count();
    return name() + ", a " + summary.kind() + (isGraph() ? "" : " of " + layers + " layers") + ".";
  }

  private boolean isGraph() {
    return summary.kind().startsWith("graph of") || summary.kind().startsWith("no ");
  }

  private interface Text {
    String of(long number);
  }

  private void tile(String of, ToLongFunction<ModelPart> number, Text text, String under) {
    long total = summary.total(number);
    page.open("div", "class", "tile").leaf("p", of, "class", "of");
    page.open("p", "class", "big");
    boolean known = total > 0 || total == 0 && summary.isComplete(number);
    page.text(known ? text.of(total) : "?");
    page.close("p");
    page.open("p", "class", "under");
    page.leaf("span", !known || summary.isComplete(number) ? under : under + ", as far as known");
    page.close("p").close("div");
  }

  /** Numbers of operations: 2.29 million. */
  private static String count(long number) {
    if (number >= 1_000_000_000L) {
      return Numbers.people(number / 1e9) + " billion";
    }
    return number >= 1_000_000 ? Numbers.people(number / 1e6) + " million" : Numbers.whole(number);
  }

  private void findings() {
    Section.open(
        page,
        "findings",
        "Findings",
        summary.findings().isEmpty()
            ? ""
            : "What to know before loading the file. Nothing in it was run to find this out.");
    if (summary.findings().isEmpty()) {
      Section.nothing(
          page,
          "Nothing that speaks against loading: no serialised objects, no class names but those of"
              + " known packages, nothing outside the format.");
    } else {
      page.open("ul", "class", "noted");
      for (FileFinding finding : summary.findings()) {
        page.open("li");
        Icon.render(page, finding.severity() == Severity.NOTE ? Verdict.SKIPPED : Verdict.FAIL);
        page.leaf("strong", word(finding.severity()));
        page.leaf("span", finding.message()).close("li");
      }
      page.close("ul");
    }
    for (String hint : summary.hints()) {
      page.leaf(
          "p",
          hint.substring(0, 1).toUpperCase(Locale.ROOT) + hint.substring(1) + ".",
          "class",
          "lead");
    }
    page.close("section");
  }

  private static String word(Severity severity) {
    return switch (severity) {
      case DANGER -> "not safe";
      case BROKEN -> "not usable";
      case NOTE -> "note";
    };
  }

  private void drawing() {
    Section.open(
        page,
        "graph",
        "Drawing",
        "From top to bottom; beside the lines stand the shapes that flow along them, without the"
            + " number of images.");
    GraphDrawing drawing =
        summary.parts().size() > GraphDrawing.MOST_BOXES ? null : new GraphDrawing(summary.parts());
    if (drawing == null || !drawing.isDrawable()) {
      Section.nothing(
          page,
          summary.parts().isEmpty()
              ? "There is nothing to draw."
              : "A drawing of "
                  + Numbers.whole(summary.parts().size())
                  + " parts could not be read; the table has them all.");
    } else {
      page.open("figure", "class", "drawn");
      Section.scroll(page, "The network as a graph");
      drawing.render(page);
      page.close("div");
      legend();
      page.close("figure");
    }
    page.close("section");
  }

  private void legend() {
    page.open("figcaption", "class", "legend");
    for (PartKind kind : PartKind.values()) {
      if (summary.parts().stream().anyMatch(part -> part.kind() == kind)) {
        page.open("span", "class", "key");
        page.open(
            "svg", "class", "swatch box " + GraphDrawing.name(kind), "width", "12", "height", "12");
        page.empty("rect", "class", "stripe", "width", "12", "height", "12", "rx", "2");
        page.close("svg");
        page.leaf("span", word(kind)).close("span");
      }
    }
    page.close("figcaption");
  }

  private static String word(PartKind kind) {
    return switch (kind) {
      case INPUT -> "input";
      case CONVOLUTION -> "convolution";
      case POOLING -> "pooling, reduction";
      case DENSE -> "dense";
      case NORMALISATION -> "normalisation";
      case ACTIVATION -> "element by element";
      case COMBINATION -> "branches meet";
      case SHAPE -> "change of shape";
      case OTHER -> "other";
    };
  }

  private void table() {
    Section.open(page, "layers", "Layers", "");
    if (summary.parts().isEmpty()) {
      Section.nothing(page, "The file has no layers that could be read.");
      page.close("section");
      return;
    }
    Section.scroll(page, "Layers");
    page.open("table", "class", "grid bench layers").open("thead").open("tr");
    for (String column : List.of("Name", "Type", "Settings", "Output")) {
      Section.column(page, column, "words");
    }
    for (String column : List.of("Parameters", "Operations", "Activations")) {
      Section.column(page, column, "number");
    }
    page.close("tr").close("thead").open("tbody");
    List<ModelPart> shown = summary.parts().subList(0, Math.min(MOST_ROWS, summary.parts().size()));
    for (int i = 0; i < shown.size(); i++) {
      ModelPart part = shown.get(i);
      page.open("tr", "id", "part-" + i).leaf("th", part.name(), "scope", "row");
      page.leaf("td", part.type()).leaf("td", part.settings(), "class", "left");
      page.leaf("td", part.shapeText());
      numbers(
          known(part.parameters(), Numbers::whole),
          known(part.operations(), Numbers::whole),
          known(part.activationBytes(), Numbers::size));
      page.close("tr");
    }
    page.open("tr", "class", "total").leaf("th", "all", "scope", "row");
    page.leaf("td", "").leaf("td", "").leaf("td", "");
    numbers(
        total(ModelPart::parameters, Numbers::whole),
        total(ModelPart::operations, Numbers::whole),
        total(ModelPart::activationBytes, Numbers::size));
    page.close("tr").close("tbody").close("table").close("div");
    if (shown.size() < summary.parts().size()) {
      Section.nothing(
          page,
          "and "
              + Numbers.whole(summary.parts().size() - shown.size())
              + " more, which --json has.");
    }
    page.close("section");
  }

  private void numbers(String... cells) {
    for (String cell : cells) {
      page.leaf("td", cell, "class", "number");
    }
  }

  private static String known(long number, Text text) {
    return number < 0 ? "?" : text.of(number);
  }

  private String total(ToLongFunction<ModelPart> number, Text text) {
    long total = summary.total(number);
    return total < 0 ? "?" : (summary.isComplete(number) ? "" : "≥ ") + text.of(total);
  }

  private void file() {
    Section.open(page, "file", "File", "");
    page.open("dl", "class", "facts");
    Section.fact(page, "format", summary.format());
    Section.fact(page, "network", summary.kind());
    Section.fact(page, "size", Numbers.whole(summary.bytes()) + " bytes");
    for (Map.Entry<String, String> entry : summary.metadata().entrySet()) {
      Section.fact(page, entry.getKey(), entry.getValue());
    }
    page.close("dl");
    page.leaf("h3", "SHA-256");
    page.leaf("p", summary.sha256(), "class", "hash");
    page.close("section");
  }

  private void reading() {
    Section.open(page, "reading", "How to read this page", "");
    page.open("dl", "class", "reading");
    List<String[]> terms = new ArrayList<>();
    terms.add(
        new String[] {
          "Operations",
          "Floating point operations on one image: two for each multiplication and addition of a"
              + " convolution or dense layer, one for each element of a pooling window, of an"
              + " activation layer and of a sum of layers, two for each element that is normalised."
              + " A layer's own bias and activation are not counted, so that a graph in which they"
              + " are operators of their own shows a little more."
        });
    terms.add(
        new String[] {
          "Activations",
          "What the output of a layer takes in memory for one image. Training keeps them all;"
              + " inference only some at a time."
        });
    terms.add(
        new String[] {
          "Not safe",
          "Programs that trust the file could run code, read other files or fill the memory."
              + " conv4j refuses to load it."
        });
    terms.add(new String[] {"Not usable", "Parts are missing, damaged or contradict each other."});
    for (String[] term : terms) {
      RunSection.term(page, term[0], term[1]);
    }
    page.close("dl").close("section");
  }
}
