package io.github.conv4j.report;

import io.github.conv4j.files.WholeFile;
import io.github.conv4j.result.CompareReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;

/**
 * Writes {@code report.html}: a comparison as one page for people.
 *
 * <p>The page needs nothing else: no network, no script for its content, no other file. Its content
 * security policy forbids every request and every script but the one that shows values under the
 * pointer. It follows the light or dark preference of the reader and can be printed.
 */
public final class HtmlReport {

  private HtmlReport() {}

  /**
   * Writes the page as UTF-8, whole or not at all.
   *
   * @param report what to show
   * @param file file to write or replace; missing folders are made
   * @throws IOException when the file cannot be written
   */
  public static void write(CompareReport report, Path file) throws IOException {
    WholeFile.write(file, render(report));
  }

  /**
   * The page as HTML text that is also well-formed XML.
   *
   * @param report what to show
   * @return the text
   */
  public static String render(CompareReport report) {
    Markup page = new Markup();
    page.trusted("<!DOCTYPE html>\n");
    page.open("html", "lang", "en");
    head(page, report);
    page.open("body");
    Icon.define(page);
    page.open("div", "class", "frame");
    contents(page, report);
    page.open("main");
    VerdictSection.render(page, report);
    ComparedSection.render(page, report);
    ChecksSection.render(page, report);
    TrainingSection.render(page, report);
    SpeedSection.render(page, report);
    ErrorSection.render(page, report);
    ConfusionSection.render(page, report);
    GallerySection.render(page, report);
    RunSection.render(page, report);
    page.close("main").close("div");
    page.open("script").trusted(resource("report.js")).close("script");
    page.close("body").close("html");
    return page.finish();
  }

  private static void head(Markup page, CompareReport report) {
    String verdict = Words.verdict(report.verdict()).toUpperCase(Locale.ROOT);
    head(page, verdict + " · conv4j compare", verdict + ": " + Words.outcome(report));
  }

  /** The head of any page of ours. */
  static void head(Markup page, String title, String description) {
    String script = resource("report.js");
    page.open("head");
    page.empty("meta", "charset", "utf-8");
    page.empty(
        "meta",
        "http-equiv",
        "Content-Security-Policy",
        "content",
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-"
            + sha256(script)
            + "'; base-uri 'none'; form-action 'none'");
    page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    page.empty("meta", "name", "color-scheme", "content", "light dark");
    page.empty("meta", "name", "generator", "content", "conv4j");
    page.empty("meta", "name", "description", "content", description);
    page.leaf("title", title);
    page.empty("link", "rel", "icon", "href", "data:,");
    page.open("style").trusted(resource("report.css")).close("style");
    page.close("head");
  }

  private static void contents(Markup page, CompareReport report) {
    page.open("nav", "class", "contents", "aria-label", "Contents");
    page.leaf("a", "conv4j compare", "href", "#top", "class", "home");
    page.open("ol");
    link(page, "compared", "What was compared");
    link(page, "checks", "Checks");
    link(page, "training", "Training");
    link(page, "speed", "Speed and memory");
    link(page, "errors", "Errors per layer");
    link(page, "confusion", "Confusion");
    if (!report.galleries().isEmpty()) {
      link(page, "pictures", "Pictures");
    }
    link(page, "run", "Machine and files");
    link(page, "reading", "How to read this");
    page.close("ol").close("nav");
  }

  static void link(Markup page, String id, String name) {
    page.open("li").leaf("a", name, "href", "#" + id).close("li");
  }

  static String resource(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(
            "expected the resource " + name + " beside HtmlReport, found none: rebuild conv4j");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the resource " + name, e);
    }
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return Base64.getEncoder()
          .encodeToString(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
