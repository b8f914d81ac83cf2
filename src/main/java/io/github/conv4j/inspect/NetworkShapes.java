package io.github.conv4j.inspect;

import static io.github.conv4j.result.ModelPart.UNKNOWN;

import io.github.conv4j.models.CheckedConfiguration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;

/** Shapes and numbers of parameters of a network, by Deeplearning4j's own account. */
final class NetworkShapes {

  /** Sizes of images that are tried to find the one a network is made for. */
  private static final int LARGEST_IMAGE = 512;

  /** Sizes that networks are usually made for, to choose from several that fit. */
  private static final List<Integer> USUAL = List.of(28, 32, 64, 96, 128, 224, 227, 256, 299);

  private final CheckedConfiguration configuration;
  private final InputSize size;
  private final List<String> hints = new ArrayList<>();

  /**
   * Shapes of a network.
   *
   * @param configuration the network; methods may change it
   * @param size of the images it takes; null to find it out
   */
  NetworkShapes(CheckedConfiguration configuration, InputSize size) {
    this.configuration = configuration;
    this.size = size;
  }

  /** What would let this say more. */
  List<String> hints() {
    return hints;
  }

  /** Parameters of each layer, in the order of layers, or by name for a graph. */
  Map<String, Long> parameters() {
    Map<String, Long> parameters = new LinkedHashMap<>();
    MultiLayerConfiguration sequential = configuration.sequential();
    if (sequential != null) {
      int index = 0;
      for (NeuralNetConfiguration conf : sequential.getConfs()) {
        parameters.put("" + index++, conf.getLayer().initializer().numParams(conf));
      }
    } else {
      for (Map.Entry<String, GraphVertex> vertex : configuration.graph().getVertices().entrySet()) {
        parameters.put(vertex.getKey(), vertex.getValue().numParams(true));
      }
    }
    return parameters;
  }

  /**
   * Shapes of what the network takes and of what each layer gives: by index, or by name for a
   * graph, whose inputs are among them.
   *
   * @return shapes; without those that are not known
   */
  Map<String, List<Long>> shapes() {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    InputType input = input();
    if (input == null) {
      return shapes;
    }
    try {
      if (configuration.sequential() != null) {
        shapes.put("input", shape(input));
        List<InputType> types = configuration.sequential().getLayerActivationTypes(input);
        for (int i = 0; i < types.size(); i++) {
          shapes.put("" + i, shape(types.get(i)));
        }
      } else {
        shapes.put(configuration.graph().getNetworkInputs().get(0), shape(input));
        graphTypes(input).forEach((name, type) -> shapes.putIfAbsent(name, shape(type)));
      }
    } catch (RuntimeException | LinkageError e) {
      hints.add(
          "Deeplearning4j cannot work out the shapes for an input of "
              + text(input)
              + "; give another --size");
    }
    return shapes;
  }

  private Map<String, InputType> graphTypes(InputType input) {
    // Neither adds preprocessors nor changes numbers of inputs.
    return configuration.graph().getLayerActivationTypes(false, false, input);
  }

  private static List<Long> shape(InputType type) {
    if (type instanceof InputType.InputTypeConvolutional images) {
      return List.of(UNKNOWN, images.getChannels(), images.getHeight(), images.getWidth());
    }
    if (type instanceof InputType.InputTypeConvolutional3D volumes) {
      return List.of(
          UNKNOWN,
          volumes.getChannels(),
          volumes.getDepth(),
          volumes.getHeight(),
          volumes.getWidth());
    }
    if (type instanceof InputType.InputTypeRecurrent series) {
      return List.of(UNKNOWN, series.getSize(), Math.max(UNKNOWN, series.getTimeSeriesLength()));
    }
    return List.of(UNKNOWN, type.arrayElementsPerExample());
  }

  private static String text(InputType type) {
    List<Long> shape = shape(type);
    return String.join("x", shape.subList(1, shape.size()).stream().map(String::valueOf).toList());
  }

  /** The type of the only input; null if it is not known. */
  private InputType input() {
    First first = first();
    if (size != null && first != null) {
      return images(first, size.channels(), size.height(), size.width());
    }
    if (first == null) {
      hints.add("networks of several inputs are shown without shapes");
      return null;
    }
    if (first.preprocessor() instanceof FeedForwardToCnnPreProcessor flat) {
      return InputType.convolutionalFlat(
          flat.getInputHeight(), flat.getInputWidth(), flat.getNumChannels());
    }
    if (first.layer() instanceof ConvolutionLayer convolution && convolution.getNIn() > 0) {
      return searched(first, convolution.getNIn());
    }
    if (first.layer() instanceof BaseRecurrentLayer recurrent) {
      return InputType.recurrent(recurrent.getNIn());
    }
    if (first.layer() instanceof FeedForwardLayer dense
        && !(first.layer() instanceof ConvolutionLayer)
        && dense.getNIn() > 0) {
      return InputType.feedForward(dense.getNIn());
    }
    hints.add("the file does not say how large its input is; give it with --size CxHxW");
    return null;
  }

  private static InputType images(First first, long channels, long height, long width) {
    if (first.preprocessor() instanceof FeedForwardToCnnPreProcessor) {
      return InputType.convolutionalFlat(height, width, channels);
    }
    return first.layer() instanceof ConvolutionLayer convolution
            && convolution.getCnn2dDataFormat() != null
        ? InputType.convolutional(height, width, channels, convolution.getCnn2dDataFormat())
        : InputType.convolutional(height, width, channels);
  }

