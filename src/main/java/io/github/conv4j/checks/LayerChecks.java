package io.github.conv4j.checks;

import io.github.conv4j.conformance.CaseResult;
import io.github.conv4j.conformance.Examination;
import io.github.conv4j.conformance.Operands;
import io.github.conv4j.conformance.Problem;
import io.github.conv4j.conformance.Quantity;
import io.github.conv4j.layers.HandwrittenBatchNormLayer;
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
import io.github.conv4j.verify.Comparator;
import io.github.conv4j.verify.Precision;
import io.github.conv4j.verify.Tolerances;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
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
 * alike, as a new network's are, are replaced by random ones for this. Batch normalisation has
 * checks of its own ({@link NormChecks}). "builtin": the two differ by no more than two right
 * implementations can ({@link Tolerances.Gate#PROOF}). "reference": the handwritten one keeps the
 * gates of the conformance suite ({@link Examination}) against plain loops in double precision.
 * Where its algorithm mixes magnitudes, both are judged as a whole ({@link Tolerances.Gate#NORM}).
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
    if (LayerUnderTest.configuration(ours.layer()) instanceof HandwrittenBatchNormLayer norm) {
      compareNormalisation(name, theirs, ours, norm, input);
      return;
    }
    LayerUnderTest builtin = new LayerUnderTest(theirs, type);
    LayerUnderTest custom = new LayerUnderTest(ours, type);
    Layer layer = custom.configuration();
    CNN2DFormat format = format(layer, input);
    giveBiases(builtin, custom);
    INDArray b = custom.parameter("b");
    Tensor4 filters = filters(layer, custom.parameter("W"));
    INDArray one = channelsFirst(input.get(NDArrayIndex.interval(0, 1)), format);
    long affordable =
        Math.max(
            1, WORK / LayerProblem.workPerImage(problem(layer, Arrays4.tensor(one), filters, b)));
    INDArray x =
        withRandomImage(
            input.get(NDArrayIndex.interval(0, Math.min(affordable, input.size(0)))).castTo(type));

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
    INDArray dy = random(theirOutput.shape());
    Tensor4 in = Arrays4.tensor(channelsFirst(x, format));
    Operands operands =
        new Operands(
            in,
            filters,
            b == null ? null : Arrays4.values(b),
            Arrays4.tensor(channelsFirst(dy, format)));
    Map<Quantity, double[]> expected = values(layer, theirOutput, builtin.backward(x, dy), format);
    Map<Quantity, double[]> actual = values(layer, ourOutput, custom.backward(x, dy), format);
    compare(name, layer, problem(layer, in, filters, b), operands, expected, actual);
  }

  private void compareNormalisation(
      String name,
      NetworkLayer theirs,
      NetworkLayer ours,
      HandwrittenBatchNormLayer layer,
      INDArray input) {
    CNN2DFormat format = layer.getCnn2DFormat();
    INDArray one = channelsFirst(input.get(NDArrayIndex.interval(0, 1)), format);
    long images = Math.min(NormChecks.affordable(WORK, Arrays4.tensor(one)), input.size(0));
    INDArray x = withRandomImage(input.get(NDArrayIndex.interval(0, images)).castTo(type));
    new NormChecks(name, Precision.of(type), checks::add, errors::add)
        .run(
            theirs.layer(),
            ours.layer(),
            Arrays4.tensor(channelsFirst(x, format)),
            x.rank() != 4,
            Arrays4.tensor(channelsFirst(random(x.shape()), format)),
            SEED);
  }

  private Problem problem(Layer layer, Tensor4 x, Tensor4 filters, INDArray b) {
    return LayerProblem.of(layer, x, filters, b != null, Precision.of(type));
  }

  /** Weights as a convolution has them. */
  private static Tensor4 filters(Layer layer, INDArray w) {
    if (w == null) {
      return null;
    }
    return Arrays4.tensor(LayerProblem.isDense(layer) ? w.transpose() : w);
  }

  private static Map<Quantity, double[]> values(
      Layer layer, INDArray output, Map<String, INDArray> gradients, CNN2DFormat format) {
    Map<Quantity, double[]> values = new EnumMap<>(Quantity.class);
    values.put(Quantity.OUTPUT, Arrays4.values(channelsFirst(output, format)));
    values.put(
        Quantity.INPUT_GRADIENT, Arrays4.values(channelsFirst(gradients.get("input"), format)));
    if (gradients.containsKey("W")) {
      values.put(Quantity.WEIGHT_GRADIENT, filters(layer, gradients.get("W")).values());
    }
    if (gradients.containsKey("b")) {
      values.put(Quantity.BIAS_GRADIENT, Arrays4.values(gradients.get("b")));
    }
    return values;
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

  private void compare(
      String layer,
      Layer configuration,
      Problem problem,
      Operands operands,
      Map<Quantity, double[]> theirs,
      Map<Quantity, double[]> ours) {
    Map<Quantity, Bounded> truth = Examination.truth(problem, operands);
    Map<Quantity, List<CaseResult>> examined =
        Examination.examine(new Computed(ours), problem, operands, truth).stream()
            .collect(Collectors.groupingBy(CaseResult::quantity));
    String line =
        LayerProblem.isDense(configuration)
            ? ""
            : "; the same sizes with other numbers: conv4j verify --case \"" + problem + "\"";
    truth.forEach(
        (quantity, right) -> {
          String group = quantity == Quantity.OUTPUT ? FORWARD : GRADIENT;
          String name = name(quantity);
          String check = group + "/" + layer + "/" + name;
          long broken = replaceBroken(theirs.get(quantity), right.value());
          List<CaseResult> results = examined.get(quantity);
          ErrorStats difference =
              difference(problem, quantity, results, right, theirs, ours.get(quantity));
          CaseResult worst =
              results.stream().reduce((a, c) -> ratio(a) >= ratio(c) ? a : c).orElseThrow();
          if (difference.maxRatio() <= 1 && worst.outcome() == CaseResult.Outcome.MISTRUSTED) {
            checks.add(
                Check.skipped(
                    group,
                    check,
                    "all " + right.value().length + " values are equal: proves nothing"));
            return;
          }
          errors.add(new LayerErrors(layer, name, difference));
          checks.add(
              Check.atMost(
                  group,
                  check + "/builtin",
                  difference.maxRatio(),
                  1,
                  against(results)
                      + "difference from the built-in layer over "
                      + difference.count()
                      + " values, as a share of what two right implementations may differ"
                      + (broken == 0
                          ? ""
                          : "; left out "
                              + broken
                              + " values where the built-in layer gives no finite number but plain"
                              + " loops do")));
          checks.add(
              Check.atMost(
                  group,
                  check + "/reference",
                  ratio(worst),
                  1,
                  against(results)
                      + "error against plain loops in double precision over "
                      + right.value().length
                      + " values, as a share of what gate "
                      + worst.gate()
                      + " allows"
                      + line));
        });
  }

  private static String name(Quantity quantity) {
    return switch (quantity) {
      case OUTPUT -> "output";
      case INPUT_GRADIENT -> "dInput";
      case WEIGHT_GRADIENT -> "dW";
      case BIAS_GRADIENT -> "db";
    };
  }

  private static double ratio(CaseResult result) {
    return result.errors() == null ? Double.POSITIVE_INFINITY : result.errors().maxRatio();
  }

  private static boolean asWhole(List<CaseResult> results) {
    return results.stream().anyMatch(result -> result.gate() == Tolerances.Gate.NORM);
  }

  private static String against(List<CaseResult> results) {
    return asWhole(results) ? "norm of the " : "largest ";
  }

  /** How far the two layers are apart: judged as a whole where ours is. */
  private static ErrorStats difference(
      Problem problem,
      Quantity quantity,
      List<CaseResult> results,
      Bounded truth,
      Map<Quantity, double[]> theirs,
      double[] ours) {
    Precision precision = problem.precision();
    double[] expected = theirs.get(quantity);
    return asWhole(results)
        ? Comparator.compareAsWhole(
            expected,
            ours,
            Tolerances.normBetweenTwo(precision, truth, Examination.scale(problem, quantity)),
            precision)
        : Comparator.compare(
            expected,
            ours,
            Tolerances.betweenTwo(Tolerances.Gate.PROOF, precision, truth),
            precision);
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
