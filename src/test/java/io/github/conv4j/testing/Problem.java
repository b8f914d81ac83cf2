package io.github.conv4j.testing;

import io.github.conv4j.geometry.AxisGeometry;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.Rounding;
import io.github.conv4j.geometry.Window;
import io.github.conv4j.geometry.WindowGeometry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Shapes and geometry of one convolution or pooling, printed as one line.
 *
 * @param name what is special about it
 * @param n images
 * @param c input channels
 * @param h rows
 * @param w columns
 * @param f filters (convolution only)
 * @param geometry the window
 */
public record Problem(String name, int n, int c, int h, int w, int f, WindowGeometry geometry) {

  /** Sizes in numbers. */
  public Window window() {
    return geometry.resolve(h, w);
  }

  /** Kernel rows. */
  public int kh() {
    return geometry.height().kernel();
  }

  /** Kernel columns. */
  public int kw() {
    return geometry.width().kernel();
  }

  /** Seed of the problem's data: changes with nothing but the problem. */
  public long seed() {
    return toString().hashCode();
  }

  @Override
  public String toString() {
    return name
        + " n"
        + n
        + "c"
        + c
        + "h"
        + h
        + "w"
        + w
        + "f"
        + f
        + " "
        + axis(geometry.height())
        + " x "
        + axis(geometry.width());
  }

  private static String axis(AxisGeometry a) {
    Padding p = a.padding();
    String sides = p.kind() == Padding.Kind.EXPLICIT ? p.before() + "+" + p.after() : "" + p.kind();
    return "k"
        + a.kernel()
        + "s"
        + a.stride()
        + "d"
        + a.dilation()
        + "p"
        + sides
        + (a.rounding() == Rounding.CEIL ? "ceil" : "");
  }

  private static AxisGeometry axis(int kernel, int stride, int dilation, Padding padding) {
    return new AxisGeometry(kernel, stride, dilation, padding, Rounding.FLOOR);
  }

  private static AxisGeometry ceil(int kernel, int stride, int dilation, Padding padding) {
    return new AxisGeometry(kernel, stride, dilation, padding, Rounding.CEIL);
  }

  private static Problem of(
      String name, int n, int c, int h, int w, int f, AxisGeometry height, AxisGeometry width) {
    return new Problem(name, n, c, h, w, f, new WindowGeometry(height, width));
  }

