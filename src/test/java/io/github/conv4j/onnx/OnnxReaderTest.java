package io.github.conv4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import onnx.Onnx;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.shade.protobuf.ByteString;

/** Reading, with Protocol Buffers' own implementation as the oracle. */
class OnnxReaderTest {

  @TempDir Path folder;

  private static OnnxModel read(Onnx.ModelProto model) {
    return OnnxReader.read(ByteBuffer.wrap(model.toByteArray()));
  }

  private static OnnxOutline outline(Onnx.ModelProto model) {
    return OnnxReader.outline(ByteBuffer.wrap(model.toByteArray()));
  }

  private static Onnx.ModelProto model(Onnx.GraphProto.Builder graph) {
    return Onnx.ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(Onnx.OperatorSetIdProto.newBuilder().setDomain("ai.onnx").setVersion(17))
        .setGraph(graph)
        .build();
  }

  private static Onnx.ModelProto model(Onnx.TensorProto.Builder array) {
    return model(Onnx.GraphProto.newBuilder().addInitializer(array));
  }

  private static Onnx.TensorProto.Builder array(ElementType type, long... shape) {
    Onnx.TensorProto.Builder array =
        Onnx.TensorProto.newBuilder().setName("w").setDataType(type.code());
    Arrays.stream(shape).forEach(array::addDims);
    return array;
  }

  private static void assertRefused(byte[] bytes, String... words) {
    assertThatThrownBy(() -> OnnxReader.read(ByteBuffer.wrap(bytes)))
        .isInstanceOf(OnnxFormatException.class)
        .hasMessageMatching("ONNX: expected .*, found .* at byte \\d+")
        .satisfies(e -> assertThat(List.of(words)).allMatch(e.getMessage()::contains));
  }

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    OnnxModel model = SampleModels.residual();
    byte[] bytes = OnnxWriter.bytes(model);

