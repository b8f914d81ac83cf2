package io.github.conv4j.export;

import io.github.conv4j.onnx.Attribute;
import io.github.conv4j.onnx.ElementType;
import io.github.conv4j.onnx.Initializer;
import io.github.conv4j.onnx.Node;
import io.github.conv4j.onnx.OnnxModel;
import io.github.conv4j.onnx.ValueInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.List;

/**
 * A model of DOUBLE with its numbers rounded to FLOAT: the same nodes between the same names. For
 * runtimes that cannot compute with doubles.
 */
final class RoundedModel {

  private RoundedModel() {}

  /** Rounds the stored arrays; inputs, outputs and casts are of FLOAT then. */
  static OnnxModel of(OnnxModel model) {
    return model.withGraph(
        model.inputs().stream().map(RoundedModel::rounded).toList(),
        model.outputs().stream().map(RoundedModel::rounded).toList(),
        model.nodes().stream().map(RoundedModel::rounded).toList(),
        model.initializers().stream().map(RoundedModel::rounded).toList());
  }

  private static ValueInfo rounded(ValueInfo value) {
    return new ValueInfo(value.name(), rounded(value.type()), value.shape());
  }

  private static ElementType rounded(ElementType type) {
    return type == ElementType.DOUBLE ? ElementType.FLOAT : type;
  }

  private static Node rounded(Node node) {
    if (!node.op().equals("Cast")) {
      return node;
    }
    Attribute to = Attribute.of("to", (long) ElementType.FLOAT.code());
    return new Node(node.name(), node.op(), node.inputs(), node.outputs(), List.of(to));
  }

  private static Initializer rounded(Initializer array) {
    if (array.type() != ElementType.DOUBLE) {
      return array;
    }
    DoubleBuffer values =
        ByteBuffer.wrap(array.data()).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer();
    float[] floats = new float[values.remaining()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values.get(i);
    }
    return Initializer.of(array.name(), array.shape(), floats);
  }
}
