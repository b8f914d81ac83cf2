package io.github.conv4j.cli;

import java.util.ArrayList;
import java.util.List;

/** Breaks text into lines at spaces. */
final class TextWrap {
  private TextWrap() {}

  /**
   * Breaks a text.
   *
   * @param text words separated by single spaces
   * @param width longest line; a longer word gets a line of its own
   * @return at least one line
   */
  static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ")) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
