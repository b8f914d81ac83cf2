package io.github.conv4j.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An ONNX model.
 *
 * @param ir version of the file format
 * @param opset version of the default operator set
 * @param producer program that wrote it
 * @param producerVersion that program's version
 * @param metadata what else is known, by key, in the file's order
 * @param name name of the graph
 * @param inputs arrays the graph takes
 * @param outputs arrays the graph gives
 * @param nodes computations, each after those it needs
 * @param initializers arrays stored in the file
 */
public record OnnxModel(
    long ir,
    long opset,
    String producer,
    String producerVersion,
    Map<String, String> metadata,
    String name,
    List<ValueInfo> inputs,
    List<ValueInfo> outputs,
    List<Node> nodes,
    List<Initializer> initializers) {

  /** Copies lists and map; keeps their order. */
  public OnnxModel {
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    nodes = List.copyOf(nodes);
    initializers = List.copyOf(initializers);
  }

  /**
   * Another graph under the same heading.
   *
   * @param newInputs arrays the graph takes
   * @param newOutputs arrays the graph gives
   * @param newNodes computations, each after those it needs
   * @param newInitializers arrays stored in the file
   * @return the model
   */
  public OnnxModel withGraph(
      List<ValueInfo> newInputs,
      List<ValueInfo> newOutputs,
      List<Node> newNodes,
      List<Initializer> newInitializers) {
    return new OnnxModel(
        ir,
        opset,
        producer,
        producerVersion,
        metadata,
        name,
        newInputs,
        newOutputs,
        newNodes,
        newInitializers);
  }

  /**
   * The same model with other outputs.
   *
   * @param more arrays within the graph, to be given beside the model's own outputs
   * @return the model
   */
  public OnnxModel withFurtherOutputs(List<ValueInfo> more) {
    List<ValueInfo> all = new ArrayList<>(outputs);
    all.addAll(more);
    return withGraph(inputs, all, nodes, initializers);
  }

  /**
   * The same model without an entry of metadata.
   *
   * @param key key
   * @return the model
   */
  public OnnxModel withoutMetadata(String key) {
    Map<String, String> less = new LinkedHashMap<>(metadata);
    less.remove(key);
    return new OnnxModel(
        ir, opset, producer, producerVersion, less, name, inputs, outputs, nodes, initializers);
  }

  /**
   * The same model with an entry of metadata.
   *
   * @param key key
   * @param value value
   * @return the model
   */
  public OnnxModel withMetadata(String key, String value) {
    Map<String, String> more = new LinkedHashMap<>(metadata);
    more.put(key, value);
    return new OnnxModel(
        ir, opset, producer, producerVersion, more, name, inputs, outputs, nodes, initializers);
  }
}
