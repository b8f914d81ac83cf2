package io.github.conv4j.kernels;

import io.github.conv4j.geometry.Window;
import io.github.conv4j.kernels.PlaneTransfer.Neighbours;
import io.github.conv4j.kernels.PlaneTransfer.Part;
import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;

/**
 * dL/dw of a convolution by its definition: for each tap, a channel and a kernel element, the
 * products of what it meets with dL/dy, summed over all outputs of all images. Vectors hold
 * filters, so that sums stay in registers and no vector is summed up; the input stays single
 * numbers, in planes where what a tap meets lies at the same offset for every tap.
 *
 * <p>Nothing is multiplied but what the definition multiplies, padding included, and zeros for
 * filters that are not there, whose sums nobody reads.
 */
final class DirectWeightGradient<A> {

  /** Elements of planes and panels that are worked on at a time. */
  private static final long CHUNK_ELEMENTS = 640L << 10;

  /** Tasks that sums are shared out to at least, where there are enough taps. */
  private static final int TASKS = 8;

  /** Positions of one pass: the vectors of three panels stay in the first cache. */
  private static final int PASS_POSITIONS = 128;

  /** Groups of images that are summed apart, each by one task, where their sums are few. */
  private static final int GROUPS = 16;

  /** Images that are worth it. */
  private static final int FEWEST_IMAGES = 8;

  /** Sums that a task adds up, and that one thread turns sooner than several; 256 KiB of float. */
  private static final int FINISHED_AT_ONCE = 64 << 10;

  /** Sums of a group at most: they stay in the second cache. */
  private static final int GROUP_SUMS = 40 << 10;

  private final Lanes<A> lanes;
  private final Microkernel<A> microkernel;
  private final int width;
  private final Window window;
  private final int channels;
  private final int filters;
  private final PlaneTransfer<A> transfer;
  private final PlaneRuns inputRuns;
  private final boolean inputFull;
  private final int channelSize;
  private final ChannelPanels<A> gradients;
  private final Microkernel.Taps tables;
  private final int[] weights;

  /** Per element of a filter's weights, which vector its sums of the first panel are. */
  private final int[] sumPlaces;

  /**
   * For one shape.
   *
   * @param lanes element type
   * @param window sizes
   * @param channels channels C
   * @param filters filters F
   * @param flipped whether kernels are applied in reverse order
   */
  DirectWeightGradient(Lanes<A> lanes, Window window, int channels, int filters, boolean flipped) {
    this.lanes = lanes;
    this.microkernel = lanes.microkernel();
    this.width = microkernel.lanes();
    this.window = window;
    this.channels = channels;
    this.filters = filters;
    this.transfer = new PlaneTransfer<>(lanes, Neighbours.PIXELS);
    InputPlanes input = InputPlanes.of(window);
    this.inputRuns = input.runs();
    this.channelSize = input.channelSize();
    this.inputFull = inputRuns.size() == channelSize;
    this.gradients = new ChannelPanels<>(lanes, filters, window.outputSize());
    int size = window.kernelSize();
    int columns = window.width().kernel();
    int[] taps = new int[Math.multiplyExact(channels, size)];
    Math.multiplyExact(channels, channelSize);
    Math.multiplyExact(taps.length, gradients.count() * width);
    Math.multiplyExact(window.outputSize(), gradients.count() * width);
    Arrays.setAll(
        taps, i -> i / size * channelSize + input.tap(i % size / columns, i % size % columns));
    this.weights = new int[taps.length];
    Arrays.setAll(weights, i -> flipped ? i / size * size + size - 1 - i % size : i);
    this.sumPlaces = new int[taps.length];
    for (int t = 0; t < taps.length; t++) {
      sumPlaces[weights[t]] = t * gradients.count();
    }
    int[] positions = new int[window.outputSize()];
    int outputColumns = window.width().output();
    Arrays.setAll(positions, i -> i / outputColumns * input.columns() + i % outputColumns);
    this.tables = new Microkernel.Taps(taps, positions);
  }

  /**
   * Computes the gradients for a batch.
   *
   * @param batch images
   * @param x input [N, C, H, W]
   * @param y rectified output, where it is 0 dL/dy counts as 0; or null
   * @param dy dL/dy [N, F, OH, OW]
   * @param dWeights dL/dw [F, C, KH, KW], overwritten
   * @param dBias dL/db [F], overwritten; or null
   */
  void run(int batch, Pointer x, Pointer y, Pointer dy, Pointer dWeights, Pointer dBias) {
    if (batch >= FEWEST_IMAGES && weights.length * gradients.count() * width <= GROUP_SUMS) {
      runByGroups(batch, x, y, dy, dWeights, dBias);
    } else {
      runByTaps(batch, x, y, dy, dWeights, dBias);
    }
  }

