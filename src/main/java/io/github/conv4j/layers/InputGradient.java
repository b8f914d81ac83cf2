package io.github.conv4j.layers;

import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Whether anybody will see the gradient that a layer is asked for with respect to its input.
 *
 * <p>When Deeplearning4j trains a MultiLayerNetwork it asks every layer for it, the first one too,
 * and throws that one away. It passes no sign of this on, so the calls under way are looked at: a
 * first layer that {@code computeGradientAndScore} asks directly, of a network of Deeplearning4j's
 * own class, need not compute it. Whoever asks in any other way gets it, as {@code
 * calculateGradients} and {@code backpropGradient} do.
 */
final class InputGradient {

  private static final String NETWORK = MultiLayerNetwork.class.getName();

  /** The layer's own method, then Deeplearning4j's two. */
  private static final List<String> TRAINING =
      List.of("calcBackpropGradients", "computeGradientAndScore");

  private InputGradient() {}

  /**
   * Whether the gradient can be left out. To be called by a layer's {@code backpropGradient}
   * itself.
   *
   * @param layerIndex position of the layer in the network
   */
  static boolean isUnseen(int layerIndex) {
    return layerIndex == 0 && StackWalker.getInstance().walk(InputGradient::isTraining);
  }

  private static boolean isTraining(Stream<StackWalker.StackFrame> frames) {
    List<String> callers =
        frames
            .skip(2)
            .limit(TRAINING.size())
            .filter(frame -> frame.getClassName().equals(NETWORK))
            .map(StackWalker.StackFrame::getMethodName)
            .toList();
    return callers.equals(TRAINING);
  }
}
