package io.github.conv4j.models;

import static io.github.conv4j.models.FlatLayout.Field.scalar;
import static io.github.conv4j.models.FlatLayout.Field.string;
import static io.github.conv4j.models.FlatLayout.Field.strings;
import static io.github.conv4j.models.FlatLayout.Field.table;
import static io.github.conv4j.models.FlatLayout.Field.tables;
import static io.github.conv4j.models.FlatLayout.Field.vector;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.nd4j.autodiff.samediff.serde.FlatBuffersMapper;
import org.nd4j.graph.FlatArray;
import org.nd4j.graph.FlatGraph;
import org.nd4j.graph.FlatNode;
import org.nd4j.graph.FlatProperties;
import org.nd4j.graph.FlatVariable;
import org.nd4j.graph.UpdaterState;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Checks a file of a SameDiff graph before ND4J reads it. ND4J takes shapes and strides of arrays
 * as they stand, hands them to native code, and makes objects of the classes that the training
 * configuration names.
 */
final class GraphCheck {

  private static final FlatLayout PAIR = FlatLayout.of(scalar(4), scalar(4));

  /** Shape with strides and order, values, type, byte order. */
  private static final FlatLayout ARRAY = FlatLayout.of(vector(8), vector(1), scalar(1), scalar(1));

  /** Number, name, type, shape, value, device, kind, and what it waits for or holds up. */
  private static final FlatLayout VARIABLE =
      FlatLayout.of(
          table(PAIR),
          string(),
          scalar(1),
          vector(8),
          table(ARRAY),
          scalar(4),
          scalar(1),
          strings(),
          strings(),
          strings());

  /** Name; whole, long and other numbers, arrays, truth values, texts; shape. */
  private static final FlatLayout PROPERTIES =
      FlatLayout.of(
          string(),
          vector(4),
          vector(8),
          vector(8),
          tables(ARRAY),
          vector(1),
          strings(),
          vector(4));

  private static final FlatLayout NODE =
      FlatLayout.of(
          scalar(4), // id
          string(), // name
          scalar(1), // opType
          scalar(8), // opNum
          tables(PROPERTIES),
          vector(4), // input
          tables(PAIR), // inputPaired
          vector(4), // output
          vector(8), // extraParams
          vector(8), // extraInteger
          vector(1), // extraBools
          vector(4), // dimensions
          scalar(4), // device
          scalar(4), // scopeId
          string(), // scopeName
          strings(), // outputNames
          string(), // opName
          vector(1), // outputTypes
          table(ARRAY), // scalar
          strings(), // controlDeps
          strings(), // varControlDeps
          strings(), // controlDepFor
          vector(1), // extraTypes
          strings()); // extraStrings

  private static final FlatLayout CONFIGURATION =
      FlatLayout.of(
          scalar(8), scalar(1), scalar(1), scalar(1), scalar(1), scalar(8), scalar(8), scalar(1));

  private static final FlatLayout UPDATER = FlatLayout.of(string(), strings(), tables(ARRAY));

  /** Written as a list, where ND4J's schema has a table; ND4J does not read it. */
  private static final FlatLayout SEQUENCE = FlatLayout.of(string(), tables(ARRAY));

  private static final FlatLayout GRAPH =
      FlatLayout.of(
          scalar(8), // id
          tables(VARIABLE),
          tables(NODE),
          tables(PAIR), // outputs
          table(CONFIGURATION),
          strings(), // placeholders
          strings(), // lossVariables
          string(), // trainingConfig
          tables(UPDATER),
          tables(SEQUENCE));

  private static final int MOST_DIMENSIONS = 32;
  private static final int SHAPE_EXTRAS = 4;

  private GraphCheck() {}

