package io.github.conv4j.export;

import io.github.conv4j.twin.LayerNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Finds out what a network takes, as Deeplearning4j does not keep it: vectors of the length that
 * the first layer says; images of as many channels as it says, and of the one size that gives the
 * dense layers behind what they were made for. Where several sizes do, as rounding allows, the
 * square one in common use.
 */
public final class InputShapes {

  private static final int LARGEST = 640;
  private static final List<Integer> COMMON =
      List.of(28, 32, 48, 64, 96, 100, 112, 128, 160, 192, 224, 227, 256, 299, 320, 384, 416, 512);

  /**
   * What a network takes.
   *
   * @param shape [F] or [C, H, W]
   * @param heights all rows that fit the network; none where it says so
   * @param widths all columns that fit
   */
  public record Found(List<Integer> shape, List<Integer> heights, List<Integer> widths) {

    private Found(List<Integer> shape) {
      this(shape, List.of(), List.of());
    }

    /**
     * Whether the shape is one of several that fit, chosen as it is in common use.
     *
     * @return false if the network says it
     */
    public boolean isChosen() {
      return heights.size() > 1 || widths.size() > 1;
    }
  }

  private InputShapes() {}

  /**
   * The shape of a network's one input.
   *
   * @param network an initialised MultiLayerNetwork or ComputationGraph
   * @return the shape; empty if the network does not say, or has several inputs
   */
  public static Optional<Found> of(Model network) {
    return network instanceof MultiLayerNetwork sequential
        ? sequential(sequential.getLayerWiseConfigurations().clone())
        : graph(((ComputationGraph) network).getConfiguration().clone());
  }

  private static Optional<Found> sequential(MultiLayerConfiguration configuration) {
    Layer first = LayerNames.unwrap(configuration.getConf(0).getLayer());
    Optional<Found> known = first(configuration.getInputPreProcess(0), first);
    if (known.isPresent()) {
      return known;
    }
    Optional<Integer> channels = channels(first);
    for (int i = 1; i < configuration.getConfs().size(); i++) {
      if (configuration.getInputPreProcess(i) instanceof CnnToFeedForwardPreProcessor flatten) {
        int layer = i;
        return channels.flatMap(
            c -> size(c, flatten, type -> before(configuration, layer, image(type, c))));
      }
    }
    return Optional.empty();
  }

  private static InputType image(int size, int channels) {
    return InputType.convolutional(size, size, channels);
  }

  /** What reaches a layer, of networks whose earlier layers change no shapes by preprocessors. */
  private static InputType before(
      MultiLayerConfiguration configuration, int layer, InputType input) {
    InputType type = input;
    for (int i = 0; i < layer; i++) {
      type = configuration.getConf(i).getLayer().getOutputType(i, type);
    }
    return type;
  }

  private static Optional<Found> graph(ComputationGraphConfiguration configuration) {
    if (configuration.getNetworkInputs().size() != 1) {
      return Optional.empty();
    }
    String input = configuration.getNetworkInputs().get(0);
    Optional<Integer> channels = Optional.empty();
    for (Map.Entry<String, GraphVertex> vertex : configuration.getVertices().entrySet()) {
      List<String> inputs = configuration.getVertexInputs().get(vertex.getKey());
      if (inputs.contains(input) && vertex.getValue() instanceof LayerVertex layer) {
        Layer of = LayerNames.unwrap(layer.getLayerConf().getLayer());
        Optional<Found> known = first(layer.getPreProcessor(), of);
        if (known.isPresent()) {
          return known;
        }
        channels = channels.or(() -> channels(of));
      }
    }
    for (Map.Entry<String, GraphVertex> vertex : configuration.getVertices().entrySet()) {
      if (vertex.getValue() instanceof LayerVertex layer
          && layer.getPreProcessor() instanceof CnnToFeedForwardPreProcessor flatten
          && flatten.getInputHeight() > 0) {
        String from = configuration.getVertexInputs().get(vertex.getKey()).get(0);
        return channels.flatMap(
            c ->
                size(
                    c,
                    flatten,
                    size ->
                        configuration
                            .getLayerActivationTypes(false, false, image(size, c))
                            .get(from)));
      }
    }
    return Optional.empty();
  }

  private static Found images(long channels, long height, long width) {
    return new Found(
        List.of(Math.toIntExact(channels), Math.toIntExact(height), Math.toIntExact(width)));
  }

  /** What a first layer alone says. */
  private static Optional<Found> first(InputPreProcessor before, Layer layer) {
    if (before instanceof CnnToFeedForwardPreProcessor images && images.getInputHeight() > 0) {
      return Optional.of(
          images(images.getNumChannels(), images.getInputHeight(), images.getInputWidth()));
    }
    if (before instanceof FeedForwardToCnnPreProcessor images) {
      return Optional.of(
          images(images.getNumChannels(), images.getInputHeight(), images.getInputWidth()));
    }
    boolean vectors =
        before == null
            && layer instanceof FeedForwardLayer
            && !(layer instanceof ConvolutionLayer)
            && !(layer instanceof BaseRecurrentLayer)
            && !(layer instanceof EmbeddingLayer)
            && !(layer instanceof EmbeddingSequenceLayer)
            && !(layer instanceof BatchNormalization);
    return vectors
        ? Optional.of(new Found(List.of(Math.toIntExact(((FeedForwardLayer) layer).getNIn()))))
        : Optional.empty();
  }

  private static Optional<Integer> channels(Layer layer) {
    boolean images =
        layer instanceof ConvolutionLayer && !(layer instanceof Convolution1DLayer)
            || layer instanceof BatchNormalization;
    return images
        ? Optional.of(Math.toIntExact(((FeedForwardLayer) layer).getNIn()))
        : Optional.empty();
  }

  private static Optional<Found> size(
      int channels, CnnToFeedForwardPreProcessor flatten, IntFunction<InputType> reached) {
    List<Integer> heights = new ArrayList<>();
    List<Integer> widths = new ArrayList<>();
    for (int size = 1; size <= LARGEST; size++) {
      try {
        if (reached.apply(size) instanceof InputTypeConvolutional images) {
          if (images.getHeight() == flatten.getInputHeight()) {
            heights.add(size);
          }
          if (images.getWidth() == flatten.getInputWidth()) {
            widths.add(size);
          }
        }
      } catch (RuntimeException e) {
        // Deeplearning4j says so where windows do not fit.
        continue;
      }
    }
    List<Integer> common = COMMON.stream().filter(heights::contains).toList();
    if (heights.equals(widths) && common.size() == 1) {
      return Optional.of(
          new Found(List.of(channels, common.get(0), common.get(0)), heights, widths));
    }
    return heights.size() == 1 && widths.size() == 1
        ? Optional.of(new Found(List.of(channels, heights.get(0), widths.get(0)), heights, widths))
        : Optional.empty();
  }
}
