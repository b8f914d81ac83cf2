package io.github.conv4j.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Finds the words a person may have meant. */
final class SimilarWords {
  private SimilarWords() {}

  /**
   * The candidates nearest to a mistyped word.
   *
   * @param word what was typed
   * @param candidates what exists
   * @return all candidates at the smallest distance, if that is at most a third of the word's
   *     length (and at least 1), else none
   */
  static List<String> closest(String word, Iterable<String> candidates) {
    int smallest = Math.max(1, word.length() / 3);
    List<String> closest = new ArrayList<>();
    for (String candidate : candidates) {
      int distance = distance(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
      if (distance < smallest) {
        smallest = distance;
        closest.clear();
      }
      if (distance == smallest) {
        closest.add(candidate);
      }
    }
    return closest;
  }

  /**
   * The number of letters to insert, delete, replace, or swap with their neighbour to turn one word
   * into the other (optimal string alignment).
   *
   * @param a a word
   * @param b another
   * @return 0 if they are equal
   */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        d[i][j] = i == 0 || j == 0 ? i + j : step(a, b, d, i, j);
      }
    }
    return d[a.length()][b.length()];
  }

  private static int step(String a, String b, int[][] d, int i, int j) {
    int replace = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int best = Math.min(replace, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, d[i - 2][j - 2] + 1) : best;
  }
}
