package io.github.conv4j.export;

import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;

/** Changes of shape between layers. */
final class PreProcessors {

  private PreProcessors() {}

  /** Applies a preprocessor; none for null. */
  static Tensor emit(Scope scope, InputPreProcessor preProcessor, Tensor input) {
    if (preProcessor == null) {
      return input;
    }
    if (preProcessor.getClass() == CnnToFeedForwardPreProcessor.class) {
      return flatten(scope, (CnnToFeedForwardPreProcessor) preProcessor, input);
    }
    if (preProcessor.getClass() == FeedForwardToCnnPreProcessor.class) {
      return unflatten(scope, (FeedForwardToCnnPreProcessor) preProcessor, input);
    }
    throw scope.unsupported(preProcessor, "this preprocessor is not covered");
  }

  private static Tensor flatten(Scope scope, CnnToFeedForwardPreProcessor to, Tensor input) {
    if (!input.images()) {
      return input;
    }
    scope.requireChannelsFirst(to, to.getFormat());
    boolean any = to.getInputHeight() == 0 && to.getInputWidth() == 0 && to.getNumChannels() == 0;
    if (!any) {
      requireSize(scope, to.getNumChannels(), to.getInputHeight(), to.getInputWidth(), input);
    }
    int length = Math.multiplyExact(input.channels(), input.height() * input.width());
    return Tensor.ofVectors(input.variable().reshape(-1, length), length);
  }

  private static Tensor unflatten(Scope scope, FeedForwardToCnnPreProcessor to, Tensor input) {
    if (input.images()) {
      return input;
    }
    int channels = Math.toIntExact(to.getNumChannels());
    int height = Math.toIntExact(to.getInputHeight());
    int width = Math.toIntExact(to.getInputWidth());
    scope.requireChannels(input, (long) channels * height * width);
    return Tensor.ofImages(
        input.variable().reshape(-1, channels, height, width), channels, height, width);
  }

  private static void requireSize(
      Scope scope, long channels, long height, long width, Tensor input) {
    if (input.channels() != channels || input.height() != height || input.width() != width) {
      throw scope.mismatch("[N, " + channels + ", " + height + ", " + width + "]", input);
    }
  }
}
