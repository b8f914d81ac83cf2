package io.github.conv4j.nets;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ISchedule;

/** The optimisers that can be chosen by name: the place to add one. */
public final class UpdaterCatalog {

  private static final double MOMENTUM = 0.9;

  private static final List<Entry> ENTRIES =
      List.of(
          new Entry("adam", 1e-3, Adam::new),
          new Entry("nesterovs", 1e-2, rate -> new Nesterovs(rate, MOMENTUM)),
          new Entry("rmsprop", 1e-3, RmsProp::new),
          new Entry("sgd", 1e-2, Sgd::new));

  private UpdaterCatalog() {}

  /**
   * A kind of optimiser.
   *
   * @param name name on the command line
   * @param rate learning rate if none is given
   * @param factory makes it with a learning rate
   */
  public record Entry(String name, double rate, Function<ISchedule, IUpdater> factory) {}

  /**
   * All of them.
   *
   * @return in the order to show them; the first is the usual one
   */
  public static List<Entry> entries() {
    return ENTRIES;
  }

  /**
   * Finds an optimiser.
   *
   * @param name its name, in any case
   * @return the optimiser, if there is one of that name
   */
  public static Optional<Entry> find(String name) {
    return ENTRIES.stream()
        .filter(entry -> entry.name().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst();
  }
}
