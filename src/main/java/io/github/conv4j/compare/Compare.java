package io.github.conv4j.compare;

import io.github.conv4j.checks.LayerChecks;
import io.github.conv4j.checks.NetworkChecks;
import io.github.conv4j.compare.TwinTraining.Course;
import io.github.conv4j.data.Augmentation;
import io.github.conv4j.data.DataException;
import io.github.conv4j.data.ImageDataSource;
import io.github.conv4j.data.ImageIterator;
import io.github.conv4j.machine.MachineReader;
import io.github.conv4j.models.AllowedClasses;
import io.github.conv4j.nets.Network;
import io.github.conv4j.result.Check;
import io.github.conv4j.result.CompareReport;
import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.LayerErrors;
import io.github.conv4j.result.LayerSwap;
import io.github.conv4j.result.NetworkResult;
import io.github.conv4j.result.OutputFile;
import io.github.conv4j.result.Point;
import io.github.conv4j.result.ProgressListener;
import io.github.conv4j.result.Ratio;
import io.github.conv4j.result.Verdict;
import io.github.conv4j.train.Evaluation;
import io.github.conv4j.train.Evaluator;
import io.github.conv4j.train.Threads;
import io.github.conv4j.twin.Twin;
import io.github.conv4j.twin.Twinned;
import io.github.conv4j.verify.Precision;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Compares a network of built-in layers with its handwritten twin: layer by layer, as a whole, over
 * a training run, in accuracy, speed and memory, and through the files both are saved to.
 */
public final class Compare {

  /** Images that the layer and network checks look at. */
  private static final int CHECK_IMAGES = 16;

  private static final double SECONDS_PER_MINUTE = 60;

  /** Layers that a message lists at most. */
  private static final int LAYERS_NAMED = 6;

  private final CompareOptions options;
  private final ImageDataSource data;
  private final String version;
  private final Consumer<String> told;
  private final ProgressListener progress;
  private final Interruption interruption;
  private final MemoryMeter memoryMeter;

  private final List<Check> checks = new ArrayList<>();
  private final List<OutputFile> files = new ArrayList<>();

  /**
   * A comparison.
   *
   * @param options what and how
   * @param data training and test images
   * @param version version of conv4j, for the report
   * @param told hears what people should know while it runs
   * @param progress told how far the run is
   * @param interruption asked between batches
   */
  public Compare(
      CompareOptions options,
      ImageDataSource data,
      String version,
      Consumer<String> told,
      ProgressListener progress,
      Interruption interruption) {
    this(options, data, version, told, progress, interruption, new PeakMemory(interruption));
  }

  Compare(
      CompareOptions options,
      ImageDataSource data,
      String version,
      Consumer<String> told,
      ProgressListener progress,
      Interruption interruption,
      MemoryMeter memoryMeter) {
    this.options = options;
    this.data = data;
    this.version = version;
    this.told = told;
    this.progress = progress;
    this.interruption = interruption;
    this.memoryMeter = memoryMeter;
  }

  /**
   * Takes a network in hand.
   *
   * @param model the network
   * @return the same
   * @throws DataException if it has several inputs or outputs, or computes in another type than
   *     FLOAT or DOUBLE
   */
  public static Network network(Model model) {
    return FitToData.network(model);
  }

  /**
   * Refuses a network that cannot classify the data.
   *
   * @param scores the network: class scores [N, K] of images [N, C, H, W]
   * @param data the images
   * @throws DataException if it fails on them, gives other than one finite score for each class
   */
  public static void requireFit(UnaryOperator<INDArray> scores, ImageDataSource data) {
    FitToData.require(scores, data);
  }

  /**
   * Refuses a network that cannot be trained on the data.
   *
   * @param network the network, which is not changed
   * @param data the images
   * @throws DataException if {@link #requireFit} refuses it, or a training step fails
   */
  public static void requireTrainable(Network network, ImageDataSource data) {
    FitToData.require(network::output, data);
    FitToData.requireTrainable(network, data);
  }

