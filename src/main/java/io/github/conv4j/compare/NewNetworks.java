package io.github.conv4j.compare;

import io.github.conv4j.data.DataException;
import io.github.conv4j.data.ImageDataSource;
import io.github.conv4j.data.ImageShape;
import io.github.conv4j.nets.NetworkCatalog;
import io.github.conv4j.nets.NetworkSpec;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;

/** New networks for given images, to compare or to train. */
public final class NewNetworks {

  /** Larger images would give a network with a dense layer too many weights. */
  private static final int LARGEST_SMALL_SIDE = 64;

  /** What a network may look at before it is trained: images, and values in them. */
  private static final int EXAMPLES = 2_000;

  private static final int EXAMPLE_VALUES = 8_000_000;

  private NewNetworks() {}

  /**
   * The network that is taken for images if none is named: small enough to be compared in minutes.
   *
   * @param shape size of the images
   * @return lenet for small grey images, cifarcnn for small coloured ones, resnet20 for large ones
   */
  public static NetworkCatalog.Entry usual(ImageShape shape) {
    boolean small = Math.max(shape.height(), shape.width()) <= LARGEST_SMALL_SIDE;
    String name = !small ? "resnet20" : shape.channels() == 1 ? "lenet" : "cifarcnn";
    return NetworkCatalog.find(name).orElseThrow();
  }

  /**
   * A new network of built-in layers, initialised.
   *
   * @param entry which one
   * @param data the images it is for
   * @param seed seed of the weights, not 0
   * @param type FLOAT or DOUBLE
   * @return the network
   * @throws DataException if it cannot be built for images of this size
   */
  public static Model create(
      NetworkCatalog.Entry entry, ImageDataSource data, long seed, DataType type) {
    return create(entry, data, seed, type, Optional.empty());
  }

  /**
   * A new network of built-in layers, initialised.
   *
   * @param entry which one
   * @param data the images it is for
   * @param seed seed of the weights, not 0
   * @param type FLOAT or DOUBLE
   * @param updater optimiser with its learning rate; empty for the network's own
   * @return the network
   * @throws DataException if it cannot be built for images of this size
   */
  public static Model create(
      NetworkCatalog.Entry entry,
      ImageDataSource data,
      long seed,
      DataType type,
      Optional<IUpdater> updater) {
    ImageShape shape = data.shape();
    NetworkSpec spec =
        new NetworkSpec(
            shape.channels(),
            shape.height(),
            shape.width(),
            data.classNames().size(),
            seed,
            type,
            updater,
            Optional.of(() -> examples(data, seed)));
    try {
      return entry.factory().apply(spec);
    } catch (RuntimeException e) {
      throw new DataException(
          "network "
              + entry.name()
              + ": expected images that it can be built for, found "
              + shape
              + " ("
              + FitToData.firstLine(e)
              + "); choose another --net, or larger images",
          e);
    }
  }

  private static INDArray examples(ImageDataSource data, long seed) {
    ImageShape shape = data.shape();
    int values = shape.channels() * shape.height() * shape.width();
    int count = Math.max(1, Math.min(EXAMPLES, EXAMPLE_VALUES / values));
    return data.train(count, seed, count).next().getFeatures();
  }
}
