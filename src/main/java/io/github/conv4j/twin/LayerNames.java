package io.github.conv4j.twin;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;

/** Names by which the layers of a sequential network are told apart. */
public final class LayerNames {

  private LayerNames() {}

  /**
   * One name per layer: its own, "layer" and its index if it has none, with the index appended if
   * an earlier layer has the same.
   *
   * @param configuration a network's configuration
   * @return unique names, in order
   */
  public static List<String> of(MultiLayerConfiguration configuration) {
    List<String> names = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (int i = 0; i < configuration.getConfs().size(); i++) {
      String own = configuration.getConf(i).getLayer().getLayerName();
      String name = own == null || own.isBlank() ? "layer" + i : own;
      while (!taken.add(name)) {
        name += "#" + i;
      }
      names.add(name);
    }
    return names;
  }
}