  /**
   * Runs all stages and writes the model files.
   *
   * @param model the network to compare; it is not changed
   * @return what was found
   * @throws IOException if a file cannot be written
   */
  public CompareReport run(Model model) throws IOException {
    Instant started = Instant.now();
    Twinned<? extends Model> back = Twin.builtin(model);
    Twinned<? extends Model> twin = Twin.handwritten(back.network());
    Pair<Network> networks =
        new Pair<>(FitToData.network(back.network()), FitToData.network(twin.network()));
    requireReplaced(twin);
    FitToData.require(networks.builtin()::output, data);
    FitToData.requireTrainable(networks.builtin(), data);

    DataSet sample = sample();
    Effort effort = plan(networks, sample);
    CompareOptions planned = options.withLimit(effort.trainingImages());
    Pair<Integer> trainThreads = tune("tune training", networks, sample, effort, Network::fit);
    Pair<Integer> inferenceThreads =
        tune("tune inference", networks, sample, effort, (n, b) -> n.output(b.getFeatures()));

    List<LayerErrors> errors = checkLayers(networks, twin.swaps());
    checkNetworks(networks);

    Network untrained = networks.builtin().copy();
    Pair<Course> courses =
        new TwinTraining(data, planned, effort.pointImages(), trainThreads, progress, interruption)
            .train(networks);
    NoiseFloor.Noise noise =
        measureNoise(
            new NoiseFloor(data, planned, effort.noiseSteps(), progress, interruption),
            untrained,
            trainThreads.builtin(),
            courses);
    Threads.use(inferenceThreads.custom());
    Pair<Evaluation> evaluations =
        new Pair<>(
            evaluate("test built-in", networks.builtin(), effort.testImages()),
            evaluate("test handwritten", networks.custom(), effort.testImages()));
    AccuracyChecks.add(checks, evaluations, courses);
    Pair<Double> inference =
        new InferenceSpeed(
                data,
                options.batch(),
                effort.inferenceImages(),
                inferenceThreads,
                progress,
                interruption)
            .measure(networks);
    SavedModels saved = new SavedModels(options.out(), data.normalizer(), progress, interruption);
    files.addAll(saved.write(networks, testBatch(), checks));
    Pair<Double> memory = memory(networks, trainThreads, effort.memorySteps());

    Pair<NetworkResult> results =
        new Pair<>(
            result(
                networks.builtin(),
                courses.builtin(),
                evaluations.builtin(),
                inference.builtin(),
                memory.builtin(),
                trainThreads.builtin(),
                inferenceThreads.builtin()),
            result(
                networks.custom(),
                courses.custom(),
                evaluations.custom(),
                inference.custom(),
                memory.custom(),
                trainThreads.custom(),
                inferenceThreads.custom()));
    List<Double> differences = new ArrayList<>();
    for (int i = 0; i < courses.builtin().losses.size(); i++) {
      differences.add(courses.custom().losses.get(i) - courses.builtin().losses.get(i));
    }
    DataSet firstTest = testBatch();
    int label = firstTest.getLabels().getRow(0).argMax().getInt(0);
    return new CompareReport(
        checks.stream().anyMatch(check -> check.verdict() == Verdict.FAIL)
            ? Verdict.FAIL
            : Verdict.PASS,
        started.truncatedTo(ChronoUnit.SECONDS).toString(),
        (Instant.now().toEpochMilli() - started.toEpochMilli()) / 1000.0,
        command(effort),
        settings(networks.builtin().dataType(), effort),
        twin.swaps(),
        checks,
        errors,
        results.builtin(),
        results.custom(),
        new Ratio(
            results.custom().trainImagesPerSecond() / results.builtin().trainImagesPerSecond(),
            results.custom().inferenceImagesPerSecond()
                / results.builtin().inferenceImagesPerSecond()),
        noise.differences(),
        differences,
        files,
        data.classNames(),
        Galleries.of(
            networks,
            firstTest.getFeatures().get(org.nd4j.linalg.indexing.NDArrayIndex.interval(0, 1)),
            data.classNames().get(label)),
        MachineReader.read(version));
  }

  private static void requireReplaced(Twinned<? extends Model> twin) {
    if (twin.replaced() == 0) {
      throw new DataException(
          "nothing to compare: expected a network with a convolution or pooling layer that conv4j"
              + " covers, found "
              + twin.swaps().stream()
                  .limit(LAYERS_NAMED)
                  .map(swap -> swap.layer() + " (" + swap.from() + ": " + swap.reason() + ")")
                  .collect(Collectors.joining(", "))
              + (twin.swaps().size() > LAYERS_NAMED ? ", and more" : "")
              + "; choose another network");
    }
  }

  private DataSet sample() {
    return options.batches(data).next();
  }

  /** Says so if there is no time for everything. */
  private Effort plan(Pair<Network> networks, DataSet sample) {
    Pair<Effort.Seconds> perImage =
        FirstSteps.time(networks, sample, options.threads(), progress, interruption);
    Effort effort = Effort.plan(options, data, perImage);
    if (isCutShort(effort)) {
      told.accept(
          String.format(
              Locale.ROOT,
              "the built-in layers train about %,.0f images/s: to end in about %d minutes, this"
                  + " trains on %,d of %,d images per epoch and tests on %,d of %,d; --minutes"
                  + " gives it more time",
              1 / perImage.builtin().train(),
              Math.max(
                  options.minutes(),
                  Math.round(effort.seconds(options, perImage) / SECONDS_PER_MINUTE)),
              effort.trainingImages(),
              data.numberOfTrainingExamples(),
              effort.testImages(),
              data.numberOfTestExamples()));
    }
    return effort;
  }

  private boolean isCutShort(Effort effort) {
    return effort.trainingImages() < Math.min(options.limit(), data.numberOfTrainingExamples())
        || effort.testImages() < data.numberOfTestExamples();
  }

  /** The command that repeats the run, with the training images that there was time for. */
  private String command(Effort effort) {
    boolean said = options.limit() != ImageDataSource.NO_LIMIT;
    return said || effort.trainingImages() == data.numberOfTrainingExamples()
        ? options.command()
        : options.command() + " --limit " + effort.trainingImages();
  }

