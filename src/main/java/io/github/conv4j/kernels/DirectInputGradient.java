package io.github.conv4j.kernels;

import io.github.conv4j.geometry.Axis;
import io.github.conv4j.geometry.Window;
import io.github.conv4j.kernels.PlaneTransfer.Neighbours;
import io.github.conv4j.kernels.PlaneTransfer.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;

/**
 * dL/dx of {@link DirectConvolution}: correlations of dL/dy, with zeros around it ({@link
 * GradientPlanes}), with the weights; or, where most of the factors would be such zeros, the
 * products of dL/dy with one kernel element after the other. A task computes a band of rows of a
 * group of images: it puts what the band needs of dL/dy into planes once and goes over them for a
 * few channels at a time.
 */
final class DirectInputGradient<A> {

  /** Products, in proportion to the fewest possible, that are not worth avoiding. */
  private static final double MOST_WASTE = 1.3;

  /** Products that take as long as adding a sum to the result so far. */
  private static final int ADDING = 12;

  /** Vectors of dL/dy that all kernel elements are multiplied with in turn, in the first cache. */
  private static final int ELEMENT_VECTORS = 512;

  /** Positions whose vectors these are: a multiple of what the microkernel takes together. */
  private static final int ELEMENT_POSITIONS = 8;

  private final Lanes<A> lanes;
  private final Microkernel<A> microkernel;
  private final PlaneTransfer<A> transfer;
  private final Window window;
  private final int channels;
  private final int filters;
  private final boolean flipped;
  private final boolean byElements;
  private final BandPlans<Plan> plans;

  /**
   * How images are cut.
   *
   * @param bands rows
   * @param tables per band; bands of equal sizes share them
   * @param channelRows channels that are computed at a time
   */
  private record Plan(RowBand[] bands, Tables[] tables, int channelRows) {}

  /**
   * What a band visits.
   *
   * @param gradientRuns where its part of dL/dy lies in planes
   * @param planeSize elements of a filter's plane
   * @param inputRuns where its part of dL/dx lies in the results
   * @param reachesAll whether that is all of it
   * @param sweeps what computes it
   */
  private record Tables(
      PlaneRuns gradientRuns,
      int planeSize,
      PlaneRuns inputRuns,
      boolean reachesAll,
      List<Sweep> sweeps) {}

  DirectInputGradient(
      Lanes<A> lanes,
      Window window,
      int channels,
      int filters,
      boolean flipped,
      Neighbours neighbours) {
    this.lanes = lanes;
    this.microkernel = lanes.microkernel();
    this.transfer = new PlaneTransfer<>(lanes, neighbours);
    this.window = window;
    this.channels = channels;
    this.filters = filters;
    this.flipped = flipped;
    this.byElements = isBetterByElements();
    this.plans = new BandPlans<>(this::plan);
    // Sizes that overflow are refused now, not in the first call.
    plans.of(Integer.MAX_VALUE);
  }

  private Plan plan(int atLeast) {
    GradientPlanes whole = gradientPlanes(window);
    long row = (long) filters * whole.columns() * transfer.group();
    int stride = window.height().stride();
    int halo = GradientPlanes.reach(window.height()) + 2 * whole.rowsBefore();
    RowBand[] bands =
        RowBand.ofInputs(
                window,
                byElements ? 1 : atLeast,
                rows -> (Division.ceil(rows, stride) + halo) * row,
                DirectConvolution.BAND_ELEMENTS)
            .toArray(RowBand[]::new);
    Tables[] tables = new Tables[bands.length];
    Map<Window, Tables> known = new HashMap<>();
    int longest = 0;
    for (int i = 0; i < bands.length; i++) {
      tables[i] = known.computeIfAbsent(bands[i].window(), this::tables);
      longest = Math.max(longest, tables[i].sweeps().get(0).tables().resultRow());
    }
    int channelRows = DirectConvolution.rowsPerBlock(microkernel, longest, channels);
    return new Plan(bands, tables, channelRows);
  }

  private GradientPlanes gradientPlanes(Window band) {
    if (transfer.ofImages()) {
      return byElements ? GradientPlanes.dense(band) : GradientPlanes.surrounded(band, 0);
    }
    int slack = microkernel.lanes();
    return byElements ? GradientPlanes.spaced(band, slack) : GradientPlanes.surrounded(band, slack);
  }

