package io.github.conv4j.bench.peers;

import io.github.conv4j.bench.BenchNetwork;
import io.github.conv4j.bench.PlainNetwork;
import io.github.conv4j.bench.PlainNetwork.Node;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.shade.protobuf.ByteString;

/** A network as an ONNX model, with the protobuf classes that ND4J brings. */
final class OnnxModel {

  /** Name of the probabilities in the model. */
  static final String OUTPUT = "probabilities";

  private static final int IR_VERSION = 8;
  private static final int OPSET = 17;
  private static final float EPSILON = 1e-5f;

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("network");

  private OnnxModel() {}

  static byte[] of(PlainNetwork network, BenchNetwork kind) {
    OnnxModel model = new OnnxModel();
    model.graph.addInput(value(PlainNetwork.INPUT, kind.channels(), kind.size(), kind.size()));
    List<Node> nodes = network.nodes();
    for (int i = 0; i < nodes.size(); i++) {
      model.add(nodes.get(i), i + 1 == nodes.size() ? OUTPUT : nodes.get(i).name());
    }
    model.graph.addOutput(value(OUTPUT, BenchNetwork.CLASSES));
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
        .setGraph(model.graph)
        .build()
        .toByteArray();
  }

  private void add(Node node, String output) {
    NodeProto.Builder proto = NodeProto.newBuilder().setName(node.name()).addOutput(output);
    node.inputs().forEach(proto::addInput);
    switch (node.op()) {
      case CONV -> {
        proto.setOpType("Conv").addInput(tensor(node, "W"));
        if (node.parameters().containsKey("b")) {
          proto.addInput(tensor(node, "b"));
        }
        window(proto, node);
      }
      case MAX_POOL -> window(proto.setOpType("MaxPool"), node);
      case GLOBAL_AVERAGE -> {
        // Its output is [N, C, 1, 1]; the dense layer's flattening makes that [N, C].
        proto.setOpType("GlobalAveragePool");
      }
      case FLATTEN -> proto.setOpType("Flatten");
      case DENSE -> proto.setOpType("Gemm").addInput(tensor(node, "W")).addInput(tensor(node, "b"));
      case BATCH_NORM -> {
        proto.setOpType("BatchNormalization");
        for (String name : List.of("gamma", "beta", "mean", "var")) {
          proto.addInput(tensor(node, name));
        }
        proto.addAttribute(
            AttributeProto.newBuilder()
                .setName("epsilon")
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF(EPSILON));
      }
      case RELU -> proto.setOpType("Relu");
      case ADD -> proto.setOpType("Add");
      case SOFTMAX ->
          proto
              .setOpType("Softmax")
              .addAttribute(integers("axis", AttributeProto.AttributeType.INT, 1));
    }
    graph.addNode(proto);
  }

  private static void window(NodeProto.Builder proto, Node node) {
    AttributeProto.AttributeType list = AttributeProto.AttributeType.INTS;
    int p = node.padding();
    proto.addAttribute(integers("kernel_shape", list, node.kernel(), node.kernel()));
    proto.addAttribute(integers("strides", list, node.stride(), node.stride()));
    proto.addAttribute(integers("pads", list, p, p, p, p));
  }

  private static AttributeProto integers(
      String name, AttributeProto.AttributeType type, long... values) {
    AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name).setType(type);
    if (type == AttributeProto.AttributeType.INT) {
      return attribute.setI(values[0]).build();
    }
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  /** Adds a parameter; returns its name. */
  private String tensor(Node node, String parameter) {
    PlainNetwork.Array array = node.parameters().get(parameter);
    ByteBuffer bytes = ByteBuffer.allocate(array.bytes().length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(array.floats());
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(node.name() + "." + parameter)
            .setDataType(TensorProto.DataType.FLOAT_VALUE)
            .setRawData(ByteString.copyFrom(bytes.array()));
    for (long size : array.shape()) {
      tensor.addDims(size);
    }
    graph.addInitializer(tensor);
    return tensor.getName();
  }

  /** An array whose first dimension is the batch. */
  private static ValueInfoProto value(String name, long... sizes) {
    TensorShapeProto.Builder shape =
        TensorShapeProto.newBuilder()
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("N"));
    for (long size : sizes) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(size));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT_VALUE)
                        .setShape(shape)))
        .build();
  }
}
