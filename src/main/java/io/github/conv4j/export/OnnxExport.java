package io.github.conv4j.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.conv4j.emit.NetworkGraph;
import io.github.conv4j.emit.PixelInput;
import io.github.conv4j.files.WholeFile;
import io.github.conv4j.onnx.ElementType;
import io.github.conv4j.onnx.OnnxModel;
import io.github.conv4j.onnx.OnnxSeal;
import io.github.conv4j.onnx.OnnxWriter;
import io.github.conv4j.result.OutputFile;
import io.github.conv4j.runtime.OnnxChecker;
import io.github.conv4j.runtime.OnnxRunException;
import io.github.conv4j.runtime.OnnxRuntime;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;

/**
 * Exports trained networks as ONNX files. The same network and options give the same bytes.
 *
 * <pre>{@code
 * OnnxExport export = OnnxExport.of(network, List.of(List.of(1, 28, 28)), OnnxOptions.PLAIN);
 * export.save(file, new Samples(List.of(images)), 2);
 * }</pre>
 *
 * <p>Metadata of a file: {@value #LABELS} (a JSON list of class names), {@value #PREPROCESSING}
 * (JSON: means, deviations, and whether the graph applies them), {@value #VERIFIED}, and a seal
 * ({@link io.github.conv4j.onnx.OnnxSeal}) by which {@code eval} and {@code predict} tell damage.
 */
public final class OnnxExport {

  /** Key of the class names. */
  public static final String LABELS = "labels";

  /** Key of what pixels go through. */
  public static final String PREPROCESSING = "preprocessing";

  /** Key of whether the file was verified before it got its name. */
  public static final String VERIFIED = "conv4j.verified";

  private static final String BY_BOTH = "by the ONNX checker and ONNX Runtime";
  private static final String BY_RUNTIME = "by ONNX Runtime; the ONNX checker was not there";
  private static final String ROUNDED =
      ", which has no such operators for DOUBLE, with its numbers rounded to FLOAT";
  private static final String NOT = "no";

  private final Model network;
  private final NetworkGraph graph;
  private final OnnxModel model;

  private OnnxExport(Model network, NetworkGraph graph, OnnxModel model) {
    this.network = network;
    this.graph = graph;
    this.model = model;
  }

  /**
   * Builds the graph of a network. The network is not changed.
   *
   * @param network an initialised MultiLayerNetwork or ComputationGraph
   * @param inputs shapes of its inputs without the batch: [F], [C, T] or [C, H, W]
   * @param options how
   * @return the export, not yet written
   * @throws io.github.conv4j.emit.UnsupportedLayerException if a part of the network is not covered
   *     exactly
   * @throws IllegalArgumentException if the shapes do not fit the network, or the labels its output
   */
  public static OnnxExport of(Model network, List<List<Integer>> inputs, OnnxOptions options) {
    NetworkGraph graph =
        NetworkGraph.of(network, inputs, options.type(), options.producerVersion());
    Map<String, String> metadata = new LinkedHashMap<>();
    if (!options.labels().isEmpty()) {
      requireLabels(graph.model(), options.labels());
      metadata.put(LABELS, json(options.labels()));
    }
    OnnxModel model = graph.model();
    if (!options.means().isEmpty()) {
      Map<String, Object> scale = new LinkedHashMap<>();
      scale.put("formula", "(pixel - mean) / deviation, pixels 0 to 255");
      scale.put("means", options.means());
      scale.put("deviations", options.deviations());
      scale.put("inGraph", options.preprocessing());
      metadata.put(PREPROCESSING, json(scale));
      if (options.preprocessing()) {
        model = PixelInput.before(model, options.means(), options.deviations());
      }
    }
    for (Map.Entry<String, String> entry : metadata.entrySet()) {
      model = model.withMetadata(entry.getKey(), entry.getValue());
    }
    return new OnnxExport(network, graph, model);
  }

  private static void requireLabels(OnnxModel model, List<String> labels) {
    long classes = model.outputs().get(0).shape().get(1).size();
    if (labels.size() != classes) {
      throw new IllegalArgumentException(
          "labels: expected one for each of " + classes + " classes, found " + labels.size());
    }
  }

  private static String json(Object value) {
    try {
      return new ObjectMapper().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("writing JSON to memory failed", e);
    }
  }

  /**
   * The graph and what is known about it.
   *
   * @return the model
   */
  public OnnxModel model() {
    return model;
  }

  /**
   * Results of layers, by Deeplearning4j's names.
   *
   * @return the graph
   */
  public NetworkGraph graph() {
    return graph;
  }

  /**
   * Writes the file if it is right: it is checked with the ONNX checker, run in ONNX Runtime and
   * compared with the network before it gets its name. Where ONNX Runtime has not all operators for
   * DOUBLE, it runs the same nodes with the file's numbers rounded to FLOAT.
   *
   * @param file where it goes; replaced, in one step, if it exists
   * @param samples what to compare with
   * @param threads threads for ONNX Runtime
   * @return what was written and what was found
   * @throws VerificationFailedException if the file is not right; then nothing is written
   * @throws io.github.conv4j.runtime.RuntimeMissingException if ONNX Runtime is not there
   * @throws IOException if it cannot be written
   */
  public Saved save(Path file, Samples samples, int threads) throws IOException {
    return save(file, new Reference(network, samples), threads);
  }

  /**
   * The same, with answers of the network that other files are compared with, too.
   *
   * @param file where it goes; replaced, in one step, if it exists
   * @param reference of this network
   * @param threads threads for ONNX Runtime
   * @return what was written and what was found
   * @throws VerificationFailedException if the file is not right; then nothing is written
   * @throws io.github.conv4j.runtime.RuntimeMissingException if ONNX Runtime is not there
   * @throws IOException if it cannot be written
   */
  public Saved save(Path file, Reference reference, int threads) throws IOException {
    boolean rounded = isLacking(threads);
    OnnxModel marked =
        model.withMetadata(
            VERIFIED,
            (OnnxChecker.isAvailable() ? BY_BOTH : BY_RUNTIME) + (rounded ? ROUNDED : ""));
    Verification[] verification = new Verification[1];
    OutputFile written =
        WholeFile.write(
            file,
            "network as an ONNX graph, verified",
            part -> write(marked, part),
            part -> {
              verification[0] = new OnnxVerifier(reference, graph, threads, rounded).verify(part);
              verification[0].requirePassed(file, "--no-verify writes it all the same");
            });
    return new Saved(written, verification[0]);
  }

  private boolean isLacking(int threads) {
    if (model.outputs().get(0).type() != ElementType.DOUBLE) {
      return false;
    }
    try {
      OnnxRuntime.open(OnnxWriter.bytes(model), threads).close();
      return false;
    } catch (OnnxRunException e) {
      return e.isLacking();
    }
  }

  /**
   * Writes the file as it is, and says so in its metadata.
   *
   * @param file where it goes; replaced, in one step, if it exists
   * @return what was written
   * @throws IOException if it cannot be written
   */
  public Saved saveUnverified(Path file) throws IOException {
    OutputFile written =
        WholeFile.write(
            file,
            "network as an ONNX graph, not verified",
            part -> write(model.withMetadata(VERIFIED, NOT), part),
            part -> {});
    return new Saved(written, null);
  }

  private static void write(OnnxModel model, Path part) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
      OnnxWriter.write(OnnxSeal.seal(model), out);
    }
  }
}