  // Each task some images ------------------------------------------------------------------------

  /** What a task arranges stays in its caches, and nobody waits for anybody but at the end. */
  private void runByGroups(
      int batch, Pointer x, Pointer y, Pointer dy, Pointer dWeights, Pointer dBias) {
    Scratch<A> scratch = lanes.scratch();
    int groups = Math.min(batch, GROUPS);
    int size = weights.length * gradients.count() * width;
    A sums = scratch.lendArray(groups * size);
    double[] biasSums = dBias == null ? null : scratch.lendSums(groups * filters);
    Workers.run(
        groups,
        group -> {
          int from = (int) ((long) group * batch / groups);
          int end = (int) ((long) (group + 1) * batch / groups);
          lanes.fill(sums, group * size, (group + 1) * size, 0);
          if (biasSums != null) {
            Arrays.fill(biasSums, group * filters, (group + 1) * filters, 0);
          }
          for (int image = from; image < end; image++) {
            sumImage(batch, image, x, y, dy, sums, group * size, biasSums, group * filters);
          }
        });
    for (int i = filters; biasSums != null && i < groups * filters; i++) {
      biasSums[i % filters] += biasSums[i];
    }
    finish(sums, groups, size, biasSums, dWeights, dBias);
    if (biasSums != null) {
      scratch.takeBackSums(biasSums);
    }
    scratch.takeBack(sums);
  }

  private void sumImage(
      int batch,
      int image,
      Pointer x,
      Pointer y,
      Pointer dy,
      A sums,
      int sumsAt,
      double[] biasSums,
      int biasAt) {
    Scratch<A> scratch = lanes.scratch();
    int size = window.outputSize();
    A planes = scratch.work(channels * channelSize);
    double[] imageSums = scratch.sums(filters);
    A vectors = scratch.columns(Math.min(Microkernel.MOST_PANELS, panels()) * size * width);
    pack(new Part(batch, image, channels, 0, channels, window.inputSize()), x, planes, 0);
    int parts = panelParts();
    for (int part = 0; part < parts; part++) {
      int first = firstPanel(part);
      int end = firstPanel(part + 1);
      for (int p = first; p < end; p++) {
        gradients.pack(
            image,
            p,
            0,
            size,
            dy,
            y,
            biasSums == null ? null : imageSums,
            0,
            gradients.inOrder(),
            vectors,
            lanes.start() + (p - first) * size * width);
      }
      sum(
          0,
          weights.length,
          planes,
          0,
          end - first,
          vectors,
          lanes.start(),
          sums,
          sumsAt + first * width);
    }
    for (int f = 0; f < filters && biasSums != null; f++) {
      biasSums[biasAt + f] += imageSums[f];
    }
  }

  private int panels() {
    return gradients.count();
  }

  private int panelParts() {
    return Division.ceil(panels(), Microkernel.MOST_PANELS);
  }

  /** First panel of a part; parts are of nearly equal size. */
  private int firstPanel(int part) {
    return (int) ((long) part * panels() / panelParts());
  }

  // Each task some taps --------------------------------------------------------------------------