  /**
   * Usually one sweep per phase of the input computes each element once; but where most of what the
   * elements would sum up lies outside the output (large kernels without padding on small images),
   * one sweep per kernel element adds to the elements that the outputs meet.
   */
  private boolean isBetterByElements() {
    long products =
        phaseSweeps(window).stream()
            .mapToLong(s -> (long) s.terms() * s.tables().positions().length)
            .sum();
    long sums = (long) window.kernelSize() * outputs(window).length;
    return products > MOST_WASTE * sums * (filters + ADDING);
  }

  private Tables tables(Window band) {
    InputPlanes input = InputPlanes.of(band);
    GradientPlanes gradient = gradientPlanes(band);
    PlaneRuns inputRuns = input.runs();
    int planeSize = Math.multiplyExact(gradient.planeSize(), transfer.group());
    Math.multiplyExact(filters, planeSize);
    return new Tables(
        gradient.runs(),
        planeSize,
        inputRuns,
        inputRuns.size() == band.inputSize(),
        byElements ? elementSweeps(band) : phaseSweeps(band));
  }

  /** Vectors of pixels may reach beyond the last element. */
  private int resultRow(InputPlanes input) {
    int size = Math.multiplyExact(input.channelSize(), transfer.group());
    return Math.addExact(size, microkernel.lanes());
  }

  private int[] outputs(Window band) {
    InputPlanes input = InputPlanes.of(band);
    return transfer.positions(band.height().output(), band.width().output(), 0, 0, input.columns());
  }

  private List<Sweep> elementSweeps(Window band) {
    InputPlanes input = InputPlanes.of(band);
    GradientPlanes gradient = gradientPlanes(band);
    int planeSize = gradient.planeSize() * transfer.group();
    int[] outputs = outputs(band);
    int[] taps = new int[filters];
    Arrays.setAll(taps, f -> f * planeSize);
    int[] positions =
        transfer.positions(band.height().output(), band.width().output(), 0, 0, gradient.columns());
    Arrays.setAll(positions, i -> gradient.first() * transfer.group() + positions[i]);
    List<Sweep> sweeps = new ArrayList<>();
    for (int kh = 0; kh < band.height().kernel(); kh++) {
      for (int kw = 0; kw < band.width().kernel(); kw++) {
        int index = DirectConvolution.weightIndex(band, flipped, kh, kw);
        int tap = input.tap(kh, kw) * transfer.group();
        int[] weights = new int[filters];
        Arrays.setAll(weights, f -> f * channels * band.kernelSize() + index);
        int[] results = new int[outputs.length];
        Arrays.setAll(results, i -> tap + outputs[i]);
        sweeps.add(
            new Sweep(
                new Microkernel.Products(taps, positions, results, resultRow(input)),
                weights,
                sweeps.size() * filters,
                true));
      }
    }
    return sweeps;
  }

  private List<Sweep> phaseSweeps(Window band) {
    InputPlanes input = InputPlanes.of(band);
    List<Sweep> sweeps = new ArrayList<>();
    int terms = 0;
    for (int vertical = 0; vertical < band.height().stride(); vertical++) {
      for (int horizontal = 0; horizontal < band.width().stride(); horizontal++) {
        if (input.plane(vertical, horizontal) >= 0) {
          Sweep sweep = phaseSweep(band, vertical, horizontal, terms);
          sweeps.add(sweep);
          terms += sweep.terms();
        }
      }
    }
    return sweeps;
  }

  private Sweep phaseSweep(Window band, int vertical, int horizontal, int firstTerm) {
    InputPlanes input = InputPlanes.of(band);
    GradientPlanes gradient = gradientPlanes(band);
    int planeSize = gradient.planeSize() * transfer.group();
    Axis height = band.height();
    Axis width = band.width();
    int[] taps = new int[filters * band.kernelSize()];
    int[] weights = new int[taps.length];
    int term = 0;
    for (int f = 0; f < filters; f++) {
      for (int kh = 0; kh < height.kernel(); kh++) {
        for (int kw = 0; kw < width.kernel(); kw++) {
          if (GradientPlanes.meets(height, kh, vertical)
              && GradientPlanes.meets(width, kw, horizontal)) {
            taps[term] = f * planeSize + gradient.tap(band, kh, kw) * transfer.group();
            weights[term++] =
                f * channels * band.kernelSize()
                    + DirectConvolution.weightIndex(band, flipped, kh, kw);
          }
        }
      }
    }
    int row = InputPlanes.firstInside(height, vertical);
    int column = InputPlanes.firstInside(width, horizontal);
    int[] positions =
        transfer.positions(
            InputPlanes.endInside(height, vertical) - row,
            InputPlanes.endInside(width, horizontal) - column,
            row,
            column,
            input.columns());
    int phaseAt = input.plane(vertical, horizontal) * input.planeSize() * transfer.group();
    int[] results = new int[positions.length];
    Arrays.setAll(results, i -> phaseAt + positions[i]);
    return new Sweep(
        new Microkernel.Products(Arrays.copyOf(taps, term), positions, results, resultRow(input)),
        Arrays.copyOf(weights, term),
        firstTerm,
        false);
  }

