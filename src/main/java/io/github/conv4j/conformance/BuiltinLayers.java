package io.github.conv4j.conformance;

import io.github.conv4j.geometry.AxisGeometry;
import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.geometry.Rounding;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.Activation;

/** Deeplearning4j's own ConvolutionLayer and SubsamplingLayer. */
public final class BuiltinLayers implements LayerFactory {

  /** The built-in layers. */
  public BuiltinLayers() {}

  @Override
  public String name() {
    return "Deeplearning4j";
  }

  @Override
  public Optional<String> declines(Problem problem) {
    AxisGeometry h = problem.geometry().height();
    AxisGeometry w = problem.geometry().width();
    if (problem.operation().orientation() == Orientation.CONVOLUTION) {
      return Optional.of("does not flip kernels");
    }
    if (problem.operation().pool() == PoolKind.SUM) {
      return Optional.of("does not run SUM pooling");
    }
    if (problem.operation().p() != Math.rint(problem.operation().p())) {
      return Optional.of("takes whole exponents only");
    }
    if (h.rounding() == Rounding.CEIL || w.rounding() == Rounding.CEIL) {
      return Optional.of("drops incomplete last windows");
    }
    boolean same = h.padding().kind() == Padding.Kind.SAME;
    if (same != (w.padding().kind() == Padding.Kind.SAME)) {
      return Optional.of("has Same mode for both axes or none");
    }
    if (h.padding().before() != h.padding().after()
        || w.padding().before() != w.padding().after()) {
      return Optional.of("pads both sides alike");
    }
    return Optional.empty();
  }

  @Override
  public Layer layer(Problem problem) {
    return builder(problem).build();
  }

  /** The builder of {@link #layer}. */
  Layer.Builder<?> builder(Problem problem) {
    AxisGeometry h = problem.geometry().height();
    AxisGeometry w = problem.geometry().width();
    boolean same = h.padding().kind() == Padding.Kind.SAME;
    ConvolutionMode mode = same ? ConvolutionMode.Same : ConvolutionMode.Truncate;
    int[] padding = same ? new int[] {0, 0} : new int[] {size(h), size(w)};
    if (problem.operation().isConvolution()) {
      return new ConvolutionLayer.Builder(h.kernel(), w.kernel())
          .stride(h.stride(), w.stride())
          .dilation(h.dilation(), w.dilation())
          .padding(padding)
          .convolutionMode(mode)
          .nIn(problem.channels())
          .nOut(problem.filters())
          .hasBias(problem.operation().bias())
          .activation(problem.operation().rectified() ? Activation.RELU : Activation.IDENTITY);
    }
    SubsamplingLayer.Builder builder =
        new SubsamplingLayer.Builder(type(problem.operation().pool()))
            .kernelSize(h.kernel(), w.kernel())
            .stride(h.stride(), w.stride())
            .dilation(h.dilation(), w.dilation())
            .padding(padding)
            .convolutionMode(mode)
            .avgPoolIncludePadInDivisor(
                problem.operation().pool() == PoolKind.AVERAGE_INCLUDING_PADDING);
    if (problem.operation().pool() == PoolKind.P_NORM) {
      builder.pnorm((int) problem.operation().p());
    }
    return builder;
  }

  static SubsamplingLayer.PoolingType type(PoolKind kind) {
    return switch (kind) {
      case MAX -> SubsamplingLayer.PoolingType.MAX;
      case AVERAGE_INCLUDING_PADDING, AVERAGE_EXCLUDING_PADDING -> SubsamplingLayer.PoolingType.AVG;
      case SUM -> SubsamplingLayer.PoolingType.SUM;
      case P_NORM -> SubsamplingLayer.PoolingType.PNORM;
    };
  }

  private static int size(AxisGeometry axis) {
    return axis.padding().kind() == Padding.Kind.FULL
        ? axis.effectiveKernel() - 1
        : axis.padding().before();
  }
}