  private void runByTaps(
      int batch, Pointer x, Pointer y, Pointer dy, Pointer dWeights, Pointer dBias) {
    Scratch<A> scratch = lanes.scratch();
    int inputSize = channels * channelSize;
    int panels = panels();
    int panelSize = window.outputSize() * width;
    int gradientSize = panels * panelSize;
    long perImage = (long) inputSize + gradientSize;
    int chunk = (int) Math.max(1, Math.min(batch, CHUNK_ELEMENTS / perImage));
    int terms = weights.length;
    int row = panels * width;
    A planes = scratch.lendArray(Math.multiplyExact(chunk, inputSize));
    A vectors = scratch.lendArray(Math.multiplyExact(chunk, gradientSize));
    A sums = scratch.lendArray(terms * row);
    lanes.fill(sums, 0, terms * row, 0);
    double[] partSums = dBias == null ? null : scratch.lendSums((chunk + 1) * filters);
    if (dBias != null) {
      Arrays.fill(partSums, 0, filters, 0);
    }
    int channelBlock = transfer.channelsAtOnce(window.inputSize(), channels);
    int channelBlocks = Division.ceil(channels, channelBlock);
    int packs = channelBlocks + panels;
    int panelParts = panelParts();
    int tapBlocks = Division.ceil(terms, Microkernel.TAPS);
    int tapParts = Math.min(tapBlocks, Division.ceil(TASKS, panelParts));
    int tapsPerPart = Division.ceil(tapBlocks, tapParts) * Microkernel.TAPS;
    for (int from = 0; from < batch; from += chunk) {
      int first = from;
      int count = Math.min(chunk, batch - from);
      Workers.run(
          count * packs,
          task -> {
            int image = task / packs;
            int i = task % packs;
            if (i < channelBlocks) {
              int c = i * channelBlock;
              int rows = Math.min(channelBlock, channels - c);
              pack(
                  new Part(batch, first + image, channels, c, rows, window.inputSize()),
                  x,
                  planes,
                  image * inputSize + c * channelSize);
              return;
            }
            int p = i - channelBlocks;
            int size = window.outputSize();
            gradients.pack(
                first + image,
                p,
                0,
                size,
                dy,
                y,
                partSums,
                (image + 1) * filters,
                gradients.inOrder(),
                vectors,
                image * gradientSize + p * panelSize);
          });
      Workers.run(
          panelParts * tapParts,
          task -> {
            int p = firstPanel(task / tapParts);
            int endPanel = firstPanel(task / tapParts + 1);
            int tap = task % tapParts * tapsPerPart;
            int endTap = Math.min(terms, tap + tapsPerPart);
            for (int image = 0; image < count && tap < endTap; image++) {
              sum(
                  tap,
                  endTap,
                  planes,
                  image * inputSize,
                  endPanel - p,
                  vectors,
                  image * gradientSize + p * panelSize,
                  sums,
                  p * width);
            }
          });
      if (dBias != null) {
        for (int i = 0; i < count * filters; i++) {
          partSums[i % filters] += partSums[filters + i];
        }
      }
    }
    finish(sums, 1, 0, partSums, dWeights, dBias);
    if (partSums != null) {
      scratch.takeBackSums(partSums);
    }
    scratch.takeBack(planes);
    scratch.takeBack(vectors);
    scratch.takeBack(sums);
  }

  private void pack(Part part, Pointer x, A planes, int at) {
    if (!inputFull) {
      lanes.fill(planes, at, at + part.count() * channelSize, 0);
    }
    transfer.pack(part, x, null, inputRuns, planes, at, channelSize);
  }

  /** Adds the sums over one image for some taps and panels. */
  private void sum(
      int tap,
      int endTap,
      A planes,
      int planesAt,
      int panels,
      A vectors,
      int vectorsAt,
      A sums,
      int sumsAt) {
    int positions = window.outputSize();
    int passes = Division.ceil(positions, PASS_POSITIONS);
    int passPositions = Division.ceil(positions, passes);
    for (int from = 0; from < positions; from += passPositions) {
      microkernel.tapProducts(
          tables,
          from,
          Math.min(positions, from + passPositions),
          tap,
          endTap,
          planes,
          planesAt,
          panels,
          vectors,
          vectorsAt,
          positions * width,
          sums,
          sumsAt,
          gradients.count() * width);
    }
  }

  /** Adds up what the groups have summed, turns it, filter by filter, and writes it out. */
  private void finish(
      A sums, int groups, int groupSize, double[] biasSums, Pointer dWeights, Pointer dBias) {
    int terms = weights.length;
    int count = panels() * width * terms;
    int perTask = Math.max(1, FINISHED_AT_ONCE / groups);
    Workers.run(
        groups == 1 ? 0 : Division.ceil(count, perTask),
        task -> {
          int first = task * perTask;
          int size = Math.min(perTask, count - first);
          for (int group = 1; group < groups; group++) {
            lanes.add(sums, group * groupSize + first, sums, first, size);
          }
        });
    // Room for filters that are not there, too.
    A dw = lanes.scratch().lendArray(count);
    if (count <= FINISHED_AT_ONCE) {
      for (int panel = 0; panel < panels(); panel++) {
        turn(panel, sums, dw);
      }
    } else {
      Workers.run(panels(), panel -> turn(panel, sums, dw));
    }
    lanes.write(dw, 0, dWeights, 0, filters * terms);
    if (dBias != null) {
      lanes.store(biasSums, 0, dw, 0, filters);
      lanes.write(dw, 0, dBias, 0, filters);
    }
    lanes.scratch().takeBack(dw);
  }

  private void turn(int panel, A sums, A dw) {
    int terms = weights.length;
    int[] offsets = lanes.scratch().laneOffsets(width, terms);
    int first = panel * width;
    microkernel.separate(sums, first, sumPlaces, 0, dw, first * terms, offsets, terms);
  }
}
