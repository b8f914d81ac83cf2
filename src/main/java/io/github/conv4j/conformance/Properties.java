package io.github.conv4j.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Laws of convolution and pooling, tried on seeded random problems, in FLOAT and DOUBLE in turn.
 * Most need no reference: they compare an implementation with itself, such as linearity, or with
 * another form of the same operation. Exact on integers; averages and p-norms within the proven
 * bounds. A failing problem is shrunk.
 */
public final class Properties {

  private static final int SMOKE = 10;
  private static final int FULL = 100;
  private static final int NIGHTLY = 1000;

  /** Gives up on an implementation that declines this many times the cases wanted. */
  private static final int MOST_DECLINED = 5;

  /** Further apart than the problems that are drawn with one seed. */
  private static final long SEEDS_APART = 1_000_000;

  private Properties() {}

  /** Every property. */
  static List<Property> all() {
    List<Property> properties = new ArrayList<>(ConvolutionProperties.all());
    properties.addAll(PoolingProperties.all());
    properties.addAll(CommonProperties.all());
    return properties;
  }

  /**
   * The names of the properties.
   *
   * @return one sentence each, such as "convolution: linear in x"
   */
  public static List<String> names() {
    return all().stream().map(Property::name).toList();
  }

  /**
   * Tries every property: on 10 problems each for smoke, 100 for full, 1,000 for nightly. Others
   * are drawn in place of those that the implementation declines, up to five times as many.
   *
   * @param subject the implementation
   * @param suite how many problems
   * @return one result per property
   */
  public static List<PropertyResult> run(Subject subject, Suite suite) {
    return names().stream().map(name -> run(subject, name, suite)).toList();
  }

  /** Tries a property on as many problems as a suite wants, others for another seed. */
  static PropertyResult run(Subject subject, Property property, Suite suite, long more) {
    return run(subject, property, cases(suite), more * SEEDS_APART);
  }

  private static int cases(Suite suite) {
    return switch (suite) {
      case SMOKE -> SMOKE;
      case FULL -> FULL;
      case NIGHTLY -> NIGHTLY;
    };
  }

  /**
   * Tries one property.
   *
   * @param subject the implementation
   * @param name one of {@link #names}
   * @param suite how many problems
   * @return the result
   * @throws IllegalArgumentException if no property has that name
   */
  public static PropertyResult run(Subject subject, String name, Suite suite) {
    return run(subject, named(name), suite, 0);
  }

  private static PropertyResult run(Subject subject, Property property, int cases, long first) {
    int tried = 0;
    int declined = 0;
    while (tried < cases && declined < MOST_DECLINED * cases) {
      Problem problem = property.draw(first + tried + declined);
      Optional<String> violation;
      try {
        violation = property.violation(subject, problem);
      } catch (Trial.Declined reason) {
        declined++;
        continue;
      }
      tried++;
      if (violation.isPresent()) {
        Problem smallest =
            Shrinker.shrink(
                problem, property.adapt(), candidate -> property.fails(subject, candidate));
        return new PropertyResult(
            property.name(),
            subject.name(),
            tried,
            declined,
            smallest,
            property.violation(subject, smallest).orElse(violation.get()));
      }
    }
    return new PropertyResult(property.name(), subject.name(), tried, declined, null, "");
  }

  /**
   * Tries one property on one problem, to look at a failure again.
   *
   * @param subject the implementation
   * @param name one of {@link #names}
   * @param problem a problem that the property reported
   * @return the result, not shrunk further
   * @throws IllegalArgumentException if no property has that name
   */
  public static PropertyResult rerun(Subject subject, String name, Problem problem) {
    Property property = named(name);
    Problem adapted = property.adapt().apply(problem);
    try {
      Optional<String> violation = property.violation(subject, adapted);
      return new PropertyResult(
          name, subject.name(), 1, 0, violation.isPresent() ? adapted : null, violation.orElse(""));
    } catch (Trial.Declined reason) {
      return new PropertyResult(name, subject.name(), 0, 1, null, "");
    }
  }

  private static Property named(String name) {
    return all().stream()
        .filter(property -> property.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "property: expected one of " + names() + ", found \"" + name + "\""));
  }
}
