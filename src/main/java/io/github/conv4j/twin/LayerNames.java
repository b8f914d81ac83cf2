package io.github.conv4j.twin;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;

/** Names for the layers of a network that are never missing and never given twice. */
public final class LayerNames {

  private LayerNames() {}

  /**
   * Names of the layers of a MultiLayerNetwork: each layer's own; "layer" and its index if it has
   * none; with the index behind it if an earlier layer has the same. A frozen layer is named after
   * the layer it holds. (In a ComputationGraph the names of the vertices serve.)
   *
   * @param configuration the network's configuration
   * @return one name per layer
   */
  public static List<String> of(MultiLayerConfiguration configuration) {
    List<String> names = new ArrayList<>();
    Set<String> given = new HashSet<>();
    for (int i = 0; i < configuration.getConfs().size(); i++) {
      Layer layer = configuration.getConf(i).getLayer();
      String own = unwrap(layer).getLayerName();
      String name = own == null ? layer.getLayerName() : own;
      if (name == null || name.isBlank()) {
        name = "layer" + i;
      }
      while (!given.add(name)) {
        name += "#" + i;
      }
      names.add(name);
    }
    return names;
  }

  /**
   * The layer inside a frozen one, else the layer itself.
   *
   * @param layer a layer's configuration
   * @return what it does at inference
   */
  public static Layer unwrap(Layer layer) {
    if (layer instanceof FrozenLayer frozen) {
      return frozen.getLayer();
    }
    return layer instanceof FrozenLayerWithBackprop
        ? ((BaseWrapperLayer) layer).getUnderlying()
        : layer;
  }
}
