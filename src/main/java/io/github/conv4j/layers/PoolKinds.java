package io.github.conv4j.layers;

import io.github.conv4j.geometry.PoolKind;
import org.deeplearning4j.nn.conf.layers.PoolingType;

/** Deeplearning4j's pooling types as ours. */
final class PoolKinds {

  private PoolKinds() {}

  static PoolKind of(PoolingType type, boolean includePadding) {
    return switch (type) {
      case MAX -> PoolKind.MAX;
      case AVG ->
          includePadding ? PoolKind.AVERAGE_INCLUDING_PADDING : PoolKind.AVERAGE_EXCLUDING_PADDING;
      case SUM -> PoolKind.SUM;
      case PNORM -> PoolKind.P_NORM;
    };
  }
}
