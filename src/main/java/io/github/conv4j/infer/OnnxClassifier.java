package io.github.conv4j.infer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.conv4j.data.PixelScale;
import io.github.conv4j.export.OnnxExport;
import io.github.conv4j.models.ModelFileException;
import io.github.conv4j.onnx.OnnxFormatException;
import io.github.conv4j.onnx.OnnxModel;
import io.github.conv4j.onnx.OnnxReader;
import io.github.conv4j.onnx.OnnxSeal;
import io.github.conv4j.onnx.OnnxWriter;
import io.github.conv4j.runtime.OnnxRunException;
import io.github.conv4j.runtime.OnnxRuntime;
import io.github.conv4j.runtime.OnnxSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An ONNX file with one input of images and one output of scores, in ONNX Runtime. */
final class OnnxClassifier implements Classifier {

  private static final int RANK = 4;
  private static final int LONGEST_METADATA = 1 << 20;
  private static final int LONGEST_LABEL = 80;

  private final Path file;
  private final OnnxSession session;
  private final String input;
  private final OnnxSession.Port port;
  private final Map<String, String> metadata;

  private OnnxClassifier(Path file, OnnxSession session, Map<String, String> metadata) {
    this.file = file;
    this.session = session;
    this.metadata = metadata;
    Map<String, OnnxSession.Port> inputs = session.inputs();
    this.input = inputs.isEmpty() ? "" : inputs.keySet().iterator().next();
    this.port = inputs.get(input);
    if (inputs.size() != 1 || port.shape().length != RANK || session.outputs().size() != 1) {
      throw refused(
          "one input of images [N, C, H, W] and one output",
          inputs.size() + " inputs and " + session.outputs().size() + " outputs");
    }
  }

  static OnnxClassifier open(Path file) {
    OnnxSession session = null;
    try {
      byte[] bytes = Files.readAllBytes(file);
      OnnxGate.require(file, OnnxReader.outline(ByteBuffer.wrap(bytes)));
      OnnxModel model = OnnxReader.read(ByteBuffer.wrap(bytes));
      if (OnnxSeal.isBroken(model)) {
        throw new ModelFileException(
            "model "
                + file
                + ": expected the content that its seal is for, found another (damaged, or changed"
                + " by another program); export or copy it again");
      }
      // Written anew: native code gets what was checked, and nothing that it might read otherwise.
      session =
          OnnxRuntime.open(OnnxWriter.bytes(model), Runtime.getRuntime().availableProcessors());
      return new OnnxClassifier(file, session, model.metadata());
    } catch (IOException e) {
      throw new ModelFileException("model " + file + ": cannot be read: " + e.getMessage(), e);
    } catch (OutOfMemoryError e) {
      close(session);
      throw new ModelFileException(
          "model "
              + file
              + ": expected one that fits into the Java heap, found more; give it more memory"
              + " (CONV4J_HEAP) or use a smaller one",
          e);
    } catch (OnnxRunException | OnnxFormatException e) {
      close(session);
      throw new ModelFileException("model " + file + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      close(session);
      if (e.getClass() == IllegalArgumentException.class) {
        throw new ModelFileException("model " + file + ": " + e.getMessage() + "; inspect it", e);
      }
      throw e;
    }
  }

  private static void close(OnnxSession session) {
    if (session != null) {
      session.close();
    }
  }

  private ModelFileException refused(String expected, String found) {
    return new ModelFileException(
        "model "
            + file
            + ": expected "
            + expected
            + ", found "
            + found
            + "; use a network that classifies images",
        null);
  }

  @Override
  public String format() {
    return "ONNX";
  }

  @Override
  public PixelScale scale() {
    if (port.type() == DataType.UINT8) {
      return PixelScale.RAW;
    }
    String preprocessing = metadata.get(OnnxExport.PREPROCESSING);
    if (preprocessing == null) {
      return PixelScale.UNIT;
    }
    JsonNode scale = json(OnnxExport.PREPROCESSING, preprocessing);
    try {
      return new PixelScale(floats(scale.path("means")), floats(scale.path("deviations")));
    } catch (IllegalArgumentException e) {
      throw refused("means and deviations in its metadata", preprocessing);
    }
  }

  private static List<Float> floats(JsonNode values) {
    List<Float> floats = new ArrayList<>();
    values.forEach(value -> floats.add((float) value.asDouble(Double.NaN)));
    return floats;
  }

  private JsonNode json(String key, String text) {
    if (text.length() > LONGEST_METADATA) {
      throw refused("at most " + LONGEST_METADATA + " characters of \"" + key + "\"", "more");
    }
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw refused("JSON for \"" + key + "\" in its metadata", text);
    }
  }

  @Override
  public INDArray scores(INDArray images) {
    try {
      return session.run(Map.of(input, images)).values().iterator().next();
    } catch (OnnxRunException e) {
      throw new ModelFileException("model " + file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public List<String> labels() {
    List<String> labels = new ArrayList<>();
    if (metadata.containsKey(OnnxExport.LABELS)) {
      json(OnnxExport.LABELS, metadata.get(OnnxExport.LABELS))
          .forEach(label -> labels.add(printable(label.asText())));
    }
    return labels;
  }

  /** Terminals obey some characters. */
  private static String printable(String label) {
    String visible = label.replaceAll("\\p{C}", "?");
    return visible.length() > LONGEST_LABEL ? visible.substring(0, LONGEST_LABEL) + "…" : visible;
  }

  @Override
  public Optional<List<Integer>> shape() {
    List<Integer> shape = new ArrayList<>();
    for (int i = 1; i < RANK; i++) {
      if (port.shape()[i] < 1) {
        return Optional.empty();
      }
      shape.add(Math.toIntExact(port.shape()[i]));
    }
    return Optional.of(shape);
  }

  @Override
  public void close() {
    session.close();
  }
}
