package io.github.conv4j.cli;

import io.github.conv4j.data.ImageShape;
import io.github.conv4j.train.LabelSmoothing;
import io.github.conv4j.train.TestViews;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What is done for accuracy, in training and in the test; or all of it, from a recipe. */
final class RecipeOptions {

  @Option(
      names = "--recipe",
      paramLabel = "NAME",
      completionCandidates = Recipes.class,
      order = 3,
      description =
          "Take options that are not given from a recipe: ${COMPLETION-CANDIDATES} (default: good"
              + " for colour images without --net and --model, else plain, which takes none).")
  private String recipe;

  @Option(
      names = "--label-smoothing",
      paramLabel = "A",
      defaultValue = "0",
      order = 8,
      description =
          "Train on labels that leave the share A to all classes together; the training loss is"
              + " with regard to these (default: ${DEFAULT-VALUE}).")
  private double smoothing;

  @Mixin private ViewOptions views;

  void requireValid() {
    if (recipe != null && !Recipes.exists(recipe.toLowerCase(Locale.ROOT))) {
      throw new UsageException(
          "--recipe: expected one of " + String.join(", ", new Recipes()) + ", found " + recipe);
    }
    views.requireValid();
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw new UsageException("--label-smoothing: expected 0 to less than 1, found " + smoothing);
    }
  }

  /** Whether the command line names a recipe. */
  boolean isGiven() {
    return recipe != null;
  }

  /**
   * Fills in the options of the recipe.
   *
   * @param verb the verb, parsed, whose options change
   * @param shape the images
   * @param networkGiven whether the command line says which network to train
   * @return which options it set, as words of a command line; empty for none
   */
  String apply(CommandSpec verb, ImageShape shape, boolean networkGiven) {
    boolean usual = recipe == null && shape.channels() > 1 && !networkGiven;
    String named = Optional.ofNullable(recipe).orElse(usual ? Recipes.GOOD : Recipes.PLAIN);
    return Recipes.apply(named.toLowerCase(Locale.ROOT), shape, verb);
  }

  LabelSmoothing smoothing() {
    return new LabelSmoothing(smoothing);
  }

  TestViews views() {
    return views.views();
  }
}
