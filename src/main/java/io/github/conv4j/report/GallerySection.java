package io.github.conv4j.report;

import io.github.conv4j.result.CompareReport;
import io.github.conv4j.result.Gallery;

/** Filters and feature maps as pictures, pair by pair. */
final class GallerySection {

  /** Most characters for all pictures together: keeps the page small enough to send around. */
  private static final int BUDGET = 450_000;

  private GallerySection() {}

  /**
   * Writes the section; nothing if there are no pictures.
   *
   * @param page page to write to
   * @param report the run
   */
  static void render(Markup page, CompareReport report) {
    if (report.galleries().isEmpty()) {
      return;
    }
    Section.open(
        page,
        "pictures",
        "Pictures",
        "In every pair the upper picture is the built-in network’s and the lower one the"
            + " handwritten network’s, both on one grey scale from the pair’s smallest value"
            + " (black) to its largest (white). Δ is the largest difference of two pixels.");
    int left = BUDGET;
    for (Gallery gallery : report.galleries()) {
      left -= new PictureStrip(gallery).render(page, left);
    }
    page.close("section");
  }
}