  /** Problems that each stand for a kind of edge case. */
  public static List<Problem> named() {
    Padding none = Padding.VALID;
    return List.of(
        of("plain", 2, 3, 6, 5, 4, axis(3, 1, 1, none), axis(2, 1, 1, none)),
        of("one_by_one", 3, 4, 5, 3, 2, axis(1, 1, 1, none), axis(1, 1, 1, none)),
        of("one_by_one_stride", 2, 3, 7, 6, 2, axis(1, 2, 1, none), axis(1, 3, 1, none)),
        of("single_everything", 1, 1, 1, 1, 1, axis(1, 1, 1, none), axis(1, 1, 1, none)),
        of("single_batch_channel_filter", 1, 1, 5, 4, 1, axis(2, 1, 1, none), axis(3, 1, 1, none)),
        of("kernel_is_input", 2, 3, 4, 5, 6, axis(4, 1, 1, none), axis(5, 1, 1, none)),
        of("stride_beyond_kernel", 2, 2, 11, 9, 3, axis(2, 4, 1, none), axis(1, 3, 1, none)),
        of("stride_leaves_rest", 2, 2, 8, 10, 3, axis(3, 2, 1, none), axis(2, 3, 1, none)),
        of("dilated", 2, 3, 9, 8, 2, axis(3, 1, 2, none), axis(2, 2, 3, none)),
        of("dilated_same", 2, 2, 9, 7, 3, axis(3, 2, 2, Padding.SAME), axis(2, 1, 3, Padding.SAME)),
        of(
            "same_even_kernel",
            2,
            2,
            7,
            6,
            3,
            axis(2, 1, 1, Padding.SAME),
            axis(4, 2, 1, Padding.SAME)),
        of(
            "same_stride_beyond_kernel",
            1,
            2,
            8,
            9,
            2,
            axis(1, 3, 1, Padding.SAME),
            axis(2, 4, 1, Padding.SAME)),
        of("full", 2, 2, 5, 4, 3, axis(3, 1, 1, Padding.FULL), axis(2, 1, 1, Padding.FULL)),
        of(
            "full_dilated_stride",
            1,
            2,
            5,
            4,
            2,
            axis(3, 2, 2, Padding.FULL),
            axis(2, 3, 2, Padding.FULL)),
        of(
            "pads_before_only",
            2,
            2,
            5,
            6,
            3,
            axis(3, 1, 1, Padding.explicit(2, 0)),
            axis(2, 1, 1, Padding.explicit(1, 0))),
        of(
            "pads_after_only",
            2,
            2,
            5,
            6,
            3,
            axis(3, 2, 1, Padding.explicit(0, 2)),
            axis(2, 1, 1, Padding.explicit(0, 1))),
        of(
            "pads_differ",
            2,
            3,
            6,
            5,
            2,
            axis(3, 2, 1, Padding.explicit(1, 2)),
            axis(3, 1, 2, Padding.explicit(3, 1))),
        of(
            "all_pad_windows",
            2,
            2,
            3,
            2,
            2,
            axis(2, 2, 1, Padding.explicit(4, 5)),
            axis(2, 1, 1, Padding.explicit(3, 3))),
        of(
            "kernel_column_never_inside",
            1,
            2,
            1,
            1,
            2,
            axis(3, 1, 1, Padding.explicit(5, 0)),
            axis(3, 1, 1, Padding.explicit(5, 0))),
        of(
            "pads_hide_input_end",
            1,
            2,
            2,
            3,
            2,
            axis(1, 4, 1, Padding.explicit(3, 3)),
            axis(1, 5, 1, Padding.explicit(4, 1))),
        of("ceil_overhang", 2, 2, 6, 7, 2, ceil(3, 2, 1, none), ceil(2, 3, 1, none)),
        of(
            "ceil_padded_dilated",
            2,
            2,
            7,
            6,
            2,
            ceil(3, 3, 2, Padding.explicit(1, 1)),
            ceil(2, 2, 2, Padding.explicit(0, 1))),
        of(
            "ceil_drops_window_in_padding",
            1,
            2,
            4,
            5,
            2,
            ceil(1, 3, 1, Padding.explicit(0, 1)),
            ceil(2, 4, 1, Padding.explicit(1, 2))),
        of("row_image", 3, 2, 1, 9, 2, axis(1, 1, 1, none), axis(3, 2, 1, Padding.explicit(1, 1))),
        of(
            "column_image",
            3,
            2,
            9,
            1,
            2,
            axis(3, 2, 1, Padding.explicit(1, 1)),
            axis(1, 1, 1, none)),
        of("many_images", 37, 2, 4, 3, 3, axis(2, 1, 1, none), axis(2, 1, 1, Padding.SAME)));
  }

  /** Seeded random problems. */
  public static List<Problem> random(int count, long seed) {
    Random random = new Random(seed);
    List<Problem> problems = new ArrayList<>();
    while (problems.size() < count) {
      AxisGeometry height = randomAxis(random);
      AxisGeometry width = randomAxis(random);
      Problem problem =
          of(
              "random" + problems.size(),
              1 + random.nextInt(3),
              1 + random.nextInt(4),
              1 + random.nextInt(9),
              1 + random.nextInt(9),
              1 + random.nextInt(4),
              height,
              width);
      if (fits(height, problem.h()) && fits(width, problem.w())) {
        problems.add(problem);
      }
    }
    return problems;
  }

  private static boolean fits(AxisGeometry axis, int input) {
    if (axis.padding().kind() == Padding.Kind.SAME || axis.padding().kind() == Padding.Kind.FULL) {
      return true;
    }
    return axis.effectiveKernel() <= input + axis.padding().before() + axis.padding().after();
  }

  private static AxisGeometry randomAxis(Random random) {
    Padding padding =
        switch (random.nextInt(5)) {
          case 0 -> Padding.VALID;
          case 1 -> Padding.SAME;
          case 2 -> Padding.FULL;
          default -> Padding.explicit(random.nextInt(4), random.nextInt(4));
        };
    return new AxisGeometry(
        1 + random.nextInt(4),
        1 + random.nextInt(4),
        1 + random.nextInt(3),
        padding,
        random.nextInt(4) == 0 ? Rounding.CEIL : Rounding.FLOOR);
  }

  /** {@link #named} and 60 of {@link #random}. */
  public static List<Problem> spread() {
    List<Problem> all = new ArrayList<>(named());
    all.addAll(random(60, 20260101));
    return all;
  }
}