  /** The layer that takes the network's only input. */
  private record First(Layer layer, InputPreProcessor preprocessor) {}

  private First first() {
    MultiLayerConfiguration sequential = configuration.sequential();
    if (sequential != null) {
      return sequential.getConfs().isEmpty()
          ? null
          : new First(sequential.getConf(0).getLayer(), sequential.getInputPreProcess(0));
    }
    ComputationGraphConfiguration graph = configuration.graph();
    if (graph.getNetworkInputs().size() != 1) {
      return null;
    }
    String input = graph.getNetworkInputs().get(0);
    First first = new First(null, null);
    for (Map.Entry<String, List<String>> inputs : graph.getVertexInputs().entrySet()) {
      if (inputs.getValue().contains(input)
          && graph.getVertices().get(inputs.getKey()) instanceof LayerVertex vertex
          && !(first.layer() instanceof ConvolutionLayer)) {
        first = new First(vertex.getLayerConf().getLayer(), vertex.getPreProcessor());
      }
    }
    return first;
  }

  /**
   * The size of image at which what arrives at the first flattening is as large as the file says
   * there. Rounding lets several sizes lead there; the usual one among them is taken.
   */
  private InputType searched(First first, long channels) {
    Flattening flattening = flattening();
    if (flattening == null) {
      hints.add(
          "a network of this kind takes images of any size; with --size "
              + channels
              + "xHxW the table has shapes and costs");
      return null;
    }
    TreeMap<Integer, Boolean> heights = new TreeMap<>();
    TreeMap<Integer, Boolean> widths = new TreeMap<>();
    // Downwards, as Deeplearning4j complains about images that become nothing on their way.
    for (int side = LARGEST_IMAGE; side >= 1; side--) {
      InputType found = before(flattening, images(first, channels, side, side));
      if (found instanceof InputType.InputTypeConvolutional images) {
        if (images.getHeight() == flattening.preprocessor().getInputHeight()) {
          heights.put(side, true);
        }
        if (images.getWidth() == flattening.preprocessor().getInputWidth()) {
          widths.put(side, true);
        }
        if (images.getHeight() < flattening.preprocessor().getInputHeight()
            && images.getWidth() < flattening.preprocessor().getInputWidth()) {
          break;
        }
      }
    }
    if (heights.isEmpty() || widths.isEmpty()) {
      hints.add("the file does not say how large its input is; give it with --size CxHxW");
      return null;
    }
    int height = likely(heights);
    int width = likely(widths);
    if (heights.size() * widths.size() > 1) {
      hints.add(
          "shapes are those for an input of "
              + channels
              + "x"
              + height
              + "x"
              + width
              + ", the likeliest of those that fit ("
              + range(heights)
              + " rows, "
              + range(widths)
              + " columns); others with --size");
    }
    return images(first, channels, height, width);
  }

  private static int likely(TreeMap<Integer, Boolean> sizes) {
    return USUAL.stream().filter(sizes::containsKey).findFirst().orElse(sizes.firstKey());
  }

  private static String range(TreeMap<Integer, Boolean> sizes) {
    return sizes.size() == 1 ? "" + sizes.firstKey() : sizes.firstKey() + " to " + sizes.lastKey();
  }

  /** Where images become vectors, and what the file says about them there. */
  private record Flattening(String layer, CnnToFeedForwardPreProcessor preprocessor) {}

  private Flattening flattening() {
    if (configuration.sequential() != null) {
      Map<Integer, InputPreProcessor> all =
          new TreeMap<>(configuration.sequential().getInputPreProcessors());
      for (Map.Entry<Integer, InputPreProcessor> entry : all.entrySet()) {
        if (entry.getValue() instanceof CnnToFeedForwardPreProcessor flat && isKnown(flat)) {
          return new Flattening("" + entry.getKey(), flat);
        }
      }
      return null;
    }
    for (Map.Entry<String, GraphVertex> vertex : configuration.graph().getVertices().entrySet()) {
      if (vertex.getValue() instanceof LayerVertex layer
          && layer.getPreProcessor() instanceof CnnToFeedForwardPreProcessor flat
          && isKnown(flat)) {
        return new Flattening(vertex.getKey(), flat);
      }
    }
    return null;
  }

  private static boolean isKnown(CnnToFeedForwardPreProcessor flat) {
    return flat.getInputHeight() > 0 && flat.getInputWidth() > 0;
  }

  /** What arrives at the flattening for an input; null if the layers before do not take it. */
  private InputType before(Flattening flattening, InputType input) {
    try {
      if (configuration.graph() != null) {
        String from = configuration.graph().getVertexInputs().get(flattening.layer()).get(0);
        return from.equals(configuration.graph().getNetworkInputs().get(0))
            ? input
            : graphTypes(input).get(from);
      }
      InputType type = input;
      int end = Integer.parseInt(flattening.layer());
      for (int i = 0; i < end; i++) {
        InputPreProcessor preprocessor = configuration.sequential().getInputPreProcess(i);
        type = preprocessor == null ? type : preprocessor.getOutputType(type);
        type = configuration.sequential().getConf(i).getLayer().getOutputType(i, type);
      }
      return type;
    } catch (RuntimeException | LinkageError e) {
      return null;
    }
  }
}
