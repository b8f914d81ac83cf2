package io.github.conv4j.cli;

import io.github.conv4j.compare.NewNetworks;
import io.github.conv4j.data.ImageDataSource;
import io.github.conv4j.models.AllowedClasses;
import io.github.conv4j.models.ConfigurationFile;
import io.github.conv4j.models.SafeModels;
import io.github.conv4j.nets.Network;
import io.github.conv4j.nets.NetworkCatalog;
import io.github.conv4j.nets.ScheduleCatalog;
import io.github.conv4j.nets.UpdaterCatalog;
import io.github.conv4j.nets.WeightDecays;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.IUpdater;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which network to train, and by which optimiser. */
final class NetworkOptions {

  @Option(
      names = "--net",
      paramLabel = "NAME",
      completionCandidates = NetworkNames.class,
      order = 2,
      description =
          "A new network: ${COMPLETION-CANDIDATES}, or a .json file with a configuration of"
              + " Deeplearning4j (default: the recipe's, or lenet).")
  private String net;

  @Option(
      names = "--model",
      paramLabel = "ZIP",
      order = 3,
      description = "Go on training this network instead of a new one.")
  private Path model;

  @Option(
      names = "--updater",
      paramLabel = "NAME",
      order = 21,
      description = "adam, nesterovs, rmsprop or sgd (default: the network's own).")
  private String updater;

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      order = 22,
      description = "Learning rate (default: the network's, or the updater's usual one).")
  private Double rate;

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      order = 23,
      description =
          "Course of the learning rate: constant, linear, step, cosine or one-cycle (default:"
              + " the network's, or constant with --lr or --updater).")
  private String schedule;

  @Option(
      names = "--weight-decay",
      paramLabel = "FACTOR",
      order = 24,
      description = "Decay of weights per step and rate; replaces the network's own l1 and l2.")
  private Double weightDecay;

  @Mixin private OwnClasses own;

  /** Refuses values that make no sense, before anything long begins. */
  void requireValid() {
    if (net != null && model != null) {
      throw new UsageException("--net: expected it or --model, found both");
    }
    if (model != null && (updater != null || schedule != null)) {
      throw new UsageException(
          (updater != null ? "--updater" : "--schedule")
              + ": expected only --lr beside --model, whose updater and schedule are in the file");
    }
    if (rate != null && !(rate > 0 && Double.isFinite(rate))) {
      throw new UsageException("--lr: expected a number above 0, found " + rate);
    }
    if (weightDecay != null && !(weightDecay >= 0 && Double.isFinite(weightDecay))) {
      throw new UsageException("--weight-decay: expected 0 or more, found " + weightDecay);
    }
    if (isFile() && (updater != null || schedule != null)) {
      throw new UsageException(
          (updater != null ? "--updater" : "--schedule")
              + ": expected only --lr beside a file for --net, whose updater and schedule are in"
              + " it");
    }
    if (!isFile()) {
      network();
    }
    chosenUpdater();
    chosenSchedule();
  }

  /** The classes that its files may name. */
  AllowedClasses allowed() {
    return own.allowed();
  }

  /** Whether the command line says which network to train. */
  boolean isGiven() {
    return net != null || model != null;
  }

  /** Whether the network is from a file, with an optimiser of its own. */
  boolean bringsOptimiser() {
    return model != null || isFile();
  }

  /** Name of the network, or of its file. */
  String name() {
    if (isFile()) {
      return stem(Path.of(net));
    }
    return model == null ? network().name() : stem(model);
  }

  /** How the network's file wants its pixels; empty for a new network. */
  Optional<SavedScale> scale() {
    return Optional.ofNullable(model).map(SavedScale::of);
  }

  private static String stem(Path file) {
    return file.getFileName().toString().replaceFirst("\\.(zip|json)$", "");
  }

  /**
   * The network, before it is exchanged for its twin.
   *
   * @param data the images it is for
   * @param seed seed of new weights
   * @param type type of a new network
   * @param steps steps of the whole training, for schedules
   */
  Model create(ImageDataSource data, long seed, DataType type, int steps) {
    Model created = loadedOrNew(data, seed, type, steps);
    if (weightDecay != null) {
      WeightDecays.set(created, weightDecay);
    }
    return created;
  }

  private Model loadedOrNew(ImageDataSource data, long seed, DataType type, int steps) {
    if (model != null || isFile()) {
      Model loaded =
          model != null
              ? SafeModels.load(model, own.allowed())
              : ConfigurationFile.load(Path.of(net), seed, own.allowed());
      if (rate != null) {
        Network.of(loaded).setLearningRate(rate);
      }
      return loaded;
    }
    return NewNetworks.create(network(), data, seed, type, optimiser(steps));
  }

  private boolean isFile() {
    return net != null && isFile(net);
  }

  /** Whether a value of --net is a file, not a name. */
  static boolean isFile(String net) {
    return net.endsWith(".json");
  }

  private Optional<IUpdater> optimiser(int steps) {
    if (updater == null && rate == null && schedule == null) {
      return Optional.empty();
    }
    UpdaterCatalog.Entry chosen = chosenUpdater();
    return Optional.of(
        chosen
            .factory()
            .apply(chosenSchedule().factory().create(rate == null ? chosen.rate() : rate, steps)));
  }

  private NetworkCatalog.Entry network() {
    return net == null
        ? NetworkCatalog.entries().get(0)
        : NetworkCatalog.find(net)
            .orElseThrow(
                () -> unknown("--net", net, NetworkCatalog.entries(), NetworkCatalog.Entry::name));
  }

  private UpdaterCatalog.Entry chosenUpdater() {
    return updater == null
        ? UpdaterCatalog.entries().get(0)
        : UpdaterCatalog.find(updater)
            .orElseThrow(
                () ->
                    unknown(
                        "--updater",
                        updater,
                        UpdaterCatalog.entries(),
                        UpdaterCatalog.Entry::name));
  }

  private ScheduleCatalog.Entry chosenSchedule() {
    return schedule == null
        ? ScheduleCatalog.entries().get(0)
        : ScheduleCatalog.find(schedule)
            .orElseThrow(
                () ->
                    unknown(
                        "--schedule",
                        schedule,
                        ScheduleCatalog.entries(),
                        ScheduleCatalog.Entry::name));
  }

  private static <T> UsageException unknown(
      String option, String found, List<T> entries, Function<T, String> name) {
    return new UsageException(
        option
            + ": expected one of "
            + entries.stream().map(name).collect(Collectors.joining(", "))
            + ", found "
            + found);
  }
}
