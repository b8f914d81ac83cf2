package io.github.conv4j.inspect;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A graph as SameDiff saves it: the table {@code FlatGraph} of ND4J's FlatBuffers schema, whose
 * slots stand here by number. Fields that nothing here needs are followed all the same: ND4J will
 * follow them, and does not check where they lead. Content of arrays is taken only where they are
 * short lists of whole numbers.
 *
 * @param variables arrays, computed, stored or to be given
 * @param nodes operations, in the file's order
 * @param trainingConfiguration JSON; empty if there is none
 * @param lossVariables names of variables that training makes small
 * @param updaterArrays arrays of updater state
 * @param sequences variables that are lists of arrays
 */
record FlatGraphFile(
    List<Variable> variables,
    List<Node> nodes,
    String trainingConfiguration,
    List<String> lossVariables,
    List<Stored> updaterArrays,
    int sequences) {

  private static final int CONTENT_LIMIT = 4096;
  private static final int MOST_DIMENSIONS = 32;

  /** Many times those of the largest networks. */
  private static final int MOST_OPERATIONS = 50_000;

  /** Fields of a {@code FlatGraph} in ND4J 1.0.0-M2.1. */
  private static final int GRAPH_SLOTS = 10;

  /** What a variable is, by its code in the file. */
  enum VariableKind {
    VARIABLE,
    CONSTANT,
    ARRAY,
    PLACEHOLDER,
    SEQUENCE
  }

  /**
   * An array of a graph.
   *
   * @param maker number of the operation that makes it
   * @param output which of that operation's results it is
   * @param name name
   * @param kind what it is
   * @param bytes size of an element; 0 if it is not known
   * @param real whether its elements are real numbers
   * @param shape dimensions; empty if they are not known
   * @param stored what of its content is stored; null for nothing
   */
  record Variable(
      int maker,
      int output,
      String name,
      VariableKind kind,
      int bytes,
      boolean real,
      List<Long> shape,
      Stored stored) {}

  /**
   * A stored array.
   *
   * @param shape dimensions
   * @param bytes size of an element; 0 if it is not known
   * @param length bytes that are there
   * @param values content if it is a short list of whole numbers, else empty
   */
  record Stored(List<Long> shape, int bytes, long length, List<Long> values) {

    /** Whether as many bytes are there as the shape takes; arrays of nothing have no dimensions. */
    boolean isComplete() {
      return bytes == 0
          || length == 0 && shape.isEmpty()
          || Shapes.times(Shapes.product(shape), bytes) == length;
    }
  }

  /**
   * An operation.
   *
   * @param id number that variables refer to
   * @param name name
   * @param type code of its family
   * @param op operator
   * @param inputs pairs of operation and result number
   * @param outputs names of variables
   * @param integers whole-number arguments
   * @param reals real arguments
   * @param booleans arguments that are 0 or 1
   * @param dimensions dimensions it works along
   */
  record Node(
      int id,
      String name,
      int type,
      String op,
      List<Pair> inputs,
      List<String> outputs,
      List<Long> integers,
      List<Double> reals,
      List<Long> booleans,
      List<Long> dimensions) {}

  /**
   * Names a variable.
   *
   * @param maker number of an operation
   * @param output which of its results
   */
  record Pair(int maker, int output) {}

  /** Sizes of elements by type code: INHERIT, BOOL, FLOAT8, HALF, HALF2, FLOAT, DOUBLE, …. */
  private static final int[] BYTES = {0, 1, 1, 2, 4, 4, 8, 1, 2, 4, 8, 1, 2, 4, 8, 1, 2, 2};

  /**
   * Whether a file looks like a graph: its first table has as many fields as a graph may have.
   *
   * @param file the file
   */
  static boolean isLikely(ByteBuffer file) {
    try {
      int slots = new FlatReader(file).root().slots();
      return slots > 0 && slots <= GRAPH_SLOTS;
    } catch (FlatReader.FormatException e) {
      return false;
    }
  }

  /**
   * Reads a graph.
   *
   * @param file the file's bytes
   * @return what is in it
   * @throws FlatReader.FormatException if it is broken
   */
  static FlatGraphFile read(ByteBuffer file) {
    FlatReader.Table graph = new FlatReader(file).root();
    List<FlatReader.Table> nodes = graph.tables(2);
    if (nodes.size() > MOST_OPERATIONS) {
      throw new FlatReader.FormatException(
          "at most " + MOST_OPERATIONS + " operations", nodes.size() + "", 0);
    }
    graph.tables(3).forEach(pair -> pair.number32(1));
    graph.table(4);
    graph.texts(5);
    List<Stored> updater = new ArrayList<>();
    for (FlatReader.Table state : graph.tables(8)) {
      state.text(0);
      state.texts(1);
      state.tables(2).forEach(array -> updater.add(stored(array)));
    }
    return new FlatGraphFile(
        graph.tables(1).stream().map(FlatGraphFile::variable).toList(),
        nodes.stream().map(FlatGraphFile::node).toList(),
        graph.text(7),
        graph.texts(6),
        updater,
        graph.tables(9).size());
  }

  private static Variable variable(FlatReader.Table table) {
    FlatReader.Table id = table.table(0);
    int type = table.number8(2);
    int kind = table.number8(6);
    for (int dependencies = 7; dependencies <= 9; dependencies++) {
      table.texts(dependencies);
    }
    if (kind < 0 || kind >= VariableKind.values().length) {
      throw new FlatReader.FormatException("a kind of variable from 0 to 4", "" + kind, 0);
    }
    return new Variable(
        id == null ? 0 : id.number32(0),
        id == null ? 0 : id.number32(1),
        table.text(1),
        VariableKind.values()[kind],
        bytes(type),
        isReal(type),
        limited(table.numbers64(3)),
        stored(table.table(4)));
  }

  private static int bytes(int type) {
    return type >= 0 && type < BYTES.length ? BYTES[type] : 0;
  }

  private static boolean isReal(int type) {
    return type >= 2 && type <= 6 || type == 17;
  }

  private static List<Long> limited(List<Long> shape) {
    return shape.size() > MOST_DIMENSIONS ? List.of() : shape;
  }

  /** ND4J stores rank, dimensions, strides and three numbers more as one vector. */
  private static Stored stored(FlatReader.Table array) {
    if (array == null) {
      return null;
    }
    List<Long> information = array.numbers64(0);
    long rank = information.isEmpty() ? 0 : information.get(0);
    if (rank < 0 || rank > MOST_DIMENSIONS || information.size() < 1 + rank) {
      throw new FlatReader.FormatException(
          "an array of at most " + MOST_DIMENSIONS + " dimensions", "rank " + rank, 0);
    }
    List<Long> shape = new ArrayList<>(information.subList(1, 1 + (int) rank));
    ByteBuffer content = array.content(1);
    long length = content == null ? 0 : content.remaining();
    int bytes = bytes(array.number8(2));
    List<Long> values = new ArrayList<>();
    boolean whole = !isReal(array.number8(2)) && bytes >= Integer.BYTES;
    if (content != null && whole && length <= CONTENT_LIMIT) {
      content.order(array.number8(3) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
      while (content.remaining() >= bytes) {
        values.add(bytes == Long.BYTES ? content.getLong() : (long) content.getInt());
      }
    }
    return new Stored(shape, bytes, length, values);
  }

  private static Node node(FlatReader.Table table) {
    List<Pair> inputs = new ArrayList<>();
    for (FlatReader.Table pair : table.tables(6)) {
      inputs.add(new Pair(pair.number32(0), pair.number32(1)));
    }
    follow(table);
    return new Node(
        table.number32(0),
        table.text(1),
        table.number8(2),
        table.text(16),
        inputs,
        table.texts(15),
        table.numbers64(9),
        table.reals(8),
        table.numbers8(10),
        table.numbers32(11));
  }

  /** What an operation has beside what is shown of it. */
  private static void follow(FlatReader.Table node) {
    for (FlatReader.Table property : node.tables(4)) {
      property.text(0);
      property.numbers32(1);
      property.numbers64(2);
      property.reals(3);
      property.tables(4).forEach(FlatGraphFile::stored);
      property.numbers8(5);
      property.texts(6);
      property.numbers32(7);
    }
    node.numbers32(5);
    node.numbers32(7);
    node.text(14);
    node.numbers8(17);
    stored(node.table(18));
    for (int dependencies = 19; dependencies <= 21; dependencies++) {
      node.texts(dependencies);
    }
    node.numbers8(22);
    node.texts(23);
  }
}
