package io.github.conv4j.cli;

import io.github.conv4j.data.ImageShape;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * Ways to train that are known to go well, as values for options that were not given. What they
 * reach on MNIST and CIFAR-10 is in models/README.md.
 */
final class Recipes implements Iterable<String> {

  /** Options as their own defaults have them. */
  static final String PLAIN = "plain";

  /** Minutes to a quarter of an hour on two cores. */
  static final String GOOD = "good";

  private static final List<String> NAMES = List.of(PLAIN, "quick", GOOD, "best");
  private static final String UPDATER = "--updater";
  private static final String RATE = "--lr";

  @Override
  public Iterator<String> iterator() {
    return NAMES.iterator();
  }

  /** Whether there is one of that name. */
  static boolean exists(String name) {
    return NAMES.contains(name);
  }

  /**
   * Gives options that are not on the command line the values of a recipe. An optimiser that is
   * given keeps its own rate, as no other one's fits it.
   *
   * @param name name of the recipe
   * @param shape the images it is for: grey ones are taken for digits and letters, which must not
   *     be mirrored, coloured ones for photos
   * @param verb the verb, parsed, whose options change
   * @return the options that changed, as words of a command line
   */
  static String apply(String name, ImageShape shape, CommandSpec verb) {
    ParseResult given = verb.commandLine().getParseResult();
    StringBuilder words = new StringBuilder();
    options(name, shape.channels() > 1)
        .forEach(
            (option, value) -> {
              boolean foreignRate = option.equals(RATE) && given.hasMatchedOption(UPDATER);
              if (!given.hasMatchedOption(option) && !foreignRate) {
                verb.findOption(option).setValue(value);
                words.append(' ').append(option);
                words.append(value.equals(true) ? "" : " " + value);
              }
            });
    return words.toString().strip();
  }

  private static Map<String, Object> options(String name, boolean photos) {
    Map<String, Object> options = new LinkedHashMap<>();
    switch (name) {
      case "quick" -> {
        optimiser(options, photos ? "vgg" : "lenet", "adam", photos ? 0.005 : 0.002);
        options.put("--epochs", photos ? 2 : 1);
        if (photos) {
          options.put("--standardise", true);
        }
      }
      case GOOD -> {
        if (photos) {
          photos(options, "vgg", 0.1, 6);
        } else {
          digits(options, 4);
        }
      }
      case "best" -> {
        if (photos) {
          photos(options, "airbench", 0.1, 20);
          options.put("--weight-decay", 0.008);
          options.put("--augment", "photos-alternating");
          options.put("--shift", 3);
          options.put("--test-shift", 1);
        } else {
          digits(options, 12);
        }
      }
      default -> {}
    }
    return options;
  }

  private static void digits(Map<String, Object> options, int epochs) {
    optimiser(options, "lenet", "adam", 0.002);
    options.put("--schedule", "linear");
    options.put("--epochs", epochs);
    options.put("--augment", "digits");
  }

  private static void photos(Map<String, Object> options, String net, double rate, int epochs) {
    optimiser(options, net, "nesterovs", rate);
    options.put("--epochs", epochs);
    options.put("--weight-decay", 0.005);
    options.put("--label-smoothing", 0.1);
    options.put("--augment", "photos");
    options.put("--standardise", true);
    options.put("--test-flip", true);
  }

  private static void optimiser(
      Map<String, Object> options, String net, String updater, double rate) {
    options.put("--net", net);
    options.put(UPDATER, updater);
    options.put(RATE, rate);
    options.put("--schedule", "one-cycle");
  }
}
