package io.github.conv4j.infer;

import io.github.conv4j.data.PixelScale;
import io.github.conv4j.export.SameDiffExport;
import io.github.conv4j.models.AllowedClasses;
import io.github.conv4j.models.ModelFileException;
import io.github.conv4j.models.SafeGraphs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.Variable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A SameDiff graph with one placeholder of images and one output of scores. */
final class SameDiffClassifier implements Classifier {

  private static final int RANK = 4;

  private final Path file;
  private final SameDiff graph;
  private final String input;
  private final String output;

  private SameDiffClassifier(Path file, SameDiff graph) {
    this.file = file;
    this.graph = graph;
    List<String> inputs = graph.inputs();
    List<String> outputs = outputs(graph);
    if (inputs.size() != 1 || outputs.size() != 1) {
      throw refused(
          "one placeholder and one output", inputs.size() + " and " + outputs.size(), null);
    }
    this.input = inputs.get(0);
    this.output = outputs.get(0);
  }

  static SameDiffClassifier open(Path file, AllowedClasses allowed) {
    return new SameDiffClassifier(file, SafeGraphs.load(file, false, allowed));
  }

  /** Files do not always say which they are: then the results that nothing uses. */
  private static List<String> outputs(SameDiff graph) {
    List<String> named = graph.outputs();
    if (named != null && !named.isEmpty()) {
      return named;
    }
    if (graph.hasVariable(SameDiffExport.OUTPUT)) {
      return List.of(SameDiffExport.OUTPUT);
    }
    return graph.getVariables().values().stream()
        .filter(variable -> variable.getOutputOfOp() != null)
        .filter(
            variable -> variable.getInputsForOp() == null || variable.getInputsForOp().isEmpty())
        .map(Variable::getName)
        .toList();
  }

  private ModelFileException refused(String expected, String found, Throwable cause) {
    return new ModelFileException(
        "model "
            + file
            + ": expected a graph with "
            + expected
            + ", found "
            + found
            + "; use a network that classifies images",
        cause);
  }

  @Override
  public String format() {
    return "SameDiff";
  }

  /** Graphs say nothing about pixels. */
  @Override
  public PixelScale scale() {
    return PixelScale.UNIT;
  }

  @Override
  public INDArray scores(INDArray images) {
    SDVariable placeholder = graph.getVariable(input);
    try {
      return graph.output(Map.of(input, images.castTo(placeholder.dataType())), output).get(output);
    } catch (RuntimeException e) {
      String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw refused("an input for such images", "that it fails (" + message + ")", e);
    }
  }

  @Override
  public List<String> labels() {
    return List.of();
  }

  @Override
  public Optional<List<Integer>> shape() {
    long[] shape = graph.getVariable(input).placeholderShape();
    if (shape == null || shape.length != RANK) {
      return Optional.empty();
    }
    List<Integer> sizes = new ArrayList<>();
    for (int i = 1; i < RANK; i++) {
      if (shape[i] < 1) {
        return Optional.empty();
      }
      sizes.add(Math.toIntExact(shape[i]));
    }
    return Optional.of(sizes);
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
