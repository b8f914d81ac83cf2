package io.github.conv4j.models;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Checks the numbers of a configuration. Deeplearning4j multiplies sizes without a look at
 * overflow, and makes arrays in native memory from shapes as they stand.
 */
final class Sizes {

  /** More inputs, outputs or words than any layer has. */
  private static final long NUMBER_LIMIT = 1L << 28;

  /** So that sums of a few such products still fit into 64 bits. */
  private static final double PRODUCT_LIMIT = 0x1p60;

  /** Elements of an array of sizes; a layer with more parameters has no memory to be in. */
  private static final double SHAPE_LIMIT = 0x1p40;

  /** ND4J draws that often for every weight. */
  private static final int TRIALS_LIMIT = 1000;

  /** Native code divides by them, or multiplies memory by them. */
  private static final Map<String, long[]> RANGES =
      Map.ofEntries(
          Map.entry("kernelSize", new long[] {1, 1 << 16}),
          Map.entry("stride", new long[] {1, 1 << 16}),
          Map.entry("dilation", new long[] {1, 1 << 16}),
          Map.entry("padding", new long[] {0, 1 << 16}),
          Map.entry("cropping", new long[] {0, 1 << 16}),
          Map.entry("blocks", new long[] {1, 1 << 10}),
          Map.entry("blockSize", new long[] {1, 1 << 10}),
          Map.entry("size", new long[] {1, 1 << 16}),
          Map.entry("stackSize", new long[] {1, 1 << 16}),
          Map.entry("routings", new long[] {1, 100}),
          Map.entry("repetitionFactor", new long[] {1, 1 << 16}));

  /** Layers one after the other within one layer: more than any has. */
  private static final int LIST_LIMIT = 1000;

  /** Counters and seeds: no size depends on them. */
  private static final Set<String> NO_SIZES =
      Set.of("seed", "iterationCount", "epochCount", "numIterations");

  /** Lists of sizes that belong to layers one after the other, or of positions. */
  private static final Set<String> NO_SHAPES =
      Set.of("encoderLayerSizes", "decoderLayerSizes", "distributionSizes", "topologicalOrder");

  /** What numbers of parameters are products of, in lower case. */
  private static final Set<String> FACTORS =
      Set.of(
          "nin",
          "nout",
          "kernel",
          "kernelsize",
          "depthmultiplier",
          "inputsize",
          "outputsize",
          "inputshape",
          "inputchannels",
          "channels",
          "capsules",
          "capsuledimensions",
          "inputcapsules",
          "inputcapsuledimensions",
          "nheads",
          "headsize",
          "nqueries",
          "ninkeys",
          "ninqueries",
          "ninvalues",
          "hiddenlayersize",
          "hiddensize");

  private static final Set<String> TYPES = Set.of("FLOAT", "DOUBLE", "HALF", "BFLOAT16");

  private static final Set<String> ARRAY_TYPES =
      Set.of("FLOAT", "DOUBLE", "HALF", "LONG", "INT", "SHORT", "BYTE", "UBYTE", "BOOL");

  private Sizes() {}

  /**
   * Checks a document.
   *
   * @param root the document
   * @throws Refusal if a number is no size of anything, or an array does not have its shape
   */
  static void check(JsonNode root) throws Refusal {
    walk(root, "");
  }

