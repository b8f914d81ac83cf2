package io.github.conv4j.conformance;

import io.github.conv4j.geometry.AxisGeometry;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.kernels.Algorithm;
import io.github.conv4j.layers.Conv2DLayer;
import io.github.conv4j.layers.Execution;
import io.github.conv4j.layers.Pool2DLayer;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.activations.Activation;

/** conv4j's layers. */
public final class HandwrittenLayers implements LayerFactory {

  private final Execution execution;

  /**
   * The layers in one of their variants.
   *
   * @param execution HANDWRITTEN or COMPOSED
   */
  public HandwrittenLayers(Execution execution) {
    this.execution = execution;
  }

  @Override
  public String name() {
    return execution == Execution.COMPOSED ? "conv4j layers, composed" : "conv4j layers";
  }

  @Override
  public Optional<String> declines(Problem problem) {
    boolean same = isSame(problem.geometry().height());
    if (same != isSame(problem.geometry().width())) {
      return Optional.of("has Same mode for both axes or none");
    }
    if (problem.geometry().height().rounding() != problem.geometry().width().rounding()) {
      return Optional.of("rounds both axes alike");
    }
    if (problem.operation().p() != Math.rint(problem.operation().p())) {
      return Optional.of("takes whole exponents only");
    }
    return execution == Execution.COMPOSED ? Optional.empty() : OurAlgorithms.lacks(problem);
  }

  @Override
  public Algorithm algorithm(Problem problem) {
    return execution == Execution.COMPOSED ? Algorithm.DIRECT : OurAlgorithms.resolve(problem);
  }

  private static boolean isSame(AxisGeometry axis) {
    return axis.padding().kind() == Padding.Kind.SAME;
  }

  @Override
  public Layer layer(Problem problem) {
    AxisGeometry h = problem.geometry().height();
    AxisGeometry w = problem.geometry().width();
    boolean same = isSame(h);
    ConvolutionMode mode = same ? ConvolutionMode.Same : ConvolutionMode.Truncate;
    if (problem.operation().isConvolution()) {
      Conv2DLayer.Builder builder =
          new Conv2DLayer.Builder(h.kernel(), w.kernel())
              .stride(h.stride(), w.stride())
              .dilation(h.dilation(), w.dilation())
              .convolutionMode(mode)
              .rounding(h.rounding())
              .orientation(problem.operation().orientation())
              .nIn(problem.channels())
              .nOut(problem.filters())
              .hasBias(problem.operation().bias())
              .execution(execution)
              .algorithm(problem.operation().algorithm())
              .activation(problem.operation().rectified() ? Activation.RELU : Activation.IDENTITY);
      if (!same) {
        builder.padding(before(h), before(w)).paddingAfter(after(h), after(w));
      }
      return builder.build();
    }
    Pool2DLayer.Builder builder =
        new Pool2DLayer.Builder(BuiltinLayers.type(problem.operation().pool()))
            .kernelSize(h.kernel(), w.kernel())
            .stride(h.stride(), w.stride())
            .dilation(h.dilation(), w.dilation())
            .convolutionMode(mode)
            .rounding(h.rounding())
            .execution(execution)
            .avgPoolIncludePadInDivisor(
                problem.operation().pool() == PoolKind.AVERAGE_INCLUDING_PADDING);
    if (problem.operation().pool() == PoolKind.P_NORM) {
      builder.pnorm((int) problem.operation().p());
    }
    if (!same) {
      builder.padding(before(h), before(w)).paddingAfter(after(h), after(w));
    }
    return builder.build();
  }

  private static int before(AxisGeometry axis) {
    return axis.padding().kind() == Padding.Kind.FULL
        ? axis.effectiveKernel() - 1
        : axis.padding().before();
  }

  private static int after(AxisGeometry axis) {
    return axis.padding().kind() == Padding.Kind.FULL
        ? axis.effectiveKernel() - 1
        : axis.padding().after();
  }
}
