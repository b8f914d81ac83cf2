package io.github.conv4j.cli;

import picocli.CommandLine.Help.Ansi;

/**
 * How the bar of a progress line looks.
 *
 * @param done character of the part that is done
 * @param open character of the part that is not
 * @param colours whether the two parts differ in colour as well
 */
record BarStyle(String done, String open, Ansi colours) {

  /**
   * The style that suits a terminal.
   *
   * @param terminal where the bar is drawn
   * @return lines where the encoding has them, else signs of ASCII
   */
  static BarStyle of(Terminal terminal) {
    return terminal.unicode()
        ? new BarStyle("━", "─", terminal.messageColours())
        : new BarStyle("=", "-", terminal.messageColours());
  }

  /**
   * Draws the bar.
   *
   * @param percent 0 to 100
   * @param width characters to fill
   * @return the bar
   */
  String draw(int percent, int width) {
    int filled = width * percent / 100;
    return part("fg(green)", done, filled) + part("faint", open, width - filled);
  }

  private String part(String style, String character, int count) {
    return count == 0 ? "" : colours.string("@|" + style + " " + character.repeat(count) + "|@");
  }
}
