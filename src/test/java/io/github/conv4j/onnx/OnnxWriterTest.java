package io.github.conv4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import onnx.Onnx;
import org.junit.jupiter.api.Test;

class OnnxWriterTest {

  private static OnnxModel model() {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("b", "zweite Größe");
    metadata.put("a", "");
    return new OnnxModel(
        8,
        17,
        "conv4j",
        "1.2",
        metadata,
        "network",
        List.of(
            new ValueInfo("x", ElementType.FLOAT, List.of(Dimension.any("N"), Dimension.of(300)))),
        List.of(new ValueInfo("y", ElementType.DOUBLE, List.of(Dimension.of(0)))),
        List.of(
            new Node(
                "conv1",
                "Conv",
                List.of("x", "", "w"),
                List.of("y"),
                List.of(
                    Attribute.ints("pads", 0, 1, -1, Long.MAX_VALUE),
                    Attribute.of("group", 1L),
                    Attribute.of("alpha", 0.1),
                    Attribute.of("mode", "constant")))),
        List.of(
            Initializer.of("w", List.of(2L, 1L), new float[] {1.5f, -2}),
            Initializer.of("v", List.of(), new double[] {Math.PI}),
            Initializer.of("shape", 0, -1)));
  }

  @Test
  void writesWhatTheProtocolBuffersLibraryReads() throws Exception {
    Onnx.ModelProto read = Onnx.ModelProto.parseFrom(OnnxWriter.bytes(model()));

    assertThat(read.getIrVersion()).isEqualTo(8);
    assertThat(read.getOpsetImport(0).getVersion()).isEqualTo(17);
    assertThat(read.getProducerName()).isEqualTo("conv4j");
    assertThat(read.getMetadataProps(0).getValue()).isEqualTo("zweite Größe");
    Onnx.NodeProto node = read.getGraph().getNode(0);
    assertThat(node.getInputList()).containsExactly("x", "", "w");
    assertThat(node.getAttribute(0).getIntsList()).containsExactly(0L, 1L, -1L, Long.MAX_VALUE);
    assertThat(node.getAttribute(2).getF()).isEqualTo(0.1f);
    assertThat(node.getAttribute(3).getS().toStringUtf8()).isEqualTo("constant");
    Onnx.TensorProto weights = read.getGraph().getInitializer(0);
    assertThat(weights.getDimsList()).containsExactly(2L, 1L);
    assertThat(weights.getRawData().toByteArray()).containsExactly(0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0);
    Onnx.ValueInfoProto input = read.getGraph().getInput(0);
    assertThat(input.getType().getTensorType().getShape().getDim(0).getDimParam()).isEqualTo("N");
    assertThat(input.getType().getTensorType().getShape().getDim(1).getDimValue()).isEqualTo(300);
  }

  /** The library, given what it read, writes a message of the same length and content. */
  @Test
  void writesEveryFieldOnceAndNoOther() throws Exception {
    byte[] ours = OnnxWriter.bytes(model());
    Onnx.ModelProto read = Onnx.ModelProto.parseFrom(ours);

    assertThat(read.getUnknownFields().asMap()).isEmpty();
    assertThat(Onnx.ModelProto.parseFrom(read.toByteArray())).isEqualTo(read);
    assertThat(OnnxWriter.bytes(model())).isEqualTo(ours);
  }

  @Test
  void aSealTellsEveryChangedByteOfTheContent() {
    byte[] sealed = OnnxWriter.bytes(OnnxSeal.seal(model()));
    assertThat(OnnxSeal.isBroken(OnnxReader.read(ByteBuffer.wrap(sealed)))).isFalse();
    assertThat(OnnxSeal.isBroken(model())).isFalse();
    int unnoticed = 0;
    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 1;
      try {
        unnoticed += OnnxSeal.isBroken(OnnxReader.read(ByteBuffer.wrap(changed))) ? 0 : 1;
      } catch (OnnxFormatException e) {
        // Noticed.
        continue;
      }
    }
    // In the name of the entry, and in fields that turn into unknown ones.
    assertThat(unnoticed).isLessThan(OnnxSeal.KEY.length() + 10);
  }

  @Test
  void refusesArraysOfAnotherLength() {
    assertThatThrownBy(() -> new Initializer("w", ElementType.FLOAT, List.of(3L), new byte[8]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("initializer w: expected 3 elements of 4 bytes, found 8 bytes");
  }
}
