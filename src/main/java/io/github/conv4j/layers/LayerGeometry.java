package io.github.conv4j.layers;

import io.github.conv4j.geometry.Axis;
import io.github.conv4j.geometry.AxisGeometry;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.Rounding;
import io.github.conv4j.geometry.Window;
import io.github.conv4j.geometry.WindowGeometry;
import java.util.Arrays;
import java.util.function.Supplier;
import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.util.ConvolutionUtils;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Deeplearning4j's way to write a geometry down, translated into ours. */
final class LayerGeometry {

  private LayerGeometry() {}

  static WindowGeometry of(
      int[] kernel,
      int[] stride,
      int[] dilation,
      int[] padding,
      int[] paddingAfter,
      ConvolutionMode mode,
      Rounding rounding) {
    if (mode == ConvolutionMode.Same && paddingAfter != null) {
      throw new IllegalArgumentException(
          "paddingAfter: ConvolutionMode.Same finds its own padding, found "
              + Arrays.toString(paddingAfter)
              + "; leave it out or set the layer's convolutionMode to Truncate");
    }
    return new WindowGeometry(
        axis(0, kernel, stride, dilation, padding, paddingAfter, mode, rounding),
        axis(1, kernel, stride, dilation, padding, paddingAfter, mode, rounding));
  }

  private static AxisGeometry axis(
      int i,
      int[] kernel,
      int[] stride,
      int[] dilation,
      int[] padding,
      int[] paddingAfter,
      ConvolutionMode mode,
      Rounding rounding) {
    Padding pad =
        mode == ConvolutionMode.Same
            ? Padding.SAME
            : Padding.explicit(padding[i], paddingAfter == null ? padding[i] : paddingAfter[i]);
    return new AxisGeometry(kernel[i], stride[i], dilation[i], pad, rounding);
  }

  /** Resolves the geometry; Strict mode refuses windows that leave a remainder. */
  static Window resolve(
      Supplier<WindowGeometry> geometry,
      ConvolutionMode mode,
      long height,
      long width,
      String layer) {
    try {
      Window window = geometry.get().resolve(Math.toIntExact(height), Math.toIntExact(width));
      if (mode == ConvolutionMode.Strict) {
        requireExact("height", window.height());
        requireExact("width", window.width());
      }
      return window;
    } catch (IllegalArgumentException e) {
      throw new DL4JInvalidConfigException("layer " + layer + ": " + e.getMessage());
    }
  }

  private static void requireExact(String name, Axis axis) {
    int effective = (axis.kernel() - 1) * axis.dilation() + 1;
    int room = axis.input() + axis.before() + axis.after() - effective;
    if (room % axis.stride() != 0) {
      throw new IllegalArgumentException(
          name
              + ": ConvolutionMode.Strict expects (input + padding - kernel) to be a multiple of the"
              + " stride, found ("
              + axis.input()
              + " + "
              + (axis.before() + axis.after())
              + " - "
              + effective
              + ") = "
              + room
              + " with stride "
              + axis.stride()
              + "; use Truncate or Same, or change the sizes");
    }
  }

  static InputType.InputTypeConvolutional requireImages(InputType type, String layer) {
    if (!(type instanceof InputType.InputTypeConvolutional)) {
      throw new DL4JInvalidConfigException(
          "layer "
              + layer
              + ": expected convolutional input [N, C, H, W], found "
              + type
              + "; set the network's input type, for example InputType.convolutional(28, 28, 1)");
    }
    return (InputType.InputTypeConvolutional) type;
  }

  /**
   * What Deeplearning4j makes of a mask that passes a convolution. It knows neither different
   * padding on the sides nor incomplete windows; masks of whole images need neither.
   */
  static INDArray reduceMask(
      INDArray mask, WindowGeometry geometry, ConvolutionMode mode, String layer) {
    AxisGeometry height = geometry.height();
    AxisGeometry width = geometry.width();
    boolean ofPositions = mask.rank() == 4 && (mask.size(2) > 1 || mask.size(3) > 1);
    if (ofPositions && !(isReducible(height) && isReducible(width))) {
      throw new DL4JInvalidInputException(
          "layer "
              + layer
              + ": expected no mask or one per image [N, 1, 1, 1] with paddingAfter or ceil"
              + " rounding, found mask of shape "
              + Arrays.toString(mask.shape()));
    }
    return ConvolutionUtils.cnn2dMaskReduction(
        mask,
        new int[] {height.kernel(), width.kernel()},
        new int[] {height.stride(), width.stride()},
        new int[] {height.padding().before(), width.padding().before()},
        new int[] {height.dilation(), width.dilation()},
        mode);
  }

  private static boolean isReducible(AxisGeometry axis) {
    return axis.padding().before() == axis.padding().after() && axis.rounding() == Rounding.FLOOR;
  }

  /** An array as [N, C, H, W]. */
  static INDArray toChannelsFirst(INDArray array, CNN2DFormat format) {
    return format == CNN2DFormat.NHWC ? array.permute(0, 3, 1, 2) : array;
  }

  /** An array [N, C, H, W] as the network has it. */
  static INDArray fromChannelsFirst(INDArray array, CNN2DFormat format) {
    return format == CNN2DFormat.NHWC ? array.permute(0, 2, 3, 1) : array;
  }

  static String name(String layerName, int index) {
    return layerName == null ? "at index " + index : "\"" + layerName + "\"";
  }

  static int[] pair(String what, int[] values) {
    int[] pair = values.length == 1 ? new int[] {values[0], values[0]} : values;
    if (pair.length != 2 || pair[0] < 0 || pair[1] < 0) {
      throw new IllegalArgumentException(
          what
              + ": expected one or two sizes of 0 or more (height, width), found "
              + Arrays.toString(values));
    }
    return pair;
  }
}