  /**
   * Checks a file's content.
   *
   * @param bytes all of it
   * @param allowed the classes that its training configuration may name
   * @throws Refusal if it is no such file, or one that is not safe to read
   */
  static void check(ByteBuffer bytes, AllowedClasses allowed) throws Refusal {
    FlatStructure.check(bytes, GRAPH);
    FlatGraph graph = FlatGraph.getRootAsFlatGraph(bytes.duplicate());
    Set<String> names = new HashSet<>();
    for (int i = 0; i < graph.variablesLength(); i++) {
      FlatVariable variable = graph.variables(i);
      if (variable.name() == null || variable.id() == null || !names.add(variable.name())) {
        throw new Refusal("variables with a name each", "one without or two alike");
      }
      check(variable.ndarray());
    }
    for (int i = 0; i < graph.nodesLength(); i++) {
      check(graph.nodes(i));
    }
    for (int i = 0; i < graph.updaterStateLength(); i++) {
      UpdaterState state = graph.updaterState(i);
      if (state.updaterStateKeysLength() != state.updaterStateValuesLength()) {
        throw new Refusal("an array for each part of the updater's state", "others");
      }
      for (int j = 0; j < state.updaterStateValuesLength(); j++) {
        check(state.updaterStateValues(j));
      }
    }
    if (graph.trainingConfig() != null) {
      ConfigurationCheck.checkTraining(graph.trainingConfig(), allowed);
    }
  }

  private static void check(FlatNode node) throws Refusal {
    if (node.name() == null) {
      throw new Refusal("ops with a name each", "one without");
    }
    check(node.scalar());
    for (int i = 0; i < node.propertiesLength(); i++) {
      FlatProperties properties = node.properties(i);
      for (int j = 0; j < properties.aLength(); j++) {
        check(properties.a(j));
      }
      if (properties.shapeLength() > 0) {
        checkShape(properties);
      }
    }
  }

  /** Numbers in rows and columns: as many as there are. */
  private static void checkShape(FlatProperties properties) throws Refusal {
    long length = 1;
    for (int i = 0; i < properties.shapeLength(); i++) {
      length *= properties.shape(i);
      if (properties.shape(i) < 0 || length > Integer.MAX_VALUE) {
        throw shape();
      }
    }
    for (int count :
        new int[] {
          properties.iLength(), properties.lLength(), properties.dLength(), properties.bLength()
        }) {
      if (count > 0 && count != length) {
        throw shape();
      }
    }
  }

  private static void check(FlatArray array) throws Refusal {
    if (array == null) {
      return;
    }
    long rank = array.shapeLength() > 0 ? array.shape(0) : -1;
    if (rank < 0 || rank > MOST_DIMENSIONS || array.shapeLength() != 2 * rank + SHAPE_EXTRAS) {
      throw shape();
    }
    long width = width(array.dtype());
    long length = 1;
    long reach = 1;
    for (int i = 1; i <= rank; i++) {
      long size = array.shape(i);
      long stride = array.shape((int) rank + i);
      if (size < 0 || size > Integer.MAX_VALUE || stride < 0 || stride > Integer.MAX_VALUE) {
        throw shape();
      }
      length = Math.min(length * size, Long.MAX_VALUE >> 32);
      reach = Math.min(reach + Math.max(0, size - 1) * stride, Long.MAX_VALUE >> 1);
    }
    boolean noScalar = rank == 0 && array.bufferLength() == 0;
    if (!noScalar && (length * width != array.bufferLength() || length > 0 && reach > length)) {
      throw new Refusal(
          "arrays whose shape and strides fit their values", "one that reaches beyond them");
    }
  }

  private static long width(byte type) throws Refusal {
    DataType dataType;
    try {
      dataType = FlatBuffersMapper.getDataTypeFromByte(type);
    } catch (RuntimeException e) {
      throw new Refusal("arrays of numbers", "another type");
    }
    if (dataType == null || dataType.width() < 1 || dataType == DataType.UTF8) {
      throw new Refusal("arrays of numbers", "another type");
    }
    return dataType.width();
  }

  private static Refusal shape() {
    return new Refusal("shapes of arrays that there are", "another");
  }
}
