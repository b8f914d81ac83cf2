package io.github.conv4j.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.conv4j.data.DataSources;
import io.github.conv4j.models.SafeModels;
import io.github.conv4j.nets.Network;
import io.github.conv4j.verify.Tolerances;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The kept MNIST network answers the same in onnxruntime-web, by docs/examples/javascript. */
class JavaScriptTest {

  private static final int IMAGES = 100;
  private static final int CLASSES = 10;

  /** A copy of the example's folder after {@code npm ci}. */
  private static final String VARIABLE = "CONV4J_TEST_JAVASCRIPT";

  @TempDir Path folder;

  @Test
  void classifiesTestImagesAsTheNetworkDoes() throws Exception {
    String example = System.getenv(VARIABLE);
    assumeTrue(example != null, VARIABLE + " names no installed example: JavaScript is not tried");
    Network network = Network.of(SafeModels.load(Path.of("models", "mnist", "model.zip")));
    INDArray images = DataSources.open("mnist").test(IMAGES, IMAGES).next().getFeatures();
    Path model = folder.resolve("mnist.onnx");
    OnnxExport.of(network.model(), List.of(List.of(1, 28, 28)), OnnxOptions.PLAIN)
        .save(model, new Samples(List.of(images)), 2);
    Path pixels = folder.resolve("images.f32");
    write(images, pixels);

    JsonNode answer = run(Path.of(example).toAbsolutePath(), model, pixels);

    assertThat(answer.get("dims").toString()).isEqualTo("[100,10]");
    double[] expected = network.output(images).dup('c').data().asDouble();
    int[] classes = network.output(images).argMax(1).toIntVector();
    for (int i = 0; i < IMAGES; i++) {
      int best = 0;
      for (int c = 0; c < CLASSES; c++) {
        double score = answer.get("scores").get(i * CLASSES + c).asDouble();
        double wanted = expected[i * CLASSES + c];
        assertThat(Math.abs(score - wanted)).isLessThanOrEqualTo(Tolerances.onnx(wanted, 1));
        best = score > answer.get("scores").get(i * CLASSES + best).asDouble() ? c : best;
      }
      assertThat(best).isEqualTo(classes[i]);
    }
  }

  private static void write(INDArray images, Path file) throws IOException {
    float[] values = images.dup('c').data().asFloat();
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    Files.write(file, bytes.array());
  }

  private JsonNode run(Path example, Path model, Path pixels) throws Exception {
    Path output = folder.resolve("scores.json");
    Path errors = folder.resolve("errors.txt");
    Process node =
        new ProcessBuilder(
                "node", "classify.mjs", model.toString(), pixels.toString(), "1", "28", "28")
            .directory(example.toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    boolean ended = node.waitFor(60, TimeUnit.SECONDS);
    node.destroyForcibly();
    assertThat(ended && node.exitValue() == 0).as(Files.readString(errors)).isTrue();
    return new ObjectMapper().readTree(output.toFile());
  }
}
