package io.github.conv4j.report;

import io.github.conv4j.result.Bound;
import io.github.conv4j.result.Check;
import io.github.conv4j.result.CompareReport;
import io.github.conv4j.result.Environment;
import io.github.conv4j.result.ErrorStats;
import io.github.conv4j.result.Gallery;
import io.github.conv4j.result.Histogram;
import io.github.conv4j.result.LayerErrors;
import io.github.conv4j.result.LayerSwap;
import io.github.conv4j.result.NetworkResult;
import io.github.conv4j.result.OutputFile;
import io.github.conv4j.result.Picture;
import io.github.conv4j.result.Point;
import io.github.conv4j.result.Ratio;
import io.github.conv4j.result.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Invented reports of the size and shape of real ones; no number in them was measured. */
final class ReportSample {

  private static final int ITERATIONS = 938;

  Verdict verdict = Verdict.PASS;
  String command = "scripts/conv4j compare --data mnist --epochs 1 --batch 64 --seed 42 --out out";
  Map<String, String> settings = new LinkedHashMap<>();
  List<LayerSwap> swaps = new ArrayList<>();
  List<Check> checks = new ArrayList<>();
  List<LayerErrors> layerErrors = new ArrayList<>();
  List<Double> builtinLosses = new ArrayList<>();
  List<Double> customLosses = new ArrayList<>();
  List<Point> accuracies = new ArrayList<>();
  List<Double> noiseFloor = new ArrayList<>();
  List<Double> lossDifference = new ArrayList<>();
  List<List<Long>> builtinConfusion = new ArrayList<>();
  List<List<Long>> customConfusion = new ArrayList<>();
  List<String> classes = new ArrayList<>();
  List<Gallery> galleries = new ArrayList<>();
  List<OutputFile> files = new ArrayList<>();
  Ratio ratio = new Ratio(3.114, 1.423);
  String cpu = "Intel Xeon Platinum 8375C at 2.90 GHz";

  private final Random random = new Random(42);

  /** LeNet on MNIST, everything passed. */
  static ReportSample lenet() {
    ReportSample sample = new ReportSample();
    sample.settings();
    sample.layers();
    sample.checks();
    sample.training(ITERATIONS);
    sample.confusion(10, 10_000);
    sample.galleries();
    sample.files();
    return sample;
  }

  /** The same with two failed checks and a skipped one. */
  static ReportSample failed() {
    ReportSample sample = lenet();
    sample.verdict = Verdict.FAIL;
    sample.checks.set(
        7,
        Check.atMost(
            "gradient",
            "gradient/conv2/W",
            3.72,
            1,
            "Weight gradient of conv2, largest error as a share of its rounding bound."));
    sample.checks.set(
        sample.checks.size() - 4,
        Check.atLeast(
            "accuracy",
            "accuracy/custom",
            0.97996,
            0.98,
            "Test accuracy of the handwritten network on 10,000 images."));
    sample.checks.add(
        Check.skipped(
            "export", "export/onnx", "ONNX Runtime is not on the class path, so nothing was run."));
    ErrorStats stats = sample.layerErrors.get(8).errors();
    List<Long> counts = new ArrayList<>(stats.histogram().counts());
    counts.set(33, 12L);
    counts.set(34, 2L);
    sample.layerErrors.set(
        8,
        new LayerErrors(
            "conv2",
            "dW",
            new ErrorStats(
                stats.count(),
                2.3e-3,
                stats.rms(),
                3.72,
                88123,
                stats.exact(),
                new Histogram(-8, 4, stats.histogram().zeros(), counts))));
    return sample;
  }

  /** Long names, 100 classes, 10,000 iterations, losses that are not finite, 200 histograms. */
  static ReportSample large() {
    ReportSample sample = lenet();
    sample.builtinLosses.clear();
    sample.customLosses.clear();
    sample.noiseFloor.clear();
    sample.lossDifference.clear();
    sample.accuracies.clear();
    sample.training(10_000);
    sample.customLosses.set(7_000, Double.NaN);
    sample.lossDifference.set(7_000, Double.NaN);
    sample.customLosses.set(8_000, Double.POSITIVE_INFINITY);
    sample.confusion(100, 10_000);
    String name =
        "inception_4e/branch_3x3_reduce/very_long_layer_name_that_does_not_end_".repeat(3);
    for (int i = 0; i < 47; i++) {
      sample.swaps.add(new LayerSwap(name + i, "ConvolutionLayer", "Conv2DLayer", true, ""));
      for (String quantity : List.of("output", "dInput", "dW", "db")) {
        sample.error(name + i, quantity, 100_000, -2.5 + 0.01 * i, 0.2);
        sample.checks.add(bound("gradient", name + i + "/" + quantity, 0.01 + 0.001 * i));
      }
    }
    for (int i = 0; i < 4; i++) {
      sample.galleries.add(sample.gallery("Feature maps " + i, "Large maps.", "map ", 64, 112));
    }
    return sample;
  }

  /** Nothing but what a report must have. */
  static ReportSample bare() {
    return new ReportSample();
  }

