package io.github.conv4j.onnx;

import java.util.List;
import java.util.stream.LongStream;

/**
 * A setting of a node.
 *
 * @param name such as {@code kernel_shape}
 * @param value its value
 */
public record Attribute(String name, Value value) {

  /** Values by type. */
  public sealed interface Value {}

  /**
   * A whole number.
   *
   * @param value the number
   */
  public record Int(long value) implements Value {
    @Override
    public String toString() {
      return Long.toString(value);
    }
  }

  /**
   * A real number.
   *
   * @param value the number; files hold it as {@code float}
   */
  public record Real(double value) implements Value {
    @Override
    public String toString() {
      return Float.toString((float) value);
    }
  }

  /**
   * Text.
   *
   * @param value the text
   */
  public record Text(String value) implements Value {
    @Override
    public String toString() {
      return value;
    }
  }

  /**
   * Whole numbers.
   *
   * @param values the numbers
   */
  public record Ints(List<Long> values) implements Value {
    /** Copies the list. */
    public Ints {
      values = List.copyOf(values);
    }

    @Override
    public String toString() {
      return values.toString();
    }
  }

  /**
   * Real numbers.
   *
   * @param values the numbers; files hold them as {@code float}
   */
  public record Reals(List<Float> values) implements Value {
    /** Copies the list. */
    public Reals {
      values = List.copyOf(values);
    }

    @Override
    public String toString() {
      return values.toString();
    }
  }

  /**
   * A stored array.
   *
   * @param array the array
   */
  public record Array(Initializer array) implements Value {
    @Override
    public String toString() {
      return "(array " + array.shape() + ")";
    }
  }

  /**
   * Something that conv4j does not write, such as an inner graph.
   *
   * @param kind what it is
   */
  public record Other(String kind) implements Value {

    /** Kind of an array whose content is in another file. */
    static final String ELSEWHERE = "array in another file";

    /**
     * Whether it is a part of the model of its own, or in another file: an inner graph, a
     * function's setting, a sparse array.
     *
     * @return true for what this program neither checks nor runs
     */
    public boolean isPart() {
      return kind.startsWith("graph")
          || kind.startsWith("of the function")
          || kind.equals("sparse array")
          || kind.equals("type")
          || kind.equals(ELSEWHERE);
    }

    @Override
    public String toString() {
      return "(" + kind + ")";
    }
  }

  /**
   * A whole number.
   *
   * @param name name
   * @param value value
   * @return the attribute
   */
  public static Attribute of(String name, long value) {
    return new Attribute(name, new Int(value));
  }

  /**
   * A real number.
   *
   * @param name name
   * @param value value; files hold it as {@code float}
   * @return the attribute
   */
  public static Attribute of(String name, double value) {
    return new Attribute(name, new Real(value));
  }

  /**
   * Text.
   *
   * @param name name
   * @param value value
   * @return the attribute
   */
  public static Attribute of(String name, String value) {
    return new Attribute(name, new Text(value));
  }

  /**
   * Whole numbers.
   *
   * @param name name
   * @param values values
   * @return the attribute
   */
  public static Attribute ints(String name, long... values) {
    return new Attribute(name, new Ints(LongStream.of(values).boxed().toList()));
  }
}
