package io.github.conv4j.verify;

import io.github.conv4j.nets.Network;
import io.github.conv4j.nets.NetworkLayer;
import io.github.conv4j.reference.Bounded;
import io.github.conv4j.reference.Tensor4;
import io.github.conv4j.result.Check;
import io.github.conv4j.result.ErrorStats;
import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.LayerErrors;
import io.github.conv4j.result.LayerSwap;
import io.github.conv4j.result.ProgressListener;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Compares each replaced layer with the one it replaced, by itself, on what the layer really
 * receives for real images, on one image of random numbers, and on a random output gradient:
 * output, and gradients of input, weights and bias, each with two checks. Biases that are all
 * alike, as a new network's are, are replaced by random ones for this. "builtin": the two differ by
 * no more than two right implementations can ({@link Tolerances.Gate#PROOF}). "reference": the
 * handwritten one differs from plain loops in double precision by no more than good code does
 * ({@link Tolerances.Gate#QUALITY}).
 */
public final class LayerChecks {

  /** Multiplications that the reference loops may take per layer: about a second. */
  private static final long WORK = 600_000_000L;

  private static final long SEED = 42;
  private static final String FORWARD = "forward";
  private static final String GRADIENT = "gradient";

  private final List<Check> checks = new ArrayList<>();
  private final List<LayerErrors> errors = new ArrayList<>();
  private final DataType type;

  private LayerChecks(DataType type) {
    this.type = type;
  }

  /**
   * What the checks found.
   *
   * @param checks all checks
   * @param errors errors of handwritten against built-in, per layer and quantity
   */
  public record Findings(List<Check> checks, List<LayerErrors> errors) {

    /** Copies the lists. */
    public Findings {
      checks = List.copyOf(checks);
      errors = List.copyOf(errors);
    }
  }

  /**
   * Runs the checks.
   *
   * @param builtin network of built-in layers
   * @param custom its twin, same weights
   * @param swaps which layers were replaced
   * @param images a batch of images; of large layers only the first ones are used
   * @param progress told per layer
   * @param interruption asked per layer
   * @return checks and errors
   */
  public static Findings run(
      Network builtin,
      Network custom,
      List<LayerSwap> swaps,
      INDArray images,
      ProgressListener progress,
      Interruption interruption) {
    LayerChecks run = new LayerChecks(builtin.dataType());
    Map<String, NetworkLayer> theirs = byName(builtin);
    Map<String, NetworkLayer> ours = byName(custom);
    Map<String, INDArray> inputs = builtin.layerInputs(images);
    List<LayerSwap> replaced = swaps.stream().filter(LayerSwap::replaced).toList();
    progress.start("check layers", replaced.size(), "layers");
    try {
      for (int i = 0; i < replaced.size(); i++) {
        interruption.check();
        String name = replaced.get(i).layer();
        run.compare(name, theirs.get(name), ours.get(name), inputs.get(name));
        progress.step(i + 1, Map.of());
      }
    } finally {
      progress.finish();
    }
    return new Findings(run.checks, run.errors);
  }

  private static Map<String, NetworkLayer> byName(Network network) {
    return network.layers().stream()
        .collect(Collectors.toMap(NetworkLayer::name, Function.identity()));
  }

  private void compare(String name, NetworkLayer theirs, NetworkLayer ours, INDArray input) {
    if (input == null) {
      checks.add(Check.skipped(FORWARD, FORWARD + "/" + name, "the layer received no input"));
      return;
    }
    LayerUnderTest builtin = new LayerUnderTest(theirs, type);
    LayerUnderTest custom = new LayerUnderTest(ours, type);
    Layer layer = custom.configuration();
    CNN2DFormat format = format(layer, input);
    INDArray w = custom.parameter("W");
    giveBiases(builtin, custom);
    INDArray b = custom.parameter("b");
    Tensor4 weights = w == null ? null : Arrays4.tensor(w);
    INDArray one = channelsFirst(input.get(NDArrayIndex.interval(0, 1)), format);
    long affordable =
        Math.max(1, WORK / LayerTruth.workPerImage(layer, Arrays4.tensor(one), weights));
    INDArray x =
        withRandomImage(
            input.get(NDArrayIndex.interval(0, Math.min(affordable, input.size(0)))).castTo(type));
    Tensor4 in = Arrays4.tensor(channelsFirst(x, format));

    INDArray theirOutput = builtin.forward(x);
    INDArray ourOutput = custom.forward(x);
    if (!Arrays.equals(theirOutput.shape(), ourOutput.shape())) {
      checks.add(
          Check.atMost(
              FORWARD,
              FORWARD + "/" + name + "/shape",
              1,
              0,
              "shape of the output: expected "
                  + Arrays.toString(theirOutput.shape())
                  + " as the built-in layer has, found "
                  + Arrays.toString(ourOutput.shape())));
      return;
    }
    Bounded truth = LayerTruth.output(layer, in, weights, b == null ? null : Arrays4.values(b));
    add(FORWARD, name, "output", theirOutput, ourOutput, truth, format);

    INDArray dy = random(theirOutput.shape());
    Map<String, INDArray> theirGradients = builtin.backward(x, dy);
    Map<String, INDArray> ourGradients = custom.backward(x, dy);
    Tensor4 outputGradient = Arrays4.tensor(channelsFirst(dy, format));
    LayerTruth.gradients(layer, in, weights, b != null, outputGradient)
        .forEach(
            (key, gradient) ->
                add(
                    GRADIENT,
                    name,
                    key.equals("input") ? "dInput" : "d" + key,
                    theirGradients.get(key),
                    ourGradients.get(key),
                    gradient,
                    key.equals("input") ? format : CNN2DFormat.NCHW));
  }

  /**
   * Real images and one of random numbers as large as theirs: real ones have blank borders, and
   * behind ReLU nothing negative, which hides what a layer makes of its padding.
   */
  private INDArray withRandomImage(INDArray images) {
    // A copy: ND4J hands out the array that it works with.
    long[] shape = images.shape().clone();
    shape[0] = 1;
    double mean = images.norm2Number().doubleValue() / Math.sqrt(images.length());
    double size = mean > 0 && Double.isFinite(mean) ? mean : 1;
    return Nd4j.concat(0, images.dup('c'), random(shape).muli(size));
  }

  /** A new network's biases are all 0, which would hide what becomes of them. */
  private void giveBiases(LayerUnderTest builtin, LayerUnderTest custom) {
    INDArray theirs = builtin.parameter("b");
    INDArray ours = custom.parameter("b");
    if (ours != null && !Comparator.isInformative(Arrays4.values(theirs)) && theirs.equals(ours)) {
      INDArray biases = random(ours.shape());
      theirs.assign(biases);
      ours.assign(biases);
    }
  }

  private void add(
      String group,
      String layer,
      String quantity,
      INDArray theirs,
      INDArray ours,
      Bounded truth,
      CNN2DFormat format) {
    Precision precision = Precision.of(type);
    double[] expected = Arrays4.values(channelsFirst(theirs, format));
    double[] actual = Arrays4.values(channelsFirst(ours, format));
    String name = group + "/" + layer + "/" + quantity;
    long broken = replaceBroken(expected, truth.value());
    ErrorStats difference =
        Comparator.compare(
            expected,
            actual,
            Tolerances.betweenTwo(Tolerances.Gate.PROOF, precision, truth),
            precision);
    ErrorStats error =
        Comparator.compare(
            truth.value(),
            actual,
            Tolerances.againstReference(Tolerances.Gate.QUALITY, precision, truth),
            precision);
    boolean agree = difference.maxRatio() <= 1 && error.maxRatio() <= 1;
    if (agree && !Comparator.isInformative(truth.value())) {
      checks.add(
          Check.skipped(
              group, name, "all " + truth.value().length + " values are equal: proves nothing"));
      return;
    }
    errors.add(new LayerErrors(layer, quantity, difference));
    checks.add(
        Check.atMost(
            group,
            name + "/builtin",
            difference.maxRatio(),
            1,
            "largest difference from the built-in layer over "
                + difference.count()
                + " values, as a share of what two right implementations may differ"
                + (broken == 0
                    ? ""
                    : "; left out "
                        + broken
                        + " values where the built-in layer gives no finite number but plain loops"
                        + " do")));
    checks.add(
        Check.atMost(
            group,
            name + "/reference",
            error.maxRatio(),
            1,
            "largest error against plain loops in double precision over "
                + error.count()
                + " values, as a share of what good summation keeps"));
  }

  /**
   * The built-in layer gives NaN for the gradient of p-norm pooling over nothing but zeros. Such
   * values are replaced by the right ones: there the handwritten layer answers to those alone.
   */
  private static long replaceBroken(double[] values, double[] right) {
    long broken = 0;
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i]) && Double.isFinite(right[i])) {
        values[i] = right[i];
        broken++;
      }
    }
    return broken;
  }

  /** N(0, 1), the same in every run and without touching ND4J's generator, which dropout uses. */
  private INDArray random(long[] shape) {
    Random generator = new Random(SEED);
    INDArray array = Nd4j.createUninitialized(type, shape, 'c');
    for (long i = 0; i < array.length(); i++) {
      array.data().put(i, generator.nextGaussian());
    }
    return array;
  }

  private static CNN2DFormat format(Layer layer, INDArray input) {
    if (input.rank() != 4) {
      return CNN2DFormat.NCHW;
    }
    if (layer instanceof ConvolutionLayer conv) {
      return conv.getCnn2dDataFormat();
    }
    if (layer instanceof SubsamplingLayer pool) {
      return pool.getCnn2dDataFormat();
    }
    int[] dimensions =
        ((org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer) layer).getPoolingDimensions();
    return dimensions != null && dimensions[0] == 1 ? CNN2DFormat.NHWC : CNN2DFormat.NCHW;
  }

  private static INDArray channelsFirst(INDArray array, CNN2DFormat format) {
    return format == CNN2DFormat.NHWC && array.rank() == 4 ? array.permute(0, 3, 1, 2) : array;
  }
}
