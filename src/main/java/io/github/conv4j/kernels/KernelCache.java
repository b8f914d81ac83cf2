package io.github.conv4j.kernels;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Kernels by the shape they were made for, whose tables a training step would else make anew.
 *
 * @param <S> all that a kernel depends on
 * @param <K> kernel
 */
final class KernelCache<S, K> {

  /** More shapes than any network has; where sizes change all the time, tables are made anew. */
  private static final int MOST_SHAPES = 256;

  private final Map<S, K> kernels = new ConcurrentHashMap<>();
  private final Function<S, K> maker;

  KernelCache(Function<S, K> maker) {
    this.maker = maker;
  }

  K get(S shape) {
    K kernel = kernels.get(shape);
    if (kernel == null) {
      kernel = maker.apply(shape);
      if (kernels.size() >= MOST_SHAPES) {
        kernels.clear();
      }
      kernels.put(shape, kernel);
    }
    return kernel;
  }
}