  private DataSet testBatch() {
    return data.test(CHECK_IMAGES, CHECK_IMAGES).next();
  }

  /** Best thread settings, found on copies so that the networks stay as they are. */
  private Pair<Integer> tune(
      String task, Pair<Network> networks, DataSet sample, Effort effort, ThreadTuning.Work work) {
    if (options.threads() > 0) {
      return new Pair<>(options.threads(), options.threads());
    }
    ThreadTuning tuning = new ThreadTuning(effort.tuningSteps(), progress, interruption);
    return networks.map(network -> tuning.best(task, network.copy(), sample, work));
  }

  private List<LayerErrors> checkLayers(Pair<Network> networks, List<LayerSwap> swaps) {
    Threads.use(
        options.threads() > 0 ? options.threads() : Runtime.getRuntime().availableProcessors());
    LayerChecks.Findings findings =
        LayerChecks.run(
            networks.builtin(),
            networks.custom(),
            swaps,
            testBatch().getFeatures(),
            progress,
            interruption);
    checks.addAll(findings.checks());
    return findings.errors();
  }

  private void checkNetworks(Pair<Network> networks) {
    checks.addAll(
        NetworkChecks.run(networks.builtin(), networks.custom(), testBatch(), interruption));
  }

  private NoiseFloor.Noise measureNoise(
      NoiseFloor floor, Network untrained, int builtinThreads, Pair<Course> courses) {
    NoiseFloor.Noise noise = floor.measure(untrained, builtinThreads, courses.builtin().losses);
    LossChecks.add(checks, Precision.of(untrained.dataType()), courses, noise);
    return noise;
  }

  private Evaluation evaluate(String task, Network network, int testImages) {
    ImageIterator images = data.test(Math.max(options.batch(), 100), testImages);
    return Evaluator.evaluate(
        task,
        network::output,
        () -> images,
        images.numberOfExamples(),
        data.classNames().size(),
        progress,
        interruption);
  }

  private Pair<Double> memory(Pair<Network> networks, Pair<Integer> threads, int steps) {
    progress.start("measure memory", 2, "networks");
    try {
      interruption.check();
      double builtin = memory(SavedModels.BUILTIN, networks.builtin(), threads.builtin(), steps);
      progress.step(1, Map.of());
      interruption.check();
      double custom = memory(SavedModels.CUSTOM, networks.custom(), threads.custom(), steps);
      progress.step(2, Map.of());
      return new Pair<>(builtin, custom);
    } finally {
      progress.finish();
    }
  }

  private double memory(String file, Network network, int threads, int steps) {
    return memoryMeter.peakMebibytes(
        options.out().resolve(file),
        AllowedClasses.of(network.model()),
        threads,
        data.classNames().size(),
        options.batch(),
        steps,
        data.shape());
  }

  private static NetworkResult result(
      Network network,
      Course course,
      Evaluation evaluation,
      double inferenceImagesPerSecond,
      double peakMemoryMiB,
      int trainThreads,
      int inferenceThreads) {
    List<Point> accuracies = new ArrayList<>(course.accuracies);
    accuracies.add(new Point(course.losses.size(), evaluation.accuracy()));
    return new NetworkResult(
        evaluation.accuracy(),
        course.imagesPerSecond(),
        inferenceImagesPerSecond,
        peakMemoryMiB,
        network.numberOfParameters(),
        trainThreads,
        inferenceThreads,
        course.seconds,
        course.losses,
        accuracies,
        evaluation.confusion());
  }

  private Map<String, String> settings(DataType type, Effort effort) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("data", data.name());
    settings.put("image size", data.shape().toString());
    settings.put("network", options.network());
    settings.put("epochs", Integer.toString(options.epochs()));
    settings.put("batch", Integer.toString(options.batch()));
    settings.put("training images", of(effort.trainingImages(), data.numberOfTrainingExamples()));
    settings.put("test images", of(effort.testImages(), data.numberOfTestExamples()));
    if (!options.augmentation().equals(Augmentation.NONE)) {
      settings.put("augmentation", described(options.augmentation()));
    }
    settings.put("seed", Long.toString(options.seed()));
    settings.put("threads", options.threads() == 0 ? "best of each" : "" + options.threads());
    settings.put("dtype", type.name().toLowerCase(Locale.ROOT));
    return settings;
  }

  private static String of(int used, int all) {
    return used == all
        ? Integer.toString(all)
        : String.format(Locale.ROOT, "%,d of %,d", used, all);
  }

  private static String described(Augmentation augmentation) {
    List<String> parts = new ArrayList<>();
    if (augmentation.padding() > 0) {
      parts.add("moved by up to " + augmentation.padding());
    }
    if (augmentation.flip() != Augmentation.Flip.NEVER) {
      parts.add("mirrored");
    }
    if (augmentation.cutout() > 0) {
      parts.add("a square of " + augmentation.cutout() + " blanked");
    }
    return String.join(", ", parts);
  }
}
