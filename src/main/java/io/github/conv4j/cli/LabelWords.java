package io.github.conv4j.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Class names on the command line: names with commas, or a file with one on each line. */
final class LabelWords {

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private LabelWords() {}

  /**
   * Reads names.
   *
   * @param words the option's value
   * @return names, none of them empty
   * @throws UsageException if there are none, one is empty, or a file is no text
   */
  static List<String> read(String words) {
    List<String> names = new ArrayList<>(words.contains(",") ? split(words) : lines(words));
    names.replaceAll(String::strip);
    if (names.stream().anyMatch(String::isEmpty)) {
      throw new UsageException(
          "--labels: expected a name for each class, found an empty one in " + words);
    }
    return names;
  }

  private static List<String> split(String words) {
    return Arrays.asList(words.split(",", -1));
  }

  private static List<String> lines(String words) {
    try {
      String text = Files.readString(Path.of(words), StandardCharsets.UTF_8);
      return text.replace(BYTE_ORDER_MARK, "").stripTrailing().lines().toList();
    } catch (CharacterCodingException e) {
      throw wrong(words, "a file of text in UTF-8", "other bytes");
    } catch (IOException | InvalidPathException e) {
      throw wrong(
          words,
          "names with commas, or a file that can be read",
          Files.exists(Path.of(words)) ? "one that cannot" : "neither");
    }
  }

  private static UsageException wrong(String words, String expected, String found) {
    return new UsageException("--labels " + words + ": expected " + expected + ", found " + found);
  }
}
