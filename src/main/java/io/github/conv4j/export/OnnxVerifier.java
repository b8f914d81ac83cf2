package io.github.conv4j.export;

import io.github.conv4j.emit.NetworkGraph;
import io.github.conv4j.emit.Value;
import io.github.conv4j.onnx.ElementType;
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
  private static final long MOST_VALUES = 32L << 20;

  private final Reference reference;
  private final NetworkGraph graph;
  private final int threads;
  private final boolean rounded;
  private final List<String> failures = new ArrayList<>();

  /** Rounds a file of DOUBLE to FLOAT before it is run, if told so. */
  OnnxVerifier(Reference reference, NetworkGraph graph, int threads, boolean rounded) {
    this.reference = reference;
    this.graph = graph;
    this.threads = threads;
    this.rounded = rounded;
  }

  Verification verify(Path file) throws IOException {
    String checker = check(file);
    OnnxModel written = OnnxReader.read(file);
    OnnxModel model = rounded ? RoundedModel.of(written) : written;
    byte[] bytes = rounded ? OnnxWriter.bytes(model) : Files.readAllBytes(file);
    Comparison comparison = new Comparison(false);
    boolean exactly = false;
    try {
      comparison.run(model, bytes);
      boolean single = model.outputs().get(0).type() == ElementType.FLOAT;
      if (comparison.isOff() && single) {
        exactly = true;
        comparison = new Comparison(true);
        comparison.run(model, bytes);
      }
    } catch (OnnxRunException e) {
      failures.add(e.getMessage());
    }
    String bound = exactly ? Tolerances.ONNX_EXACT_BOUND : Tolerances.ONNX_BOUND;
    comparison.judge(bound);
    return new Verification(
        checker,
        "ONNX Runtime " + OnnxRuntime.version() + (rounded ? ", rounded to FLOAT" : ""),
        Samples.BATCHES,
        Samples.BATCHES.stream().mapToInt(Integer::intValue).sum(),
        comparison.whole.absolute(),
        comparison.whole.relative(),
        comparison.whole.agreement(),
        bound,
        comparison.layers.entrySet().stream()
            .map(entry -> entry.getValue().of(entry.getKey()))
            .toList(),
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

  /** One comparison of outputs and layers: with the network, or with what it rounds. */
  private final class Comparison {

    private final boolean exactly;
    private final Difference whole = new Difference();
    private final Map<String, Difference> layers = new LinkedHashMap<>();

    Comparison(boolean exactly) {
      this.exactly = exactly;
      graph.layers().keySet().forEach(layer -> layers.put(layer, new Difference()));
    }

    void run(OnnxModel model, byte[] file) {
      compareOutputs(model, file);
      compareLayers(model);
    }

    boolean isOff() {
      return whole.ofBound() > 1 || layers.values().stream().anyMatch(one -> one.ofBound() > 1);
    }

    void judge(String bound) {
      judge("the outputs differ", whole, bound);
      layers.forEach(
          (layer, difference) -> judge("layer \"" + layer + "\" differs", difference, bound));
      if (whole.disagreements() > 0) {
        failures.add(whole.disagreements() + " examples get another class");
      }
    }

    private void judge(String what, Difference difference, String bound) {
      if (!(difference.ofBound() <= 1)) {
        failures.add(
            String.format(
                Locale.ROOT,
                "%s by %.2e, %.1f times what %s allows",
                what,
                difference.absolute(),
                difference.ofBound(),
                bound));
      }
    }

    private void compareOutputs(OnnxModel model, byte[] file) {
      try (OnnxSession session = OnnxRuntime.open(file, threads)) {
        int first = 0;
        for (int b = 0; b < Samples.BATCHES.size(); b++) {
          int batch = Samples.BATCHES.get(b);
          INDArray[] expected = reference.outputs(reference.network(), b);
          Map<String, INDArray> found =
              session.run(named(model, reference.fileInputs(first, batch)));
          for (int i = 0; i < expected.length; i++) {
            INDArray output = found.get(model.outputs().get(i).name());
            String what = "output " + i;
            if (exactly) {
              INDArray near = reference.outputs(reference.rounded(), b)[i];
              INDArray exact = reference.outputs(reference.exact(), b)[i];
              whole.compare(what, expected[i], output, near, exact);
            } else {
              whole.compare(what, expected[i], output);
            }
            whole.compareClasses(expected[i], output);
          }
          first += batch;
        }
      }
    }

    private void compareLayers(OnnxModel model) {
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
          Map<String, INDArray> found =
              session.run(named(model, reference.fileInputs(first, fitting)));
          compareLayers(first, fitting, found);
          first += batch;
        }
      }
    }

    private void compareLayers(int first, int count, Map<String, INDArray> found) {
      Map<String, INDArray> expected = layers(reference.network(), first, count);
      Map<String, INDArray> near = exactly ? layers(reference.rounded(), first, count) : Map.of();
      Map<String, INDArray> exact = exactly ? layers(reference.exact(), first, count) : Map.of();
      graph
          .layers()
          .forEach(
              (layer, value) -> {
                String what = "layer \"" + layer + "\"";
                INDArray result = found.get(value.name());
                if (exactly) {
                  layers
                      .get(layer)
                      .compare(
                          what, expected.get(layer), result, near.get(layer), exact.get(layer));
                } else {
                  layers.get(layer).compare(what, expected.get(layer), result);
                }
              });
    }

    private Map<String, INDArray> layers(Model of, int first, int count) {
      return LayerResults.of(of, reference.inputs(of, first, count));
    }
  }

  private static Map<String, INDArray> named(OnnxModel model, List<INDArray> arrays) {
    Map<String, INDArray> inputs = new LinkedHashMap<>();
    for (int i = 0; i < arrays.size(); i++) {
      inputs.put(model.inputs().get(i).name(), arrays.get(i));
    }
    return inputs;
  }
}
