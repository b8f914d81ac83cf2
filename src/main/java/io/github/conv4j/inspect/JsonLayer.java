package io.github.conv4j.inspect;

import static io.github.conv4j.result.ModelPart.UNKNOWN;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.conv4j.result.PartKind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A layer or vertex as a configuration's JSON has it. No class is touched, so this works for files
 * that are not safe to load.
 *
 * @param name name, unique in the network
 * @param type class, without its package
 * @param inputs names of what it takes
 * @param json its fields
 * @param preprocessor class of what changes its input's shape, without its package; empty for none
 */
record JsonLayer(
    String name, String type, List<String> inputs, JsonNode json, String preprocessor) {

  private static final int RANK_OF_VECTORS = 2;

  /** Top, bottom, left, right. */
  private static final int MOST_SIZES = 4;

  PartKind kind() {
    return type.equals("Input") ? PartKind.INPUT : PartKinds.ofLayer(type);
  }

  /** A list of whole numbers, or a single one; empty if there is none. */
  private List<Long> sizes(String field) {
    JsonNode value = json.path(field);
    List<Long> sizes = new ArrayList<>();
    if (value.isNumber()) {
      sizes.add(value.asLong());
    }
    value.forEach(size -> sizes.add(size.asLong()));
    return sizes.size() > MOST_SIZES ? List.of() : sizes;
  }

  long in() {
    return size("nin", "nIn");
  }

  long out() {
    return size("nout", "nOut");
  }

  private long size(String name, String otherName) {
    JsonNode value = json.has(name) ? json.get(name) : json.path(otherName);
    return value.isNumber() && value.asLong() > 0 ? value.asLong() : UNKNOWN;
  }

  List<Long> kernel() {
    return sizes("kernelSize");
  }

  /** The last part of a class name. */
  static String simpleName(JsonNode node) {
    String name = node.path("@class").asText();
    return Contents.printable(
        name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1));
  }

  /**
   * Parameters by the formulas of Deeplearning4j's layers, for files that it is not shown: a
   * convolution has nIn · nOut · kernel + nOut, a dense layer nIn · nOut + nOut, batch
   * normalisation four per channel.
   */
  long parameters() {
    boolean recurrent = type.contains("LSTM") || type.contains("Rnn") && !type.endsWith("Layer");
    boolean special =
        recurrent || type.matches(".*(Separable|Depthwise|Embedding|Capsule|Attention|SameDiff).*");
    long bias = json.path("hasBias").asBoolean(true) ? out() : 0;
    return switch (kind()) {
      case CONVOLUTION ->
          special
              ? UNKNOWN
              : Shapes.plus(
                  Shapes.times(in(), Shapes.times(out(), Shapes.product(kernel()))), bias);
      case DENSE -> special ? UNKNOWN : Shapes.plus(Shapes.times(in(), out()), bias);
      case NORMALISATION ->
          out() == UNKNOWN
              ? 0
              : Shapes.times(json.path("lockGammaBeta").asBoolean(false) ? 2 : 4, out());
      case OTHER -> UNKNOWN;
      default -> type.contains("PReLU") ? UNKNOWN : 0;
    };
  }

  /**
   * Floating point operations on one image, as {@code ModelPart} counts them.
   *
   * @param input dimensions of the first input
   * @param output dimensions of the output
   */
  long operations(List<Long> input, List<Long> output) {
    long x = Shapes.elements(input);
    long y = Shapes.elements(output);
    return switch (kind()) {
      case CONVOLUTION -> convolution(x, y);
      case POOLING -> kernel().isEmpty() ? x : Shapes.times(y, Shapes.product(kernel()));
      case DENSE ->
          type.contains("Embedding")
              ? 0
              : Shapes.times(2, Shapes.times(Shapes.times(in(), out()), steps(output)));
      case NORMALISATION -> Shapes.times(2, y);
      case ACTIVATION -> type.contains("Dropout") ? 0 : y;
      case COMBINATION ->
          type.contains("ElementWise") ? Shapes.times(y, Math.max(1, inputs.size() - 1)) : 0;
      case INPUT, SHAPE -> 0;
      case OTHER -> type.matches("(Scale|Shift)Vertex") ? y : UNKNOWN;
    };
  }

  private long convolution(long x, long y) {
    long taps = Shapes.product(kernel());
    if (kernel().isEmpty()) {
      return UNKNOWN;
    }
    if (type.contains("Depthwise")) {
      return Shapes.times(2, Shapes.times(y, taps));
    }
    if (type.contains("Separable")) {
      long multiplier = Math.max(1, json.path("depthMultiplier").asLong(1));
      long middle = Shapes.times(in(), multiplier);
      long positions = y < 0 || out() < 0 ? UNKNOWN : y / out();
      return Shapes.times(
          2,
          Shapes.times(
              positions, Shapes.plus(Shapes.times(middle, taps), Shapes.times(middle, out()))));
    }
    return type.contains("Deconv")
        ? Shapes.times(2, Shapes.times(x, Shapes.times(out(), taps)))
        : Shapes.times(2, Shapes.times(y, Shapes.times(in(), taps)));
  }

  /** Steps of a time series; 1 for vectors. */
  private static long steps(List<Long> output) {
    return output.isEmpty() ? UNKNOWN : output.size() <= RANK_OF_VECTORS ? 1 : output.get(2);
  }

  /** What a reader wants to know of it, in words. */
  String settings() {
    List<String> words = new ArrayList<>();
    if (in() > 0 && out() > 0 && kind() != PartKind.NORMALISATION) {
      words.add(in() + " → " + out());
    }
    text("poolingType", words);
    text("op", words);
    List<Long> kernel = kernel();
    if (!kernel.isEmpty()) {
      words.add(pair(kernel));
    }
    unless("stride", 1, words);
    unless("padding", 0, words);
    unless("dilation", 1, words);
    String mode = json.path("convolutionMode").asText("");
    if (!mode.isEmpty() && !mode.equals("null") && !mode.equals("Truncate")) {
      words.add(mode);
    }
    if (json.has("hasBias") && !json.path("hasBias").asBoolean(true)) {
      words.add("no bias");
    }
    String activation = simpleName(json.path("activationFn")).replaceFirst("^Activation", "");
    if (!activation.isEmpty()
        && !activation.equals("Identity")
        && kind() != PartKind.NORMALISATION) {
      words.add(activation);
    }
    String loss = simpleName(json.path("lossFn")).replaceFirst("^Loss", "");
    if (!loss.isEmpty()) {
      words.add("loss " + loss);
    }
    if (json.path("idropout").path("p").isNumber()) {
      words.add("dropout " + json.path("idropout").path("p").asText());
    }
    if (!preprocessor.isEmpty()) {
      words.add(preprocessor.replaceFirst("PreProcessor$", ""));
    }
    return Contents.settings(String.join(", ", words));
  }

  private void text(String field, List<String> words) {
    if (json.path(field).isTextual()) {
      words.add(json.path(field).asText());
    }
  }

  private void unless(String field, long usual, List<String> words) {
    List<Long> sizes = sizes(field);
    if (sizes.stream().anyMatch(size -> size != usual)) {
      words.add(field + " " + pair(sizes));
    }
  }

  private static String pair(List<Long> sizes) {
    return sizes.stream().distinct().count() == 1 && !sizes.isEmpty() && sizes.size() != 2
        ? "" + sizes.get(0)
        : sizes.stream().map(String::valueOf).collect(Collectors.joining("×"));
  }
}
