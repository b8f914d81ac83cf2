package io.github.conv4j.cli;

import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in one line what was wrong with a command line and what to write instead. */
final class UsageMistake {
  private UsageMistake() {}

  /**
   * The line to show.
   *
   * @param mistake what picocli found
   * @return what was wrong, a suggestion if one is close, and where the help is
   */
  static String describe(ParameterException mistake) {
    CommandLine line = mistake.getCommandLine();
    String help = line.getCommandSpec().qualifiedName(" ") + " --help";
    return problem(mistake) + " Run '" + help + "' to see what is possible.";
  }

  private static String problem(ParameterException mistake) {
    if (mistake instanceof UnmatchedArgumentException unmatched) {
      return unmatched(unmatched);
    }
    String message =
        Terminal.oneLine(mistake.getMessage())
            .replaceFirst(" is not an? (int|long)$", " is not a whole number that fits");
    String end = message.endsWith(".") ? "" : ".";
    return Character.toLowerCase(message.charAt(0)) + message.substring(1) + end;
  }

  private static String unmatched(UnmatchedArgumentException mistake) {
    String word = mistake.getUnmatched().get(0);
    CommandLine line = mistake.getCommandLine();
    if (word.startsWith("-")) {
      return unknown("option", word, line.getCommandSpec().optionsMap().keySet());
    }
    if (line.getSubcommands().isEmpty()) {
      return "unexpected word '" + word + "'.";
    }
    return unknown("verb", word, line.getSubcommands().keySet());
  }

  private static String unknown(String kind, String word, Set<String> candidates) {
    List<String> close = SimilarWords.closest(word, candidates);
    String end = close.isEmpty() ? "." : "; did you mean '" + String.join("' or '", close) + "'?";
    return "unknown " + kind + " '" + word + "'" + end;
  }
}
