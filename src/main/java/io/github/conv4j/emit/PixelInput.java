package io.github.conv4j.emit;

import io.github.conv4j.onnx.Attribute;
import io.github.conv4j.onnx.ElementType;
import io.github.conv4j.onnx.Initializer;
import io.github.conv4j.onnx.Node;
import io.github.conv4j.onnx.OnnxModel;
import io.github.conv4j.onnx.ValueInfo;
import java.util.ArrayList;
import java.util.List;

/** Turns a graph that takes scaled images into one that takes pixels, 0 to 255 as bytes. */
public final class PixelInput {

  private PixelInput() {}

  /**
   * Puts (pixel - mean) / deviation before a graph.
   *
   * @param model a graph with one input [N, C, H, W]
   * @param means a mean for each channel, or one for all
   * @param deviations as many divisors
   * @return the graph with an input of the same name, of type UINT8
   * @throws IllegalArgumentException if the graph does not take images of so many channels
   */
  public static OnnxModel before(OnnxModel model, List<Float> means, List<Float> deviations) {
    ValueInfo input = model.inputs().get(0);
    boolean images = model.inputs().size() == 1 && input.shape().size() == 4;
    long channels = images ? input.shape().get(1).size() : 0;
    if (!images || means.size() != 1 && means.size() != channels) {
      throw new IllegalArgumentException(
          "preprocessing: expected one input of images with "
              + means.size()
              + " channels, found "
              + model.inputs());
    }
    String pixels = input.name();
    requireFree(model, pixels);
    String scaled = pixels + "/Div";
    List<Initializer> initializers = new ArrayList<>(model.initializers());
    initializers.add(perChannel(pixels + "_mean", input.type(), means));
    initializers.add(perChannel(pixels + "_deviation", input.type(), deviations));
    List<Node> nodes = new ArrayList<>();
    nodes.add(
        node(
            "Cast",
            pixels,
            List.of(pixels),
            List.of(Attribute.of("to", (long) input.type().code()))));
    nodes.add(node("Sub", pixels, List.of(pixels + "/Cast", pixels + "_mean"), List.of()));
    nodes.add(node("Div", pixels, List.of(pixels + "/Sub", pixels + "_deviation"), List.of()));
    for (Node node : model.nodes()) {
      nodes.add(
          new Node(
              node.name(),
              node.op(),
              node.inputs().stream().map(name -> name.equals(pixels) ? scaled : name).toList(),
              node.outputs(),
              node.attributes()));
    }
    return model.withGraph(
        List.of(new ValueInfo(pixels, ElementType.UINT8, input.shape())),
        model.outputs(),
        nodes,
        initializers);
  }

  private static void requireFree(OnnxModel model, String pixels) {
    for (String name : List.of("/Cast", "/Sub", "/Div", "_mean", "_deviation")) {
      boolean taken =
          model.nodes().stream().anyMatch(node -> node.outputs().contains(pixels + name))
              || model.initializers().stream()
                  .anyMatch(array -> array.name().equals(pixels + name));
      if (taken) {
        throw new IllegalArgumentException(
            "preprocessing: expected no layer or parameter named \""
                + pixels
                + name
                + "\", found one; leave preprocessing to the program that runs the file");
      }
    }
  }

  private static Node node(
      String op, String pixels, List<String> inputs, List<Attribute> attributes) {
    String name = pixels + "/" + op;
    return new Node(name, op, inputs, List.of(name), attributes);
  }

  private static Initializer perChannel(String name, ElementType type, List<Float> values) {
    List<Long> shape = List.of((long) values.size(), 1L, 1L);
    if (type == ElementType.DOUBLE) {
      return Initializer.of(name, shape, values.stream().mapToDouble(Float::doubleValue).toArray());
    }
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i);
    }
    return Initializer.of(name, shape, floats);
  }
}
