package io.github.conv4j.geometry;

/** What a pooling window computes from its elements. */
public enum PoolKind {
  /**
   * The largest element that lies in the input; padding never wins. Ties: the first, row by row.
   */
  MAX,
  /** Sum divided by all window elements, padding included (overhang of CEIL rounding excluded). */
  AVERAGE_INCLUDING_PADDING,
  /** Sum divided by the number of elements that lie in the input. */
  AVERAGE_EXCLUDING_PADDING,
  /** Sum of the elements. */
  SUM,
  /** (Σ |x|^p)^(1/p). */
  P_NORM
}