  CompareReport build() {
    return new CompareReport(
        verdict,
        "2026-11-22T09:41:07Z",
        151.4,
        command,
        settings,
        swaps,
        checks,
        layerErrors,
        network(0.9892, 1466, 9810, 812.4, 41.2, builtinLosses, builtinConfusion),
        network(0.9893, 4565, 13960, 790.1, 13.24, customLosses, customConfusion),
        ratio,
        noiseFloor,
        lossDifference,
        files,
        classes,
        galleries,
        new Environment(
            "0.1.0",
            "Linux 6.8.0 amd64",
            cpu,
            2,
            7936,
            "OpenJDK 17.0.13+11",
            3072,
            "1.0.0-M2.1",
            "nd4j-native, linux-x86_64-onednn",
            "OPENBLAS",
            Map.of("OMP_NUM_THREADS", "2", "OMP_WAIT_POLICY", "PASSIVE")));
  }

  private NetworkResult network(
      double accuracy,
      double train,
      double inference,
      double memory,
      double seconds,
      List<Double> losses,
      List<List<Long>> confusion) {
    return new NetworkResult(
        accuracy, train, inference, memory, 431_080, 2, 1, seconds, losses, accuracies, confusion);
  }

  private void settings() {
    settings.put("data", "mnist");
    settings.put("network", "lenet");
    settings.put("epochs", "1");
    settings.put("batch", "64");
    settings.put("limit", "60,000");
    settings.put("seed", "42");
    settings.put("dtype", "float");
    settings.put("threads", "best of 1, 2");
  }

  private void layers() {
    String dense = "no convolution or pooling layer";
    swaps.add(new LayerSwap("conv1", "ConvolutionLayer", "Conv2DLayer", true, ""));
    swaps.add(new LayerSwap("pool1", "SubsamplingLayer", "Pool2DLayer", true, ""));
    swaps.add(new LayerSwap("conv2", "ConvolutionLayer", "Conv2DLayer", true, ""));
    swaps.add(new LayerSwap("pool2", "SubsamplingLayer", "Pool2DLayer", true, ""));
    swaps.add(new LayerSwap("dense", "DenseLayer", "DenseLayer", false, dense));
    swaps.add(new LayerSwap("output", "OutputLayer", "OutputLayer", false, dense));
    error("conv1", "output", 737_280, -2.1, 0.41);
    error("conv1", "dW", 500, -1.9, 0.08);
    error("conv1", "db", 20, -2.4, 0.1);
    error("conv1", "dInput", 50_176, -2.2, 0.38);
    error("pool1", "output", 184_320, Double.NaN, 1);
    error("pool1", "dInput", 737_280, Double.NaN, 1);
    error("conv2", "output", 204_800, -2.0, 0.22);
    error("conv2", "dInput", 184_320, -1.8, 0.2);
    error("conv2", "dW", 25_000, -1.6, 0.05);
    error("conv2", "db", 50, -2.3, 0.12);
    error("pool2", "output", 51_200, Double.NaN, 1);
    error("pool2", "dInput", 204_800, Double.NaN, 1);
  }

  private void error(String layer, String quantity, long count, double centre, double exactShare) {
    long exact = Math.round(count * exactShare);
    List<Long> counts = new ArrayList<>();
    double worst = 0;
    for (int bin = 0; bin < 40; bin++) {
      double exponent = -8 + (bin + 0.5) / 4;
      double distance = (exponent - centre) / (exponent > centre ? 0.28 : 0.75);
      long inBin = Math.round((count - exact) * 0.35 * Math.exp(-distance * distance / 2));
      counts.add(Double.isNaN(centre) || exponent > -0.3 ? 0L : inBin);
      if (counts.get(bin) > 0) {
        worst = Math.pow(10, exponent);
      }
    }
    Histogram histogram = new Histogram(-8, 4, exact, counts);
    layerErrors.add(
        new LayerErrors(
            layer,
            quantity,
            new ErrorStats(
                count, worst * 4.1e-6, worst * 3.3e-7, worst, worst * 41, exact, histogram)));
  }

  private void checks() {
    checks.add(bound("forward", "conv1/output", 0.0316));
    checks.add(exact("forward", "pool1/output"));
    checks.add(bound("forward", "conv2/output", 0.0412));
    checks.add(exact("forward", "pool2/output"));
    checks.add(bound("gradient", "conv1/W", 0.0733));
    checks.add(bound("gradient", "conv1/b", 0.0219));
    checks.add(bound("gradient", "conv1/input", 0.0291));
    checks.add(bound("gradient", "conv2/W", 0.121));
    checks.add(bound("gradient", "conv2/b", 0.0178));
    checks.add(bound("gradient", "conv2/input", 0.0561));
    checks.add(exact("gradient", "pool1/input"));
    checks.add(exact("gradient", "pool2/input"));
    checks.add(
        Check.atMost(
            "step",
            "step/parameters",
            2.98e-8,
            1.19e-7,
            "Largest relative difference of any parameter after one optimiser step."));
    checks.add(
        Check.atMost(
            "training",
            "training/loss",
            4.31e-4,
            5.2e-3,
            "Largest difference of the losses against ten times the noise floor."));
    checks.add(
        Check.atLeast(
            "accuracy",
            "accuracy/builtin",
            0.9892,
            0.98,
            "Test accuracy of the built-in network on 10,000 images."));
    checks.add(
        Check.atLeast(
            "accuracy",
            "accuracy/custom",
            0.9893,
            0.98,
            "Test accuracy of the handwritten network on 10,000 images."));
    checks.add(
        Check.atMost(
            "accuracy",
            "accuracy/difference",
            0.0001,
            0.005,
            "Difference of the two test accuracies as shares."));
    checks.add(
        new Check(
            "export",
            "export/reload",
            Verdict.PASS,
            0,
            0,
            Bound.AT_MOST,
            "The saved handwritten network, read back, gives the same outputs bit for bit."));
    checks.add(
        Check.atMost(
            "export",
            "export/samediff",
            3.1e-7,
            1e-5,
            "Outputs of the exported SameDiff graph against the network it came from."));
  }

