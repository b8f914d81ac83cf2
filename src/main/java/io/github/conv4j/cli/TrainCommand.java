package io.github.conv4j.cli;

import io.github.conv4j.compare.Compare;
import io.github.conv4j.data.DataException;
import io.github.conv4j.data.ImageDataSource;
import io.github.conv4j.data.ImageIterator;
import io.github.conv4j.data.ImageShape;
import io.github.conv4j.machine.MachineReader;
import io.github.conv4j.nets.Network;
import io.github.conv4j.result.Environment;
import io.github.conv4j.runs.Manifest;
import io.github.conv4j.runs.RunConfig;
import io.github.conv4j.runs.RunFolder;
import io.github.conv4j.runs.RunManifests;
import io.github.conv4j.train.Threads;
import io.github.conv4j.train.TrainingSettings;
import io.github.conv4j.twin.Twin;
import io.github.conv4j.twin.Twinned;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains one network, as a run that can be resumed, and saves it. */
@Command(
    name = "train",
    description = {
      "Train a network with handwritten layers, test it and save it.",
      "",
      "Each training is a run, kept in a folder of its own with its options, metrics and"
          + " checkpoints; --resume goes on with one that was cut off, and 'conv4j runs' lists"
          + " them."
    })
final class TrainCommand extends Verb {

  /** What is not part of what a run does, and what its folder must not be able to say. */
  private static final Set<String> NOT_RECORDED =
      Set.of(
          "--resume",
          "--name",
          "--runs",
          "--recipe",
          "--dry-run",
          "--overfit-batches",
          "--find-lr",
          OwnClasses.ALLOW,
          OwnClasses.CLASSPATH);

  /** What may stand beside --resume. */
  private static final Set<String> BESIDE_RESUME =
      Set.of("--resume", "--runs", OwnClasses.ALLOW, OwnClasses.CLASSPATH);

  private static final String THREADS = "--threads";
  private static final String EPOCHS = "--epochs";
  private static final int EPOCHS_TO_OVERFIT = 100;

  /** Which layers to train with. */
  enum Layers {
    /** Ours. */
    HANDWRITTEN,
    /** Deeplearning4j's. */
    BUILTIN
  }

  @Mixin private DataOption data;

  @Mixin private NetworkOptions network;

  @Option(
      names = "--layers",
      paramLabel = "KIND",
      defaultValue = "HANDWRITTEN",
      order = 4,
      description = "handwritten or builtin (default: handwritten).")
  private Layers layers;

  @Mixin private InputOptions input;

  @Mixin private RecipeOptions recipe;

  @Mixin private TrainingOptions training;

  @Mixin private RunOptions run;

  @Mixin private TrialOptions trial;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "models/model.zip",
      order = 25,
      description = "File for the trained network (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Spec private CommandSpec spec;

  TrainCommand(Session session) {
    super(session);
  }

  @Override
  ExitCode run() throws Exception {
    return run.resume() == null ? begin() : resume();
  }

  private ExitCode begin() throws IOException {
    requireValid();
    if (!trial.dryRun() && trial.overfitBatches() == 0 && trial.findLearningRate() == null) {
      OutputFolder.requireWritable(out);
    }
    ImageDataSource whole = data.open();
    applyRecipe(whole.shape());
    RunImages images = images(whole);
    Model model = model(images.course());
    int threads = useThreads(training.threads());
    Map<String, String> options = RecordedOptions.of(spec, NOT_RECORDED);
    options.put(THREADS, Integer.toString(threads));
    RunConfig config =
        new RunConfig(
            RunConfig.FORMAT, network.name(), images.course().name(), layersName(), options);
    String name = run.name(network.name(), images.course().name());
    if (trial.dryRun()) {
      return DryRun.run(
          session(),
          Network.of(model),
          batches(images.course()),
          images,
          config,
          training.epochs(),
          run.runs().resolve(name),
          out);
    }
    if (trial.overfitBatches() > 0) {
      return overfit(images.course(), model);
    }
    if (trial.findLearningRate() != null) {
      return findLearningRate(images.course(), model, config);
    }
    Manifest manifest = manifest(images, options, threads, model);
    try (RunFolder folder =
        RunFolder.create(run.runs(), name, config, manifest, model, images.course().normalizer())) {
      return training(folder, images).run();
    } catch (IOException e) {
      throw new EnvironmentException(Failure.of(e).message(), e);
    }
  }

  private void applyRecipe(ImageShape shape) {
    if (network.bringsOptimiser() && recipe.isGiven()) {
      throw new UsageException(
          "--recipe: expected a new network by its name, found one from a file, which has an"
              + " optimiser of its own");
    }
    String words = recipe.apply(spec, shape, network.isGiven());
    if (!words.isEmpty()) {
      session().terminal().message("recipe: " + words);
    }
    requireValid();
  }

  private RunImages images(ImageDataSource whole) {
    ImageDataSource course =
        input.applyTo(run.split(whole, training.limit(), training.seed()), network.scale());
    return new RunImages(course, whole.withScale(course.scale()), run.validation());
  }

