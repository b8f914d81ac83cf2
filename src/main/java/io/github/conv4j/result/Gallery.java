package io.github.conv4j.result;

import java.util.List;

/**
 * Pictures that belong together.
 *
 * @param title heading, such as "First-layer filters"
 * @param caption one sentence that says what to see
 * @param builtin pictures of the built-in twin
 * @param custom pictures of the handwritten twin, same order
 */
public record Gallery(String title, String caption, List<Picture> builtin, List<Picture> custom) {

  /** Copies the lists. */
  public Gallery {
    builtin = List.copyOf(builtin);
    custom = List.copyOf(custom);
  }
}