  private static Check bound(String group, String what, double ratio) {
    return Check.atMost(
        group,
        group + "/" + what,
        ratio,
        1,
        "Largest error of " + what + " as a share of its rounding bound, over 64 images.");
  }

  private static Check exact(String group, String what) {
    return Check.atMost(
        group, group + "/" + what, 0, 0, "Pooling only picks values: every one must be equal.");
  }

  void training(int iterations) {
    for (int i = 0; i < iterations; i++) {
      double progress = i / 938.0;
      double loss =
          (2.25 * Math.exp(-progress * 14) + 0.35 * Math.exp(-progress * 2.4) + 0.03)
              * Math.exp(random.nextGaussian() * 0.42 * Math.min(1, 0.2 + progress * 3));
      double noise = Math.abs(random.nextGaussian()) * 6e-6 * Math.min(40, 1 + i / 10.0) * loss;
      double difference =
          Math.abs(random.nextGaussian()) * 7e-6 * Math.min(40, 1 + i / 10.0) * loss;
      builtinLosses.add(loss);
      customLosses.add(loss + difference);
      noiseFloor.add(i < 2 ? 0.0 : noise);
      lossDifference.add(i < 1 ? 0.0 : difference);
    }
    for (int i = 0; i <= 10; i++) {
      double share = 0.989 - 0.08 * Math.exp(-i / 1.7) + 0.001 * random.nextGaussian();
      accuracies.add(new Point(Math.max(1, iterations * i / 10), i == 10 ? 0.9892 : share));
    }
  }

  void confusion(int side, int images) {
    builtinConfusion.clear();
    customConfusion.clear();
    for (int row = 0; row < side; row++) {
      List<Long> builtin = new ArrayList<>();
      List<Long> custom = new ArrayList<>();
      for (int column = 0; column < side; column++) {
        long count =
            row == column
                ? images / side - 20 + random.nextInt(40)
                : (long) Math.max(0, random.nextGaussian() * 2.5 - 0.6);
        builtin.add(count);
        custom.add(random.nextInt(17) == 0 ? count + 1 : count);
      }
      builtinConfusion.add(builtin);
      customConfusion.add(custom);
    }
    classes.clear();
    for (int i = 0; i < side; i++) {
      classes.add(Integer.toString(i));
    }
  }

  private void galleries() {
    galleries.add(
        gallery(
            "First-layer filters",
            "The 20 filters of conv1, 5 × 5, after training.",
            "filter ",
            20,
            5));
    galleries.add(
        gallery(
            "Feature maps of conv1",
            "What the first 12 filters answer to the first test image, a 7.",
            "map ",
            12,
            24));
  }

  private Gallery gallery(String title, String caption, String name, int number, int side) {
    List<Picture> builtin = new ArrayList<>();
    List<Picture> custom = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      double angle = random.nextDouble() * Math.PI;
      float[] values = new float[side * side];
      float[] others = new float[side * side];
      for (int pixel = 0; pixel < values.length; pixel++) {
        double x = (pixel % side - side / 2.0) / side * 6;
        double y = (pixel / (double) side - side / 2.0) / side * 6;
        double wave = Math.sin(x * Math.cos(angle) + y * Math.sin(angle) + i);
        values[pixel] = (float) (wave * Math.exp(-(x * x + y * y) / 9));
        others[pixel] = values[pixel] + (float) (random.nextGaussian() * 1e-7);
      }
      builtin.add(new Picture(name + i, side, side, values));
      custom.add(new Picture(name + i, side, side, others));
    }
    return new Gallery(title, caption, builtin, custom);
  }

  private void files() {
    file("builtin.zip", "The trained built-in network, for ModelSerializer", 3_461_201);
    file("custom.zip", "The trained handwritten network, for ModelSerializer", 3_459_872);
    file("custom.fb", "The handwritten network as a SameDiff FlatBuffers file", 1_732_004);
  }

  private void file(String path, String description, long bytes) {
    StringBuilder sum = new StringBuilder();
    for (int i = 0; i < 64; i++) {
      sum.append(Character.forDigit(random.nextInt(16), 16));
    }
    files.add(new OutputFile(path, description, bytes, sum.toString()));
  }
}
