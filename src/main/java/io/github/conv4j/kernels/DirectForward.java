package io.github.conv4j.kernels;

import io.github.conv4j.geometry.Window;
import io.github.conv4j.kernels.PlaneTransfer.Neighbours;
import io.github.conv4j.kernels.PlaneTransfer.Part;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;

/**
 * y of {@link DirectConvolution}. A task computes a band of rows of a group of images: it puts the
 * band's input into planes once and goes over them for a few filters at a time.
 */
final class DirectForward<A> {

  private final Lanes<A> lanes;
  private final Microkernel<A> microkernel;
  private final PlaneTransfer<A> transfer;
  private final Window window;
  private final int channels;
  private final int filters;
  private final boolean flipped;
  private final BandPlans<Plan> plans;

  /**
   * How images are cut.
   *
   * @param bands rows
   * @param tables per band; bands of equal sizes share them
   * @param filterRows filters that are computed at a time
   */
  private record Plan(RowBand[] bands, Tables[] tables, int filterRows) {}

  /**
   * What a band visits.
   *
   * @param inputRuns where its input lies in planes
   * @param full whether that is all of the planes
   * @param channelSize elements of a channel's planes
   * @param outputRuns where its output lies in the results
   * @param sweep what computes it
   */
  private record Tables(
      PlaneRuns inputRuns, boolean full, int channelSize, PlaneRuns outputRuns, Sweep sweep) {}

  DirectForward(
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
    this.plans = new BandPlans<>(this::plan);
    // Sizes that overflow are refused now, not in the first call.
    plans.of(Integer.MAX_VALUE);
  }

  private Plan plan(int atLeast) {
    InputPlanes whole = InputPlanes.of(window);
    long row = (long) channels * whole.phases() * whole.columns() * transfer.group();
    int halo = whole.rows() - window.height().output();
    RowBand[] bands =
        RowBand.ofOutputs(
                window, 1, atLeast, rows -> (rows + halo) * row, DirectConvolution.BAND_ELEMENTS)
            .toArray(RowBand[]::new);
    Tables[] tables = new Tables[bands.length];
    Map<Window, Tables> known = new HashMap<>();
    int longest = 0;
    for (int i = 0; i < bands.length; i++) {
      tables[i] = known.computeIfAbsent(bands[i].window(), this::tables);
      longest = Math.max(longest, tables[i].sweep().tables().resultRow());
    }
    int filterRows = DirectConvolution.rowsPerBlock(microkernel, longest, filters);
    return new Plan(bands, tables, filterRows);
  }

  private Tables tables(Window band) {
    InputPlanes input = InputPlanes.of(band);
    PlaneRuns inputRuns = input.runs();
    int group = transfer.group();
    int channelSize = Math.multiplyExact(input.channelSize(), group);
    Math.addExact(Math.multiplyExact(channels, channelSize), microkernel.lanes());
    int[] positions =
        transfer.positions(band.height().output(), band.width().output(), 0, 0, input.columns());
    int[] consecutive = new int[positions.length];
    Arrays.setAll(consecutive, i -> i * microkernel.lanes());
    int outputRow = Math.multiplyExact(positions.length, microkernel.lanes());
    int[] taps = new int[Math.multiplyExact(channels, band.kernelSize())];
    int[] weights = new int[taps.length];
    int term = 0;
    for (int c = 0; c < channels; c++) {
      for (int kh = 0; kh < band.height().kernel(); kh++) {
        for (int kw = 0; kw < band.width().kernel(); kw++, term++) {
          taps[term] = c * channelSize + input.tap(kh, kw) * group;
          weights[term] =
              c * band.kernelSize() + DirectConvolution.weightIndex(band, flipped, kh, kw);
        }
      }
    }
    return new Tables(
        inputRuns,
        inputRuns.size() == input.channelSize(),
        channelSize,
        outputRuns(band, input),
        new Sweep(
            new Microkernel.Products(taps, positions, consecutive, outputRow), weights, 0, false));
  }

  private PlaneRuns outputRuns(Window band, InputPlanes input) {
    PlaneRuns.Builder runs = new PlaneRuns.Builder(band.outputSize(), 1);
    int columns = band.width().output();
    int rowLength = transfer.ofImages() ? columns : input.columns();
    for (int row = 0; row < band.height().output(); row++) {
      runs.add(row * columns, row * rowLength, columns);
    }
    return runs.build();
  }

  void run(int batch, Pointer x, Pointer weights, Pointer bias, boolean rectify, Pointer y) {
    Scratch<A> scratch = lanes.scratch();
    int groups = transfer.groups(batch);
    Plan plan = plans.of(groups);
    int filterRows = plan.filterRows();
    Sweep any = plan.tables()[0].sweep();
    int weightCount = filters * any.terms();
    A w = scratch.lendArray(weightCount);
    A arranged = scratch.lendArray(weightCount);
    A b = bias == null ? null : scratch.lendArray(filters);
    lanes.read(weights, 0, w, 0, weightCount);
    if (bias != null) {
      lanes.read(bias, 0, b, 0, filters);
    }
    int blocks = Division.ceil(filters, filterRows);
    DirectConvolution.arrange(
        blocks,
        weightCount,
        block -> {
          int f = block * filterRows;
          int at = f * any.terms();
          int rows = Math.min(filterRows, filters - f);
          microkernel.arrange(lanes, rows, w, at, any.terms(), any.weights(), arranged, at);
        });
    BandPlans.run(
        groups,
        plan.bands().length,
        filters,
        filterRows,
        (group, band, from, end) ->
            compute(batch, group, plan, band, from, end, x, arranged, b, rectify, y));
    scratch.takeBack(arranged);
    scratch.takeBack(w);
    if (b != null) {
      scratch.takeBack(b);
    }
  }

  private void compute(
      int batch,
      int group,
      Plan plan,
      int bandIndex,
      int from,
      int end,
      Pointer x,
      A arranged,
      A bias,
      boolean rectify,
      Pointer y) {
    RowBand band = plan.bands()[bandIndex];
    Tables of = plan.tables()[bandIndex];
    int filterRows = plan.filterRows();
    A planes = lanes.scratch().work(channels * of.channelSize() + microkernel.lanes());
    pack(batch, group, band, of, x, planes);
    Sweep sweep = of.sweep();
    int terms = sweep.terms();
    int outputRow = sweep.tables().resultRow();
    A results = lanes.scratch().columns(Math.min(filterRows, filters) * outputRow);
    for (int f = from; f < end; f += filterRows) {
      int rows = Math.min(filterRows, end - f);
      sweep.run(
          lanes,
          0,
          sweep.vectors(),
          rows,
          planes,
          lanes.start(),
          arranged,
          f * terms,
          bias,
          f,
          rectify,
          results);
      Part part = band.output(batch, group, filters, f, rows, window.outputSize());
      transfer.unpack(part, results, lanes.start(), outputRow, of.outputRuns(), true, y);
    }
  }

  private void pack(int batch, int group, RowBand band, Tables of, Pointer x, A planes) {
    int end = lanes.start() + channels * of.channelSize();
    if (!of.full()) {
      lanes.fill(planes, lanes.start(), end, 0);
    }
    lanes.fill(planes, end, end + microkernel.lanes(), 0);
    Part part = band.input(batch, group, channels, 0, channels, window.inputSize());
    transfer.pack(part, x, null, of.inputRuns(), planes, lanes.start(), of.channelSize());
  }
}
