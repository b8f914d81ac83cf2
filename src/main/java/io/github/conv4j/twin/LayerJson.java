package io.github.conv4j.twin;

import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * Copies a layer configuration into another class through the JSON that Deeplearning4j saves it as:
 * the one format that is sure to hold everything a layer is.
 */
final class LayerJson {

  private static final String CLASS = "@class";

  private LayerJson() {}

  static <L extends Layer> L copyAs(Class<L> type, Layer layer, List<String> without) {
    ObjectMapper mapper = NeuralNetConfiguration.mapper();
    try {
      ObjectNode json = (ObjectNode) mapper.readTree(mapper.writeValueAsString(layer));
      json.put(CLASS, type.getName());
      json.remove(without);
      return type.cast(mapper.readValue(mapper.writeValueAsString(json), Layer.class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "layer "
              + layer.getLayerName()
              + " ("
              + layer.getClass().getName()
              + ") cannot be copied: expected a configuration that Deeplearning4j can save as JSON,"
              + " found "
              + e.getOriginalMessage(),
          e);
    }
  }
}
