package io.github.conv4j.onnx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * Writes models as ONNX files. The same model gives the same bytes. Field numbers are those of
 * onnx.proto3 (IR version 8).
 */
public final class OnnxWriter {

  /** What Protocol Buffers allow, and so what other programs read. */
  private static final long SIZE_LIMIT = Integer.MAX_VALUE;

  private OnnxWriter() {}

  /**
   * Writes a model.
   *
   * @param model the model
   * @param out where it goes; not closed
   * @throws IOException if it cannot be written
   * @throws IllegalArgumentException if it would be 2 GiB or larger
   */
  public static void write(OnnxModel model, OutputStream out) throws IOException {
    message(model).writeTo(out);
  }

  /**
   * A model as a file's bytes.
   *
   * @param model the model
   * @return the bytes
   * @throws IllegalArgumentException if there would be 2 GiB or more
   */
  public static byte[] bytes(OnnxModel model) {
    ProtoWriter message = message(model);
    ByteArrayOutputStream out = new ByteArrayOutputStream(Math.toIntExact(message.length()));
    try {
      message.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return out.toByteArray();
  }

  private static ProtoWriter message(OnnxModel model) {
    ProtoWriter out =
        new ProtoWriter()
            .number(1, model.ir())
            .text(2, model.producer())
            .text(3, model.producerVersion())
            .message(7, graph(model))
            .message(8, new ProtoWriter().text(1, "").number(2, model.opset()));
    model
        .metadata()
        .forEach((key, value) -> out.message(14, new ProtoWriter().text(1, key).text(2, value)));
    if (out.length() > SIZE_LIMIT) {
      throw new IllegalArgumentException(
          "ONNX: expected a model of less than 2 GiB, the most such a file can hold, found "
              + out.length()
              + " bytes; export a smaller network");
    }
    return out;
  }

  private static ProtoWriter graph(OnnxModel model) {
    ProtoWriter out = new ProtoWriter();
    model.nodes().forEach(node -> out.message(1, node(node)));
    out.text(2, model.name());
    model.initializers().forEach(array -> out.message(5, tensor(array)));
    model.inputs().forEach(input -> out.message(11, value(input)));
    model.outputs().forEach(output -> out.message(12, value(output)));
    return out;
  }

  private static ProtoWriter node(Node node) {
    ProtoWriter out = new ProtoWriter();
    node.inputs().forEach(input -> out.text(1, input));
    node.outputs().forEach(output -> out.text(2, output));
    out.text(3, node.name()).text(4, node.op());
    node.attributes().forEach(attribute -> out.message(5, attribute(attribute)));
    return out;
  }

  private static ProtoWriter attribute(Attribute attribute) {
    ProtoWriter out = new ProtoWriter().text(1, attribute.name());
    if (attribute.value() instanceof Attribute.Real real) {
      return out.real(2, (float) real.value()).number(20, 1);
    }
    if (attribute.value() instanceof Attribute.Int number) {
      return out.number(3, number.value()).number(20, 2);
    }
    if (attribute.value() instanceof Attribute.Text text) {
      return out.text(4, text.value()).number(20, 3);
    }
    if (attribute.value() instanceof Attribute.Ints ints) {
      ints.values().forEach(value -> out.number(8, value));
      return out.number(20, 7);
    }
    if (attribute.value() instanceof Attribute.Reals reals) {
      reals.values().forEach(value -> out.real(7, value));
      return out.number(20, 6);
    }
    if (attribute.value() instanceof Attribute.Array array) {
      return out.message(5, tensor(array.array())).number(20, 4);
    }
    throw new IllegalArgumentException(
        "attribute " + attribute.name() + ": cannot write " + attribute.value());
  }

  private static ProtoWriter tensor(Initializer array) {
    ProtoWriter out = new ProtoWriter();
    array.shape().forEach(size -> out.number(1, size));
    return out.number(2, array.type().code()).text(8, array.name()).bytes(9, array.data());
  }

  private static ProtoWriter value(ValueInfo value) {
    ProtoWriter shape = new ProtoWriter();
    for (Dimension dimension : value.shape()) {
      ProtoWriter one = new ProtoWriter();
      shape.message(
          1,
          dimension.size() >= 0
              ? one.number(1, dimension.size())
              : one.text(2, dimension.symbol()));
    }
    ProtoWriter tensor = new ProtoWriter().number(1, value.type().code()).message(2, shape);
    return new ProtoWriter().text(1, value.name()).message(2, new ProtoWriter().message(1, tensor));
  }
}
