package io.github.conv4j.report;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes HTML and SVG that is also well-formed XML.
 *
 * <p>Every text and every attribute value is escaped here and nowhere else, so no string that comes
 * from a model, a file name or the command line can become markup. Tags are checked to be balanced.
 */
final class Markup {

  private final StringBuilder out = new StringBuilder(1 << 16);
  private final Deque<String> open = new ArrayDeque<>();

  /**
   * Opens an element.
   *
   * @param tag element name, from the program text
   * @param attributes names and values in turn
   * @return this
   */
  Markup open(String tag, String... attributes) {
    start(tag, attributes);
    out.append('>');
    open.push(tag);
    return this;
  }

  /**
   * Closes the innermost open element.
   *
   * @param tag its name
   * @return this
   * @throws IllegalStateException if another element is open
   */
  Markup close(String tag) {
    String innermost = open.isEmpty() ? "nothing" : open.pop();
    if (!innermost.equals(tag)) {
      throw new IllegalStateException("expected to close " + innermost + ", asked for " + tag);
    }
    out.append("</").append(tag).append('>');
    if (tag.equals("section") || tag.equals("figure") || tag.equals("tr")) {
      out.append('\n');
    }
    return this;
  }

  /**
   * An element that holds only text.
   *
   * @param tag element name
   * @param text content
   * @param attributes names and values in turn
   * @return this
   */
  Markup leaf(String tag, String text, String... attributes) {
    return open(tag, attributes).text(text).close(tag);
  }

  /**
   * An element without content; only for void HTML elements and for SVG.
   *
   * @param tag element name
   * @param attributes names and values in turn
   * @return this
   */
  Markup empty(String tag, String... attributes) {
    start(tag, attributes);
    out.append("/>");
    return this;
  }

  /**
   * Text, escaped.
   *
   * @param text content
   * @return this
   */
  Markup text(String text) {
    out.append(escape(text));
    return this;
  }

  /**
   * Content that ships with the program (style sheet, script), written as it is.
   *
   * @param content trusted content
   * @return this
   */
  Markup trusted(String content) {
    out.append(content);
    return this;
  }

  /**
   * The finished text.
   *
   * @return everything written
   * @throws IllegalStateException if an element is still open
   */
  String finish() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("still open: " + open);
    }
    return out.toString();
  }

  private void start(String tag, String... attributes) {
    if (attributes.length % 2 != 0) {
      throw new IllegalArgumentException(tag + ": attribute without a value");
    }
    out.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"").append(escape(attributes[i + 1]));
      out.append('"');
    }
  }

  /**
   * Escapes text for element content and for quoted attribute values; characters that XML cannot
   * hold become the replacement character.
   *
   * @param text any text
   * @return text without markup
   */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            character -> {
              switch (character) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isAllowed(character) ? character : 0xFFFD);
              }
            });
    return escaped.toString();
  }

  private static boolean isAllowed(int character) {
    if (character < 0x20) {
      return character == '\t' || character == '\n' || character == '\r';
    }
    boolean control = character >= 0x7F && character <= 0x9F;
    boolean loneSurrogate = character >= 0xD800 && character <= 0xDFFF;
    boolean noncharacter = (character & 0xFFFE) == 0xFFFE;
    return !control && !loneSurrogate && !noncharacter && !reordersText(character);
  }

  /** Characters that show text in another order than it has, and so can disguise a name. */
  private static boolean reordersText(int character) {
    return character >= 0x202A && character <= 0x202E || character >= 0x2066 && character <= 0x2069;
  }
}