    assertThat(OnnxReader.read(ByteBuffer.wrap(bytes))).usingRecursiveComparison().isEqualTo(model);
    assertThat(OnnxWriter.bytes(OnnxReader.read(ByteBuffer.wrap(bytes)))).isEqualTo(bytes);
    Path file = Files.write(folder.resolve("model.onnx"), bytes);
    assertThat(OnnxReader.read(file)).usingRecursiveComparison().isEqualTo(model);
  }

  @Test
  void readsWhatProtocolBuffersWrite() throws Exception {
    byte[] bytes = OnnxWriter.bytes(SampleModels.residual());
    Onnx.ModelProto oracle = Onnx.ModelProto.parseFrom(bytes);
    assertThat(oracle.getGraph().getNode(0).getAttribute(0).getIntsList()).containsExactly(3L, 2L);

    // Protocol Buffers pack lists of numbers that OnnxWriter writes one by one, or the other way.
    assertThat(read(oracle)).usingRecursiveComparison().isEqualTo(SampleModels.residual());
  }

  @Test
  void readsNumbersInEveryFieldTheFormatHas() {
    byte[] one = {0, 0, (byte) 0x80, 0x3f};
    for (Onnx.TensorProto.Builder array :
        List.of(
            array(ElementType.FLOAT, 1).addFloatData(1),
            array(ElementType.FLOAT, 1).setRawData(ByteString.copyFrom(one)))) {
      assertThat(read(model(array)).initializers().get(0).data()).isEqualTo(one);
    }
    assertThat(read(model(array(ElementType.DOUBLE, 2).addDoubleData(1).addDoubleData(-2))))
        .extracting(
            m ->
                ByteBuffer.wrap(m.initializers().get(0).data())
                    .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                    .getDouble(8))
        .isEqualTo(-2.0);
    assertThat(
            read(model(
                    array(ElementType.INT64, 3).addInt64Data(1).addInt64Data(-2).addInt64Data(300)))
                .initializers()
                .get(0)
                .longs())
        .containsExactly(1, -2, 300);
    assertThat(
            read(model(array(ElementType.INT8, 2).addInt32Data(-1).addInt32Data(127)))
                .initializers()
                .get(0)
                .data())
        .containsExactly(-1, 127);
    assertThat(
            read(model(array(ElementType.FLOAT16, 1).addInt32Data(0x3c00)))
                .initializers()
                .get(0)
                .data())
        .containsExactly(0, 0x3c);
    assertThat(
            read(model(array(ElementType.UINT64, 1).addUint64Data(-1L)))
                .initializers()
                .get(0)
                .data())
        .containsOnly(-1);
  }

  @Test
  void readsPackedAndSingleNumbersAlike() {
    // dims 2 and 3: packed as 0a 02 02 03, or one by one as 08 02 08 03; type 1; 24 raw bytes.
    for (byte[] dims : new byte[][] {{0x0a, 2, 2, 3}, {8, 2, 8, 3}}) {
      ByteBuffer tensor = ByteBuffer.allocate(100);
      tensor.put(dims).put(new byte[] {0x10, 1, 0x4a, 24}).put(new byte[24]).flip();
      byte[] bytes = new byte[tensor.remaining()];
      tensor.get(bytes);
      TensorReader array = new TensorReader(new ProtoReader(ByteBuffer.wrap(bytes)), -1);
      assertThat(array.info().shape()).containsExactly(Dimension.of(2), Dimension.of(3));
      assertThat(array.array().data()).hasSize(24);
    }
    // float_data one by one: 25 and four bytes each.
    ByteBuffer single = ByteBuffer.allocate(100);
    single.put(new byte[] {8, 2, 0x10, 1, 0x25, 0, 0, 0, 1, 0x25, 0, 0, 0, 2}).flip();
    byte[] bytes = new byte[single.remaining()];
    single.get(bytes);
    assertThat(new TensorReader(new ProtoReader(ByteBuffer.wrap(bytes)), -1).array().data())
        .containsExactly(0, 0, 0, 1, 0, 0, 0, 2);
  }

  @Test
  void otherDomainsInnerGraphsAndUnknownTypesAreShownAsWhatTheyAre() {
    Onnx.NodeProto.Builder node =
        Onnx.NodeProto.newBuilder()
            .setOpType("FusedConv")
            .setDomain("com.example")
            .addOutput("y")
            .addAttribute(
                Onnx.AttributeProto.newBuilder()
                    .setName("then_branch")
                    .setType(Onnx.AttributeProto.AttributeType.GRAPH)
                    .setG(Onnx.GraphProto.newBuilder().setName("inner")))
            .addAttribute(
                Onnx.AttributeProto.newBuilder()
                    .setName("zero")
                    .setType(Onnx.AttributeProto.AttributeType.INT));
    Onnx.ValueInfoProto.Builder sequence =
        Onnx.ValueInfoProto.newBuilder()
            .setName("s")
            .setType(
                Onnx.TypeProto.newBuilder().setSequenceType(Onnx.TypeProto.Sequence.newBuilder()));
    OnnxModel model = read(model(Onnx.GraphProto.newBuilder().addNode(node).addInput(sequence)));

    assertThat(model.nodes().get(0).op()).isEqualTo("com.example::FusedConv");
    assertThat(model.nodes().get(0).attributes())
        .containsExactly(
            new Attribute("then_branch", new Attribute.Other("graph")), Attribute.of("zero", 0));
    assertThat(model.inputs().get(0).type()).isEqualTo(ElementType.UNDEFINED);
    assertThat(model.opset()).isEqualTo(17);
  }

  @Test
  void anOutlineLeavesLargeArraysOutAndNamesOtherFiles() {
    Onnx.GraphProto.Builder graph =
        Onnx.GraphProto.newBuilder()
            .addInitializer(
                array(ElementType.FLOAT, 5000)
                    .setName("large")
                    .setRawData(ByteString.copyFrom(new byte[20_000])))
            .addInitializer(array(ElementType.INT64, 1).setName("small").addInt64Data(7))
            .addInitializer(
                array(ElementType.FLOAT, 10)
                    .setName("outside")
                    .setDataLocation(Onnx.TensorProto.DataLocation.EXTERNAL)
                    .addExternalData(
                        Onnx.StringStringEntryProto.newBuilder()
                            .setKey("location")
                            .setValue("../secret")));
    OnnxOutline outline = outline(model(graph));

    assertThat(outline.model().initializers())
        .extracting(Initializer::name)
        .containsExactly("small");
    assertThat(outline.arrays())
        .extracting(ValueInfo::name)
        .containsExactly("large", "small", "outside");
    assertThat(outline.external()).containsEntry("outside", "../secret");
    assertRefused(model(graph).toByteArray(), "\"outside\"", "../secret");
  }

  @Test
  void refusesArraysWhoseContentIsNotWhatTheirShapeSays() {
    byte[] four = new byte[4];
    assertRefused(
        model(array(ElementType.FLOAT, 2).setRawData(ByteString.copyFrom(four))).toByteArray(),
        "2 elements of FLOAT",
        "4 bytes");
    assertRefused(model(array(ElementType.FLOAT, 2).addFloatData(1)).toByteArray(), "1 numbers");
    assertRefused(
        model(array(ElementType.FLOAT, -1).addFloatData(1)).toByteArray(), "0 or more", "[-1]");
    assertRefused(
        model(array(ElementType.FLOAT, 1L << 40, 1L << 40)).toByteArray(), "fewer than 2^63 bytes");
    assertRefused(
        model(array(ElementType.INT64, 1).addFloatData(1)).toByteArray(), "where they belong");
    assertRefused(
        model(array(ElementType.FLOAT, 1).addFloatData(1).setRawData(ByteString.copyFrom(four)))
            .toByteArray(),
        "in one field");
    assertRefused(model(array(ElementType.STRING, 1)).toByteArray(), "numbers", "STRING");
  }

  /** Of two values, or of a number of 64 bits, other programs may see another than this reader. */
  @Test
  void refusesWhatCanBeReadInTwoWays() throws IOException {
    ProtoWriter elsewhere =
        new ProtoWriter()
            .number(1, 2)
            .number(2, 1)
            .message(13, new ProtoWriter().text(1, "location").text(2, "secret.bin"));
    ProtoWriter merged =
        new ProtoWriter()
            .text(1, "value")
            .message(5, new ProtoWriter().message(13, new ProtoWriter().text(1, "location")))
            .message(5, new ProtoWriter())
            .number(20, 4);
    ProtoWriter hidden =
        new ProtoWriter()
            .text(1, "body")
            .message(6, new ProtoWriter().text(2, "loop"))
            .bytes(7, new byte[0])
            .number(20, 5);
    for (ProtoWriter attribute : List.of(merged, hidden)) {
      ProtoWriter node = new ProtoWriter().text(2, "y").text(4, "Constant").message(5, attribute);
      assertRefused(file(new ProtoWriter().message(1, node)), "one value of setting");
    }
    elsewhere.number(14, (1L << 32) + 1);
    assertRefused(file(new ProtoWriter().message(5, elsewhere)), "secret.bin");
  }

  private static byte[] file(ProtoWriter graph) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new ProtoWriter().number(1, 8).message(7, graph).writeTo(bytes);
    return bytes.toByteArray();
  }

  @Test
  void refusesDeepNestingWithoutUsingUpTheStack() {
    // Attributes with graphs with nodes with attributes: 3 levels each time, 200 times.
    Onnx.GraphProto graph = Onnx.GraphProto.newBuilder().setName("innermost").build();
    for (int i = 0; i < 40; i++) {
      graph =
          Onnx.GraphProto.newBuilder()
              .addNode(
                  Onnx.NodeProto.newBuilder()
                      .addAttribute(Onnx.AttributeProto.newBuilder().setName("g").setG(graph)))
              .build();
    }
    // Inner graphs are not looked into, so any depth is read.
    assertThat(read(model(graph.toBuilder())).nodes()).hasSize(1);
    byte[] levels = new byte[0];
    for (int i = 0; i < 100; i++) {
      ByteBuffer around = ByteBuffer.allocate(levels.length + 4);
      around
          .put((byte) 0x0a)
          .put((byte) (levels.length & 0x7f | 0x80))
          .put((byte) (levels.length >> 7));
      levels = around.put(levels).array();
    }
    byte[] deep = levels;
    assertThatThrownBy(
            () -> {
              ProtoReader reader = new ProtoReader(ByteBuffer.wrap(deep));
              while (reader.next()) {
                reader = reader.message();
              }
            })
        .isInstanceOf(OnnxFormatException.class);
  }

  @Test
  void refusesWhatIsNoModel() {
    assertRefused(new byte[0], "a graph", "none");
    assertRefused("Dear Sir or Madam".getBytes(StandardCharsets.US_ASCII));
    assertRefused(new byte[] {0x08}, "the end of the message");
    assertRefused(new byte[] {0x3a, 100, 0}, "a length of 100");
    assertRefused(new byte[] {0x0b, 0}, "group");
    assertRefused(new byte[] {0x12, 1, (byte) 0xff}, "UTF-8");
    assertRefused(new byte[] {0x0d, 0, 0, 0, 0}, "a varint", "32 bits");
    byte[] two = {0x3a, 0, 0x3a, 0};
    assertRefused(two, "one graph");
    byte[] endless = new byte[12];
    Arrays.fill(endless, (byte) 0xff);
    assertRefused(endless, "10 bytes");
  }

  @Test
  void refusesEveryTruncation() {
    byte[] bytes = OnnxWriter.bytes(SampleModels.residual());
    int read = 0;
    for (int length = 0; length < bytes.length; length++) {
      try {
        // Only the parts after the graph may be missing: which they are does not show.
        assertThat(OnnxReader.read(ByteBuffer.wrap(bytes, 0, length)).nodes()).hasSize(8);
        read++;
      } catch (OnnxFormatException e) {
        assertThat(e).hasMessageContaining(" at byte ");
      }
    }
    assertThat(read).isLessThan(4);
  }

  @Test
  void manySmallPartsDoNotFillTheMemory() {
    byte[] bytes = new byte[3_000_000];
    for (int i = 0; i < bytes.length; i += 2) {
      bytes[i] = 0x0a;
    }
    int length = bytes.length;
    ByteBuffer file = ByteBuffer.allocate(length + 5);
    file.put((byte) 0x3a);
    for (int rest = length, i = 0; i < 4; i++, rest >>>= 7) {
      file.put((byte) (rest & 0x7f | (i < 3 ? 0x80 : 0)));
    }
    file.put(bytes).flip();
    assertThatThrownBy(() -> OnnxReader.outline(file))
        .isInstanceOf(OnnxFormatException.class)
        .hasMessageContaining("1000000 parts");
  }
}
