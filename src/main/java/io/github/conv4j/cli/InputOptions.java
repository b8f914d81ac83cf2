package io.github.conv4j.cli;

import io.github.conv4j.data.Augmentation;
import io.github.conv4j.data.ImageDataSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** What images go through before the network sees them. */
final class InputOptions {
  private static final Map<String, Augmentation> AUGMENTATIONS =
      new TreeMap<>(
          Map.of(
              "none", Augmentation.NONE,
              "digits", Augmentation.DIGITS,
              "photos", Augmentation.COLOUR_PHOTOS,
              "photos-alternating",
                  Augmentation.COLOUR_PHOTOS.withFlip(Augmentation.Flip.ALTERNATING)));

  @Option(
      names = "--augment",
      paramLabel = "NAME",
      defaultValue = "none",
      order = 5,
      description =
          "Vary training images: digits (moved by up to 2 pixels), photos (by up to 4, and"
              + " mirrored at random), photos-alternating (mirrored every other epoch) or none"
              + " (default: ${DEFAULT-VALUE}).")
  private String augment;

  @Option(
      names = "--shift",
      paramLabel = "N",
      order = 6,
      description = "Move training images by up to N pixels, whatever --augment says.")
  private Integer shift;

  @Option(
      names = "--cutout",
      paramLabel = "N",
      defaultValue = "0",
      order = 6,
      description = "Blank a random square of N pixels in training images (default: none).")
  private int cutout;

  @Option(
      names = "--standardise",
      order = 7,
      description =
          "Give each channel mean 0 and deviation 1 over the training images; kept with the"
              + " network. Otherwise pixels are 0 to 1, or as --model has them.")
  private boolean standardise;

  void requireValid() {
    if (shift != null && shift < 0) {
      throw new UsageException("--shift: expected 0 or more, found " + shift);
    }
    if (cutout < 0) {
      throw new UsageException("--cutout: expected 0 or more, found " + cutout);
    }
    augmentation();
  }

  Augmentation augmentation() {
    Augmentation found = AUGMENTATIONS.get(augment);
    if (found == null) {
      throw new UsageException(
          "--augment: expected one of "
              + String.join(", ", AUGMENTATIONS.keySet())
              + ", found "
              + augment);
    }
    return found.withPadding(shift == null ? found.padding() : shift).withCutout(cutout);
  }

  /**
   * The data as the network is to see it.
   *
   * @param data the data
   * @param saved how a network that is trained on wants it
   */
  ImageDataSource applyTo(ImageDataSource data, Optional<SavedScale> saved) {
    if (standardise) {
      return data.withScale(data.standardization());
    }
    return saved.isPresent() ? saved.get().applyTo(data) : data;
  }

  /** The options that are not as usual, as words of a command line. */
  String words() {
    StringBuilder words = new StringBuilder();
    if (!"none".equals(augment)) {
      words.append(" --augment ").append(augment);
    }
    if (shift != null) {
      words.append(" --shift ").append(shift);
    }
    if (cutout > 0) {
      words.append(" --cutout ").append(cutout);
    }
    return words.append(standardise ? " --standardise" : "").toString();
  }
}