  private ExitCode overfit(ImageDataSource images, Model model) throws IOException {
    return OverfitCheck.run(
        session(),
        Network.of(model),
        () -> images.train(training.batch(), training.seed(), overfitLimit()),
        overfitEpochs(),
        training.seed(),
        recipe.smoothing());
  }

  private int overfitLimit() {
    return (int) Math.min(training.limit(), (long) trial.overfitBatches() * training.batch());
  }

  private int overfitEpochs() {
    boolean given = spec.commandLine().getParseResult().hasMatchedOption(EPOCHS);
    return given ? training.epochs() : EPOCHS_TO_OVERFIT;
  }

  private ExitCode findLearningRate(ImageDataSource images, Model model, RunConfig config)
      throws IOException {
    return LearningRateSearch.run(
        session(),
        Network.of(model),
        batches(images),
        training.seed(),
        recipe.smoothing(),
        config,
        command(config.options()) + " --find-lr=" + CompareCommand.word(trial.findLearningRate()),
        trial.findLearningRate());
  }

  private ExitCode resume() throws IOException {
    requireAlone();
    try (RunFolder folder = RunFolder.open(run.resumed(), network.allowed())) {
      return recorded(folder.config()).goOn(folder);
    }
  }

  private void requireAlone() {
    for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
      if (!option.inherited() && !BESIDE_RESUME.contains(option.longestName())) {
        throw new UsageException(
            "--resume: expected no option beside it but --runs,"
                + " --allow-class and --classpath, as a run goes on with those it"
                + " began with; found "
                + option.longestName());
      }
    }
  }

  /** The verb as it was called when the run began. */
  private TrainCommand recorded(RunConfig config) {
    TrainCommand command = new TrainCommand(session());
    new CommandLine(command)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(RecordedOptions.words(config.options()).toArray(String[]::new));
    return command;
  }

  private ExitCode goOn(RunFolder folder) throws IOException {
    requireValid();
    OutputFolder.requireWritable(out);
    Manifest manifest = folder.manifest();
    RunImages images = images(data.open());
    if (!images.whole().files().equals(manifest.data())) {
      throw new DataException(
          "data "
              + data.name()
              + ": expected the files that the run began with, found others (compare the hashes in "
              + folder.path().resolve("manifest.json")
              + "); put them back, or start a new run");
    }
    useThreads(training.threads());
    RunManifests.differences(manifest, code(), environment())
        .forEach(
            difference ->
                session()
                    .terminal()
                    .message(
                        difference + "; the weights may end otherwise than without the break"));
    return training(folder, images).run();
  }

  private void requireValid() {
    training.requireValid();
    network.requireValid();
    input.requireValid();
    recipe.requireValid();
    run.requireValid();
    trial.requireValid();
  }

  private TrainingSettings settings() {
    return new TrainingSettings(
        training.epochs(),
        training.seed(),
        run.patience(),
        TrainingSettings.NO_GOAL,
        recipe.smoothing(),
        recipe.views());
  }

  private RunTraining training(RunFolder folder, RunImages images) {
    return new RunTraining(
        session(), folder, batches(images.course()), images, settings(), run.cadence(), out);
  }

  /** The network to train, with the layers asked for. */
  private Model model(ImageDataSource images) {
    int steps =
        trial.overfitBatches() > 0
            ? overfitEpochs() * trial.overfitBatches()
            : training.epochs() * batches(images).numberOfBatches();
    Model start = network.create(images, training.seed(), training.type(), steps);
    Twinned<? extends Model> twin =
        layers == Layers.HANDWRITTEN ? Twin.handwritten(start) : Twin.builtin(start);
    Network trained = Compare.network(twin.network());
    Compare.requireTrainable(trained, images);
    return twin.network();
  }

  /** The training images, as training sees them. */
  private ImageIterator batches(ImageDataSource images) {
    return images.train(training.batch(), training.seed(), training.limit(), input.augmentation());
  }

  private static int useThreads(int asked) {
    int threads = asked > 0 ? asked : Runtime.getRuntime().availableProcessors();
    Threads.use(threads);
    return threads;
  }

  private Manifest manifest(RunImages images, Map<String, String> options, int threads, Model model)
      throws IOException {
    ImageIterator batches = batches(images.course());
    return RunManifests.of(
        command(options),
        images.whole().files(),
        images.whole().warnings(),
        code(),
        environment(),
        threads,
        training.seed(),
        model,
        batches.numberOfExamples(),
        images.heldOut(),
        images.whole().numberOfTestExamples(),
        batches.numberOfBatches());
  }

  /** The command line that repeats this, with every setting. */
  private static String command(Map<String, String> options) {
    return "scripts/conv4j train "
        + RecordedOptions.words(options).stream()
            .map(CompareCommand::word)
            .collect(Collectors.joining(" "));
  }

  private static Map<String, String> code() throws IOException {
    return Versions.code();
  }

  private static Environment environment() {
    return MachineReader.read(Versions.conv4j());
  }

  private String layersName() {
    return layers.name().toLowerCase(Locale.ROOT);
  }
}
