package io.github.conv4j.cli;

import io.github.conv4j.store.KnownSets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The options of a verb as a run keeps them: every one with its value, given or by default, so that
 * a later version with other defaults goes on with the same, and options that a verb gets later are
 * kept without further work. Paths are absolute.
 */
final class RecordedOptions {
  private static final String DATA = "--data";
  private static final String NET = "--net";

  private RecordedOptions() {}

  /**
   * Reads them.
   *
   * @param spec a verb whose command line was parsed
   * @param without names of options to leave out
   * @return values by name
   */
  static Map<String, String> of(CommandSpec spec, Set<String> without) {
    Map<String, String> options = new LinkedHashMap<>();
    for (OptionSpec option : spec.options()) {
      String name = option.longestName();
      Object value = option.getValue();
      if (value != null && !option.inherited() && !option.usageHelp() && !without.contains(name)) {
        options.put(name, text(name, value));
      }
    }
    return options;
  }

  /**
   * The words that a command line needs for them.
   *
   * @param options values by name
   * @return words
   */
  static List<String> words(Map<String, String> options) {
    List<String> words = new ArrayList<>();
    options.forEach((name, value) -> words.add(name + "=" + value));
    return words;
  }

  private static String text(String name, Object value) {
    if (value instanceof Collection<?> values) {
      return values.stream().map(each -> text(name, each)).collect(Collectors.joining(","));
    }
    if (value instanceof Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT);
    }
    if (value instanceof Path path) {
      return absolute(path);
    }
    return switch (name) {
      case DATA -> data(value.toString());
      case NET -> net(value.toString());
      default -> value.toString();
    };
  }

  private static String absolute(Path path) {
    return path.toAbsolutePath().normalize().toString();
  }

  /** A network's name stays; a file is named for all folders. */
  private static String net(String value) {
    return NetworkOptions.isFile(value) ? absolute(Path.of(value)) : value;
  }

  /** A data set's name stays; a folder or file is found again from anywhere. */
  private static String data(String value) {
    try {
      Path path = Path.of(value);
      return !isName(value) && Files.exists(path) ? absolute(path) : value;
    } catch (InvalidPathException e) {
      return value;
    }
  }

  private static boolean isName(String value) {
    return KnownSets.find(value).isPresent();
  }
}
