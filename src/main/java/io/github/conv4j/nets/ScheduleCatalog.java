package io.github.conv4j.nets;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/** The courses of the learning rate that can be chosen by name: the place to add one. */
public final class ScheduleCatalog {

  private static final double TENTH = 0.1;

  private static final List<Entry> ENTRIES =
      List.of(
          new Entry("constant", "the same throughout", (rate, steps) -> new FixedSchedule(rate)),
          new Entry(
              "linear", "falls in a straight line to 0 after the last step", LinearSchedule::new),
          new Entry(
              "step",
              "a tenth after each third of the steps",
              (rate, steps) ->
                  new StepSchedule(ScheduleType.ITERATION, rate, TENTH, Math.max(1, steps / 3))),
          new Entry("cosine", "falls like half a wave to 0", CosineSchedule::new),
          new Entry(
              "one-cycle",
              "rises for a tenth of the steps, then falls to a hundredth",
              OneCycleSchedule::new));

  private ScheduleCatalog() {}

  /** Makes a schedule. */
  public interface Factory {

    /**
     * Makes it.
     *
     * @param rate the learning rate that was asked for
     * @param steps steps of the whole training
     * @return rate by iteration
     */
    ISchedule create(double rate, int steps);
  }

  /**
   * A kind of schedule.
   *
   * @param name name on the command line
   * @param description a few words
   * @param factory makes it
   */
  public record Entry(String name, String description, Factory factory) {}

  /**
   * All of them.
   *
   * @return in the order to show them; the first is the usual one
   */
  public static List<Entry> entries() {
    return ENTRIES;
  }

  /**
   * Finds a schedule.
   *
   * @param name its name, in any case
   * @return the schedule, if there is one of that name
   */
  public static Optional<Entry> find(String name) {
    return ENTRIES.stream()
        .filter(entry -> entry.name().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst();
  }
}
