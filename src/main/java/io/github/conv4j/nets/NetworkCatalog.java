package io.github.conv4j.nets;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.deeplearning4j.nn.api.Model;

/** The networks that conv4j brings, by name: the place to add one. */
public final class NetworkCatalog {

  private static final List<Entry> ENTRIES =
      List.of(
          new Entry(
              "lenet",
              "two convolutions, for MNIST",
              spec ->
                  LeNet.create(
                      spec.channels(),
                      spec.height(),
                      spec.width(),
                      spec.classes(),
                      spec.seed(),
                      spec.type(),
                      spec.updater().orElseGet(LeNet::updater))),
          new Entry(
              "cifarcnn",
              "four convolutions, for CIFAR-10",
              spec ->
                  CifarCnn.create(
                      spec.channels(),
                      spec.height(),
                      spec.width(),
                      spec.classes(),
                      spec.seed(),
                      spec.type(),
                      spec.updater().orElseGet(CifarCnn::updater))),
          new Entry(
              "vgg",
              "four convolutions with batch normalisation, for CIFAR-10: quick",
              Vgg::create),
          new Entry("resnet9", "residual network of 9 layers, for CIFAR-10", ResNet9::create),
          new Entry(
              "airbench",
              "whitening and six convolutions, for CIFAR-10: accurate for its time",
              Airbench::create),
          new Entry(
              "resnet20",
              "residual network of 20 layers, for CIFAR-10",
              spec ->
                  ResNet20.create(
                      spec.channels(),
                      spec.height(),
                      spec.width(),
                      spec.classes(),
                      spec.seed(),
                      spec.type(),
                      spec.updater().orElseGet(ResNet20::updater),
                      ResNet20.WEIGHT_DECAY)));

  private NetworkCatalog() {}

  /**
   * A kind of network.
   *
   * @param name name on the command line
   * @param description a few words
   * @param factory makes an initialised network of built-in layers
   */
  public record Entry(
      String name, String description, Function<NetworkSpec, ? extends Model> factory) {}

  /**
   * All of them.
   *
   * @return in the order to show them
   */
  public static List<Entry> entries() {
    return ENTRIES;
  }

  /**
   * Finds a network.
   *
   * @param name its name, in any case
   * @return the network, if there is one of that name
   */
  public static Optional<Entry> find(String name) {
    return ENTRIES.stream()
        .filter(entry -> entry.name().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst();
  }
}
