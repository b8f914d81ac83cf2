package io.github.conv4j.kernels;

import org.bytedeco.javacpp.Pointer;

/**
 * One step of Adam (Kingma and Ba, 2015) over parameters that lie together, in one pass over the
 * memory:
 *
 * <pre>
 *  m = β₁ · m + (1 - β₁) · g
 *  v = β₂ · v + (1 - β₂) · g²
 *  g = α · √(1 - β₂ᵗ) / (1 - β₁ᵗ) · m / (√v + ε),   t = iteration + 1</pre>
 *
 * <p>ε is added to the root of the uncorrected v, and all numbers are rounded to the element type,
 * as in ND4J's op. Elements do not depend on each other, so results are the same for every number
 * of workers.
 *
 * @param <A> element type as a heap array
 */
public final class AdamKernel<A> {

  /** Elements of each of the three arrays that are worked on at a time: they stay in the cache. */
  private static final int BLOCK = 2048;

  /** Blocks that are worth a task of their own. */
  private static final int BLOCKS_PER_TASK = 16;

  private final Lanes<A> lanes;

  /**
   * A kernel.
   *
   * @param lanes element type
   */
  public AdamKernel(Lanes<A> lanes) {
    this.lanes = lanes;
  }

  /**
   * Takes a step.
   *
   * @param count number of parameters
   * @param gradient g; becomes what is to be subtracted from the parameters
   * @param mean m, updated
   * @param square v, updated
   * @param rate α, the learning rate
   * @param beta1 β₁
   * @param beta2 β₂
   * @param epsilon ε
   * @param iteration steps taken before
   */
  public void step(
      long count,
      Pointer gradient,
      Pointer mean,
      Pointer square,
      double rate,
      double beta1,
      double beta2,
      double epsilon,
      int iteration) {
    long perTask = (long) BLOCK * BLOCKS_PER_TASK;
    int tasks = Math.toIntExact((count + perTask - 1) / perTask);
    double corrected = lanes.adamRate(rate, beta1, beta2, epsilon, iteration);
    Workers.run(
        tasks,
        task -> {
          Scratch<A> scratch = lanes.scratch();
          A g = scratch.image(BLOCK);
          A m = scratch.columns(BLOCK);
          A v = scratch.work(BLOCK);
          long end = Math.min(count, (task + 1) * perTask);
          for (long at = task * perTask; at < end; at += BLOCK) {
            int length = (int) Math.min(BLOCK, end - at);
            lanes.read(gradient, at, g, 0, length);
            lanes.read(mean, at, m, 0, length);
            lanes.read(square, at, v, 0, length);
            lanes.adam(g, m, v, length, corrected, beta1, beta2, epsilon);
            lanes.write(g, 0, gradient, at, length);
            lanes.write(m, 0, mean, at, length);
            lanes.write(v, 0, square, at, length);
          }
        });
  }
}
