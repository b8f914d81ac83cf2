package io.github.conv4j.twin;

import io.github.conv4j.result.LayerSwap;
import java.util.List;
import org.deeplearning4j.nn.api.Model;

/**
 * A converted network and what was done to it.
 *
 * @param network the twin, initialised
 * @param swaps every layer of the network, in order: replaced, or left and why
 * @param <N> MultiLayerNetwork or ComputationGraph
 */
public record Twinned<N extends Model>(N network, List<LayerSwap> swaps) {

  /** Copies the list. */
  public Twinned {
    swaps = List.copyOf(swaps);
  }

  /**
   * How many layers were replaced.
   *
   * @return 0 or more
   */
  public long replaced() {
    return swaps.stream().filter(LayerSwap::replaced).count();
  }
}
