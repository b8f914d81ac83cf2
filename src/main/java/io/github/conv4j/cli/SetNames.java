package io.github.conv4j.cli;

import io.github.conv4j.store.KnownSet;
import io.github.conv4j.store.KnownSets;
import java.util.List;

/** Names of known data sets as words on the command line. */
final class SetNames {
  private SetNames() {}

  /** The sets of these names; all of them for no name. */
  static List<KnownSet> sets(List<String> names) {
    return names == null || names.isEmpty()
        ? KnownSets.all()
        : names.stream().map(SetNames::set).toList();
  }

  private static KnownSet set(String name) {
    List<String> known = KnownSets.all().stream().map(KnownSet::name).toList();
    return KnownSets.find(name)
        .orElseThrow(
            () -> {
              List<String> close = SimilarWords.closest(name, known);
              return new UsageException(
                  "unknown data set '"
                      + name
                      + "'"
                      + (close.isEmpty() ? "." : "; did you mean '" + close.get(0) + "'?")
                      + " Known are "
                      + String.join(", ", known)
                      + ".");
            });
  }
}
