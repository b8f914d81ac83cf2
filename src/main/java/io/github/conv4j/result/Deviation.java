package io.github.conv4j.result;

import java.util.List;

/**
 * One kind of deviation of an implementation that is not ours.
 *
 * @param subject the implementation
 * @param title what goes wrong, in a few words
 * @param sentence when and how, in one plain sentence
 * @param cases number of cases that show it
 * @param examples one to three case lines that show it
 * @param message what the first of them reported
 */
public record Deviation(
    String subject,
    String title,
    String sentence,
    long cases,
    List<String> examples,
    String message) {

  /** Copies the list. */
  public Deviation {
    examples = List.copyOf(examples);
  }
}