  /** Single numbers first: what is wrong with one says more than what is wrong with a product. */
  private static void walk(JsonNode node, String field) throws Refusal {
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> property : node.properties()) {
        walk(property.getValue(), property.getKey());
      }
      requireMultipliable(node);
      requireWholeArray(node);
    } else if (node.isArray()) {
      for (JsonNode element : node) {
        walk(element, field);
      }
      requireShape(node, field);
    } else {
      requireNumber(node, field);
    }
  }

  private static void requireNumber(JsonNode node, String field) throws Refusal {
    if (node.isNumber() && !Double.isFinite(node.doubleValue())) {
      throw new Refusal("a number that a computer has in \"" + field + "\"", "a larger one");
    }
    if (node.isIntegralNumber()
        && !NO_SIZES.contains(field)
        && !(Math.abs(node.doubleValue()) <= NUMBER_LIMIT)) {
      throw new Refusal(
          "at most " + NUMBER_LIMIT + " in \"" + field + "\"", abbreviated(node.asText()));
    }
    long[] range = RANGES.get(field);
    if (range != null
        && node.isIntegralNumber()
        && (node.longValue() < range[0] || node.longValue() > range[1])) {
      throw new Refusal(
          range[0] + " to " + range[1] + " in \"" + field + "\"", abbreviated(node.asText()));
    }
    if (field.equals("numberOfTrials") && node.doubleValue() > TRIALS_LIMIT) {
      throw new Refusal(
          "at most " + TRIALS_LIMIT + " in \"" + field + "\"", abbreviated(node.asText()));
    }
  }

  /** The parameters of a layer are counted without a look at overflow. */
  private static void requireMultipliable(JsonNode object) throws Refusal {
    double product = 1;
    for (Map.Entry<String, JsonNode> property : object.properties()) {
      if (FACTORS.contains(property.getKey().toLowerCase(Locale.ROOT))) {
        product *= product(property.getValue());
      }
    }
    if (!(product <= PRODUCT_LIMIT)) {
      throw new Refusal(
          "a layer whose parameters can be counted", String.format("about %.1e", product));
    }
  }

  private static void requireShape(JsonNode array, String field) throws Refusal {
    if (field.endsWith("LayerSizes") && array.size() > LIST_LIMIT) {
      throw new Refusal("at most " + LIST_LIMIT + " sizes in \"" + field + "\"", "" + array.size());
    }
    if (!NO_SHAPES.contains(field) && !field.equals("data") && product(array) > SHAPE_LIMIT) {
      throw new Refusal("sizes of an array that fits into memory in \"" + field + "\"", "larger");
    }
  }

  private static double product(JsonNode value) {
    if (value.isIntegralNumber()) {
      return Math.max(1, Math.abs(value.doubleValue()));
    }
    double product = 1;
    if (value.isArray()) {
      for (JsonNode element : value) {
        product *= product(element);
      }
    }
    return product;
  }

  /** Weights of losses and boxes of detectors are in the JSON; a shape of their own comes along. */
  private static void requireWholeArray(JsonNode object) throws Refusal {
    if (object.has("dataBuffer")) {
      throw new Refusal(
          "an array as Deeplearning4j writes it since 1.0.0",
          "one with offset and strides, which could read foreign memory",
          "save the model with Deeplearning4j 1.0.0 or later");
    }
    JsonNode type = object.path("dataType");
    if (!object.has("shape") || !object.has("data")) {
      if (type.isTextual() && !TYPES.contains(type.textValue())) {
        throw new Refusal("FLOAT, DOUBLE, HALF or BFLOAT16", "another \"dataType\"");
      }
      return;
    }
    long length = 1;
    for (JsonNode size : object.get("shape")) {
      if (!size.isIntegralNumber() || size.doubleValue() < 0 || size.doubleValue() > NUMBER_LIMIT) {
        throw new Refusal("sizes in \"shape\"", abbreviated(size.toString()));
      }
      length = Math.multiplyHigh(length, size.longValue()) == 0 ? length * size.longValue() : -1;
    }
    boolean numbers = object.get("data").isArray() && object.get("shape").isArray();
    for (JsonNode value : object.get("data")) {
      numbers &= value.isNumber() || value.isTextual() || value.isBoolean();
    }
    if (!numbers || length != object.get("data").size() || !ARRAY_TYPES.contains(type.asText())) {
      throw new Refusal("as many numbers in \"data\" as \"shape\" says", "others");
    }
  }

  private static String abbreviated(String number) {
    return number.length() > 30 ? number.substring(0, 30) + "…" : number;
  }
}
