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
import java.util.Set;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.Variable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A SameDiff graph with one placeholder of images and one output of scores. */
final class SameDiffClassifier implements Classifier {

  private static final int RANK = 4;
  private static final int MOST_CHANNELS = 4096;
  private static final int MOST_OPS = 10_000;

  /** What networks for images consist of; others can read foreign memory or never end. */
  private static final Set<String> OPS =
      Set.of(
          ("ClipByValue Where abs add add_scalar avgpool2d batchnorm biasadd bias_add cast concat"
                  + " conv1d conv2d conv4j_conv2d conv4j_dense conv4j_pool2d deconv2d"
                  + " depthwise_conv2d divide divide_scalar elu equals exp expm1 gelu greater"
                  + " greater_equal greaterthan_scalar hard_sigmoid hardsigmoid hardtanh identity"
                  + " im2col leakyrelu less log log_softmax lrn matmul max maxpool2d maximum mean"
                  + " min minimum mish mmul mul_scalar multiply neg pad permute pnormpool2d pow"
                  + " pow_scalar prelu rdiv_scalar reciprocal reduce_max reduce_mean reduce_min"
                  + " reduce_norm2 reduce_sum relu relu6 reshape rsqrt rsub_scalar sconv2d select"
                  + " selu sigmoid sign softmax softplus softsign space_to_depth sqrt square"
                  + " squeeze stack strided_slice sub_scalar subtract sum swish tanh tile"
                  + " transpose upsampling2d xw_plus_b")
              .split(" "));

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
    SameDiff graph = SafeGraphs.load(file, false, allowed);
    SameDiffClassifier classifier = new SameDiffClassifier(file, graph);
    classifier.requireKnownOps();
    return classifier;
  }

  private void requireKnownOps() {
    DifferentialFunction[] ops = graph.ops();
    if (ops.length > MOST_OPS) {
      throw refused("at most " + MOST_OPS + " ops", "" + ops.length, null);
    }
    for (DifferentialFunction op : ops) {
      if (!OPS.contains(op.opName())) {
        throw refused("ops that networks for images consist of", op.opName(), null);
      }
    }
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

  /** Graphs that conv4j exported have it as two constants, others do not say. */
  @Override
  public PixelScale scale() {
    if (!graph.hasVariable(SameDiffExport.PIXEL_MEAN)
        || !graph.hasVariable(SameDiffExport.PIXEL_DEVIATION)) {
      return PixelScale.UNIT;
    }
    try {
      return new PixelScale(
          floats(SameDiffExport.PIXEL_MEAN), floats(SameDiffExport.PIXEL_DEVIATION));
    } catch (IllegalArgumentException e) {
      throw refused("means and deviations of pixels", e.getMessage(), e);
    }
  }

  private List<Float> floats(String name) {
    INDArray values = graph.getVariable(name).getArr();
    if (values == null || values.length() > MOST_CHANNELS) {
      throw new IllegalArgumentException("none, or too many");
    }
    List<Float> floats = new ArrayList<>();
    for (float value : values.dup('c').data().asFloat()) {
      floats.add(value);
    }
    return floats;
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