  /** Computes dL/dx, or nothing and returns false if weights are not finite. */
  boolean run(int batch, Pointer weights, Pointer y, Pointer dy, Pointer dx) {
    Scratch<A> scratch = lanes.scratch();
    int weightCount = filters * channels * window.kernelSize();
    A w = scratch.lendArray(weightCount);
    lanes.read(weights, 0, w, 0, weightCount);
    if (!microkernel.isFinite(w, 0, weightCount)) {
      scratch.takeBack(w);
      return false;
    }
    A arranged = scratch.lendArray(weightCount);
    int groups = transfer.groups(batch);
    Plan plan = plans.of(groups);
    int channelRows = plan.channelRows();
    int blocks = Division.ceil(channels, channelRows);
    DirectConvolution.arrange(
        blocks, weightCount, block -> arrange(plan, block * channelRows, w, arranged));
    BandPlans.run(
        groups,
        plan.bands().length,
        channels,
        channelRows,
        (group, band, from, end) ->
            compute(batch, group, plan, band, from, end, y, dy, arranged, dx));
    scratch.takeBack(w);
    scratch.takeBack(arranged);
    return true;
  }

  /** Weights of a block of channels as the sweeps need them. */
  private void arrange(Plan plan, int c, A w, A arranged) {
    int rows = Math.min(plan.channelRows(), channels - c);
    int size = window.kernelSize();
    for (Sweep sweep : plan.tables()[0].sweeps()) {
      int at = arrangedAt(sweep, c);
      microkernel.arrange(lanes, rows, w, c * size, size, sweep.weights(), arranged, at);
    }
  }

  private int arrangedAt(Sweep sweep, int c) {
    return sweep.firstTerm() * channels + c * sweep.terms();
  }

  private void compute(
      int batch,
      int group,
      Plan plan,
      int bandIndex,
      int from,
      int end,
      Pointer y,
      Pointer dy,
      A arranged,
      Pointer dx) {
    RowBand band = plan.bands()[bandIndex];
    Tables of = plan.tables()[bandIndex];
    int channelRows = plan.channelRows();
    A planes = lanes.scratch().work(filters * of.planeSize());
    pack(batch, group, band, of, y, dy, planes);
    int resultRow = of.sweeps().get(0).tables().resultRow();
    A results = lanes.scratch().columns(Math.min(channelRows, channels) * resultRow);
    for (int c = from; c < end; c += channelRows) {
      int rows = Math.min(channelRows, end - c);
      if (byElements) {
        lanes.fill(results, lanes.start(), lanes.start() + rows * resultRow, 0);
        int vectors = of.sweeps().get(0).vectors();
        int blocks = Math.max(1, ELEMENT_VECTORS / filters / ELEMENT_POSITIONS);
        int step = blocks * ELEMENT_POSITIONS;
        for (int first = 0; first < vectors; first += step) {
          sweep(of, first, Math.min(vectors, first + step), c, rows, planes, arranged, results);
        }
      } else {
        sweep(of, 0, Integer.MAX_VALUE, c, rows, planes, arranged, results);
      }
      Part part = band.input(batch, group, channels, c, rows, window.inputSize());
      transfer.unpack(part, results, lanes.start(), resultRow, of.inputRuns(), of.reachesAll(), dx);
    }
  }

  /** Some vectors, as far as there are so many, of all sweeps. */
  private void sweep(
      Tables of, int from, int end, int c, int rows, A planes, A arranged, A results) {
    for (Sweep sweep : of.sweeps()) {
      sweep.run(
          lanes,
          from,
          Math.min(end, sweep.vectors()),
          rows,
          planes,
          lanes.start(),
          arranged,
          arrangedAt(sweep, c),
          null,
          0,
          false,
          results);
    }
  }

  private void pack(
      int batch, int group, RowBand band, Tables of, Pointer y, Pointer dy, A planes) {
    if (of.gradientRuns().size() * transfer.group() < of.planeSize()) {
      lanes.fill(planes, lanes.start(), lanes.start() + filters * of.planeSize(), 0);
    }
    Part part = band.output(batch, group, filters, 0, filters, window.outputSize());
    transfer.pack(part, dy, y, of.gradientRuns(), planes, lanes.start(), of.planeSize());
  }
}
