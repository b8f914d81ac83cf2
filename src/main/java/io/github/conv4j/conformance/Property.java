package io.github.conv4j.conformance;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A law that every right implementation obeys, whatever the numbers.
 *
 * @param name what it says
 * @param pooling whether it is about pooling; else it is about convolution
 * @param adapt turns any problem into one that the law speaks about; leaves such a one alone
 * @param check computes and compares
 */
record Property(String name, boolean pooling, UnaryOperator<Problem> adapt, Consumer<Trial> check) {

  /** A case drawn for this property; the index decides. */
  Problem draw(long index) {
    SplittableRandom random = new SplittableRandom(name.hashCode() * 31L + index);
    while (true) {
      Problem drawn =
          pooling
              ? RandomProblems.pooling(random, index)
              : RandomProblems.convolution(random, index);
      Problem adapted = adapt.apply(drawn);
      if (RandomProblems.fits(adapted)) {
        return adapted;
      }
    }
  }

  /**
   * Tries it.
   *
   * @return what is wrong; empty if it holds
   * @throws Trial.Declined if the subject does not offer the problem
   */
  Optional<String> violation(Subject subject, Problem problem) {
    Trial trial = new Trial(subject, problem);
    try {
      check.accept(trial);
    } catch (Trial.Declined declined) {
      throw declined;
    } catch (RuntimeException thrown) {
      return Optional.of("threw " + Examination.oneLine(thrown) + " on a valid case");
    }
    return trial.violation();
  }

  /** The same law, spoken about other problems. */
  Property on(UnaryOperator<Problem> further) {
    return new Property(name, pooling, problem -> further.apply(adapt.apply(problem)), check);
  }

  /** Whether the subject violates it on a problem; a declined problem is no violation. */
  boolean fails(Subject subject, Problem problem) {
    try {
      return violation(subject, problem).isPresent();
    } catch (Trial.Declined declined) {
      return false;
    }
  }
}
