package io.github.conv4j.result;

import java.util.List;

/**
 * Outcome by geometry: the first row is kernel size 1, the first column input size 1; each case
 * counts in the cell of its rows and in that of its columns.
 *
 * @param subject what was examined
 * @param operation conv, flip, max, avg, avginc, sum or norm
 * @param cells rows by kernel size, columns by input size
 */
public record PassGrid(String subject, String operation, List<List<Cell>> cells) {

  /**
   * All strides, dilations and paddings of one kernel and input size.
   *
   * @param cases cases that were examined
   * @param failed cases that went wrong
   * @param example a case line: one that failed if there is one; empty without cases
   */
  public record Cell(long cases, long failed, String example) {}

  /** Copies the rows. */
  public PassGrid {
    cells = cells.stream().map(List::copyOf).toList();
  }
}
