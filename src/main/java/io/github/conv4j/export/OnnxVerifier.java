package io.github.conv4j.export;

import io.github.conv4j.emit.NetworkGraph;
import io.github.conv4j.emit.Value;
import io.github.conv4j.onnx.OnnxModel;
import io.github.conv4j.onnx.OnnxReader;
import io.github.conv4j.onnx.OnnxWriter;
import io.github.conv4j.onnx.ValueInfo;
import io.github.conv4j.runtime.OnnxChecker;
import io.github.conv4j.runtime.OnnxRunException;
import io.github.conv4j.runtime.OnnxRuntime;
import io.github.conv4j.runtime.OnnxSession;
import io.github.conv4j.verify.Tolerances;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Compares an ONNX file with the network it was made from: outputs, and layer by layer. */
final class OnnxVerifier {

  /** Numbers that all layers together may give for a batch, when they are compared. */
  private static final long MOST_VALUES = 64L << 20;

  private final Model network;
  private final NetworkGraph graph;
  private final int threads;
  private final boolean rounded;
  private final List<String> failures = new ArrayList<>();

  /** Rounds a file of DOUBLE to FLOAT before it is run, if told so. */
  OnnxVerifier(Model network, NetworkGraph graph, int threads, boolean rounded) {
    this.network = network;
    this.graph = graph;
    this.threads = threads;
    this.rounded = rounded;
  }

  Verification verify(Path file, Samples samples) throws IOException {
    String checker = check(file);
    Difference whole = new Difference();
    Map<String, Difference> layers = new LinkedHashMap<>();
    graph.layers().keySet().forEach(layer -> layers.put(layer, new Difference()));
    OnnxModel written = OnnxReader.read(file);
    OnnxModel model = rounded ? RoundedModel.of(written) : written;
    try {
      byte[] bytes = rounded ? OnnxWriter.bytes(model) : Files.readAllBytes(file);
      compareOutputs(model, bytes, samples, whole);
      compareLayers(model, samples, layers);
    } catch (OnnxRunException e) {
      failures.add(e.getMessage());
    }
    judge("the outputs", whole);
    layers.forEach((layer, difference) -> judge("layer \"" + layer + "\"", difference));
    if (whole.disagreements() > 0) {
      failures.add(whole.disagreements() + " examples get another class");
    }
    return new Verification(
        checker,
        "ONNX Runtime " + OnnxRuntime.version() + (rounded ? ", rounded to FLOAT" : ""),
        Samples.BATCHES,
        Samples.BATCHES.stream().mapToInt(Integer::intValue).sum(),
        whole.absolute(),
        whole.relative(),
        whole.agreement(),
        Tolerances.ONNX_BOUND,
        layers.entrySet().stream().map(entry -> entry.getValue().of(entry.getKey())).toList(),
        failures);
  }

  private String check(Path file) {
    if (!OnnxChecker.isAvailable()) {
      return "not there for this platform";
    }
    Optional<String> wrong = OnnxChecker.check(file);
    wrong.ifPresent(message -> failures.add("the ONNX checker says: " + message));
    return wrong.orElse("passed");
  }

  private void judge(String what, Difference difference) {
    if (!(difference.ofBound() <= 1)) {
      failures.add(
          String.format(
              Locale.ROOT,
              "%s differ by %.2e, %.1f times what %s allows",
              what,
              difference.absolute(),
              difference.ofBound(),
              Tolerances.ONNX_BOUND));
    }
  }

  private void compareOutputs(
      OnnxModel model, byte[] file, Samples samples, Difference difference) {
    try (OnnxSession session = OnnxRuntime.open(file, threads)) {
      int first = 0;
      for (int batch : Samples.BATCHES) {
        INDArray[] expected = LayerResults.outputs(network, pick(samples.network(), first, batch));
        Map<String, INDArray> found =
            session.run(inputs(model, pick(samples.file(), first, batch)));
        for (int i = 0; i < expected.length; i++) {
          INDArray output = found.get(model.outputs().get(i).name());
          difference.compare("output " + i, expected[i], output);
          difference.compareClasses(expected[i], output);
        }
        first += batch;
      }
    }
  }

  private static Map<String, INDArray> inputs(OnnxModel model, List<INDArray> arrays) {
    Map<String, INDArray> inputs = new LinkedHashMap<>();
    for (int i = 0; i < arrays.size(); i++) {
      inputs.put(model.inputs().get(i).name(), arrays.get(i));
    }
    return inputs;
  }

  private void compareLayers(
      OnnxModel model, Samples samples, Map<String, Difference> differences) {
    List<ValueInfo> further = new ArrayList<>();
    List<String> outputs = model.outputs().stream().map(ValueInfo::name).toList();
    for (Value value : graph.layers().values()) {
      if (!outputs.contains(value.name())) {
        further.add(NetworkGraph.info(value, model.outputs().get(0).type()));
      }
    }
    byte[] bytes = OnnxWriter.bytes(model.withFurtherOutputs(further));
    long each = graph.layers().values().stream().mapToLong(Value::elements).sum();
    try (OnnxSession session = OnnxRuntime.open(bytes, threads)) {
      int first = 0;
      for (int batch : Samples.BATCHES) {
        int fitting = (int) Math.max(1, Math.min(batch, MOST_VALUES / Math.max(1, each)));
        Map<String, INDArray> expected =
            LayerResults.of(network, pick(samples.network(), first, fitting));
        Map<String, INDArray> found =
            session.run(inputs(model, pick(samples.file(), first, fitting)));
        graph
            .layers()
            .forEach(
                (layer, value) ->
                    differences
                        .get(layer)
                        .compare(
                            "layer \"" + layer + "\"",
                            expected.get(layer),
                            found.get(value.name())));
        first += batch;
      }
    }
  }

  private List<INDArray> pick(List<INDArray> all, int first, int count) {
    return Samples.pick(all, first, count, LayerResults.type(network));
  }
}
