package io.github.conv4j.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.geometry.Axis;
import io.github.conv4j.geometry.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bands have every row once, and all that a row needs. */
class RowBandTest {

  private static final int AXES = 3000;
  private static final Axis WIDTH = new Axis(5, 5, 1, 1, 1, 0, 0);

  private final Random random = new Random(11);

  private Axis anyAxis() {
    int kernel = 1 + random.nextInt(5);
    int stride = 1 + random.nextInt(4);
    int dilation = 1 + random.nextInt(3);
    int extent = (kernel - 1) * dilation + 1;
    int before = random.nextInt(extent + 2);
    int after = random.nextInt(extent + 2);
    int input = Math.max(1, extent - before - after) + random.nextInt(40);
    int output = (input + before + after - extent) / stride + 1;
    return new Axis(input, output, kernel, stride, dilation, before, after);
  }

  @Test
  void outputsReadTheSameRowsInTheirBand() {
    int cut = 0;
    for (int n = 0; n < AXES; n++) {
      Axis axis = anyAxis();
      int multiple = 1 + random.nextInt(3);
      List<RowBand> bands =
          RowBand.ofOutputs(
              new Window(axis, WIDTH), multiple, 1 + random.nextInt(6), rows -> rows, 7);
      cut += bands.size() > 1 ? 1 : 0;
      int next = 0;
      for (RowBand band : bands) {
        Axis part = band.window().height();
        assertThat(band.firstOutput()).as("%s", axis).isEqualTo(next);
        assertThat(next % multiple).as("%s", axis).isZero();
        for (int o = 0; o < part.output(); o++, next++) {
          int shift = band.firstInput();
          assertThat(part.start(o) + shift).as("%s", axis).isEqualTo(axis.start(next));
          assertThat(part.firstInside(o)).as("%s", axis).isEqualTo(axis.firstInside(next));
          assertThat(part.endInside(o)).as("%s", axis).isEqualTo(axis.endInside(next));
        }
      }
      assertThat(next).as("%s", axis).isEqualTo(axis.output());
    }
    assertThat(cut).isGreaterThan(AXES / 2);
  }

  @Test
  void inputsAreReadByTheSameOutputsInTheirBand() {
    int cut = 0;
    for (int n = 0; n < AXES; n++) {
      Axis axis = anyAxis();
      List<RowBand> bands =
          RowBand.ofInputs(new Window(axis, WIDTH), 1 + random.nextInt(6), rows -> rows, 7);
      cut += bands.size() > 1 ? 1 : 0;
      int next = 0;
      for (RowBand band : bands) {
        Axis part = band.window().height();
        assertThat(band.firstInput()).as("%s", axis).isEqualTo(next);
        next += part.input();
        for (int i = 0; i < part.input(); i++) {
          assertThat(readers(part, i, band.firstOutput()))
              .as("%s", axis)
              .isEqualTo(readers(axis, band.firstInput() + i, 0));
        }
      }
      assertThat(next).as("%s", axis).isEqualTo(axis.input());
    }
    assertThat(cut).isGreaterThan(AXES / 2);
  }

  /** Which output reads an input row with which kernel element. */
  private static List<String> readers(Axis axis, int row, int firstOutput) {
    List<String> readers = new ArrayList<>();
    for (int o = 0; o < axis.output(); o++) {
      for (int k = 0; k < axis.kernel(); k++) {
        if (axis.start(o) + k * axis.dilation() == row) {
          readers.add(firstOutput + o + " " + k);
        }
      }
    }
    return readers;
  }
}
