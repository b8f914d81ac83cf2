package io.github.conv4j.emit;

import java.util.List;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.ComposableInputPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;

/** Changes of shape between layers. */
final class PreProcessors {

  private PreProcessors() {}

  /** Applies a preprocessor; none for null. */
  static Value emit(Scope scope, InputPreProcessor preProcessor, Value input) {
    if (preProcessor == null) {
      return input;
    }
    if (preProcessor.getClass() == CnnToFeedForwardPreProcessor.class) {
      return flatten(scope, (CnnToFeedForwardPreProcessor) preProcessor, input);
    }
    if (preProcessor.getClass() == FeedForwardToCnnPreProcessor.class) {
      return unflatten(scope, (FeedForwardToCnnPreProcessor) preProcessor, input);
    }
    if (preProcessor.getClass() == ComposableInputPreProcessor.class) {
      Value x = input;
      for (InputPreProcessor one :
          ((ComposableInputPreProcessor) preProcessor).getInputPreProcessors()) {
        x = emit(scope, one, x);
      }
      return x;
    }
    boolean passesOn =
        input.isVectors() && preProcessor.getClass() == RnnToFeedForwardPreProcessor.class
            || input.isSequences() && preProcessor.getClass() == FeedForwardToRnnPreProcessor.class;
    if (passesOn) {
      return input;
    }
    throw scope.unsupported(preProcessor, "this preprocessor is not covered");
  }

  private static Value flatten(Scope scope, CnnToFeedForwardPreProcessor to, Value input) {
    if (input.isVectors()) {
      return input;
    }
    scope.requireImages(input);
    scope.requireChannelsFirst(to, to.getFormat());
    boolean any = to.getInputHeight() == 0 && to.getInputWidth() == 0 && to.getNumChannels() == 0;
    List<Long> expected = List.of(to.getNumChannels(), to.getInputHeight(), to.getInputWidth());
    if (!any && !expected.equals(input.shape().stream().map(Integer::longValue).toList())) {
      throw scope.mismatch("[N" + text(expected) + "]", input);
    }
    return reshape(scope, input, List.of(input.elements()));
  }

  private static Value unflatten(Scope scope, FeedForwardToCnnPreProcessor to, Value input) {
    if (input.isImages()) {
      return input;
    }
    List<Integer> shape =
        List.of(
            Math.toIntExact(to.getNumChannels()),
            Math.toIntExact(to.getInputHeight()),
            Math.toIntExact(to.getInputWidth()));
    if (!input.isVectors() || input.elements() != shape.stream().reduce(1, Math::multiplyExact)) {
      throw scope.mismatch("vectors of as many elements as " + shape, input);
    }
    return reshape(scope, input, shape);
  }

  /** Another shape for each example. */
  static Value reshape(Scope scope, Value input, List<Integer> shape) {
    // 0 keeps the batch.
    long[] target =
        LongStream.concat(LongStream.of(0), shape.stream().mapToLong(Integer::longValue)).toArray();
    return scope.node("Reshape", List.of(input.name(), scope.longs("shape", target)), shape);
  }

  private static String text(List<Long> shape) {
    StringBuilder text = new StringBuilder();
    shape.forEach(size -> text.append(", ").append(size));
    return text.toString();
  }
}
