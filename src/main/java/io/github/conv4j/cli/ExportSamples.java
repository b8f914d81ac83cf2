package io.github.conv4j.cli;

import io.github.conv4j.data.DataException;
import io.github.conv4j.data.DataSources;
import io.github.conv4j.data.ImageDataSource;
import io.github.conv4j.data.ImageShape;
import io.github.conv4j.data.PixelScale;
import io.github.conv4j.export.Samples;
import io.github.conv4j.store.Places;
import io.github.conv4j.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * What exported files are compared with: test images where there are any of the right size, else
 * numbers drawn at random.
 *
 * @param samples the examples
 * @param source where they are from, in words
 * @param real whether they are test images
 */
record ExportSamples(Samples samples, String source, boolean real) {
  private static final int EXAMPLES = 72;
  private static final long SEED = 20_260_622;
  private static final int PIXEL_VALUES = 256;

  /** Of all examples together. */
  private static final long MOST_VALUES = 32L << 20;

  /** Tried where the command line names no data. */
  private static final List<String> KNOWN = List.of("mnist", "cifar10");

  /**
   * Finds examples.
   *
   * @param data what the user named, or else {@link #first}
   * @param shapes shapes of the network's inputs
   * @param scale what the network's pixels go through
   * @param pixels whether files take pixels as they are
   * @param places where other known data may be
   */
  static ExportSamples find(
      Optional<ImageDataSource> data,
      List<List<Integer>> shapes,
      PixelScale scale,
      boolean pixels,
      Places places) {
    Optional<ImageDataSource> images =
        data.filter(source -> fits(source, shapes))
            .or(
                () ->
                    KNOWN.stream()
                        .skip(1)
                        .flatMap(name -> known(name, places).stream())
                        .filter(source -> fits(source, shapes))
                        .findFirst());
    return images
        .map(source -> of(source, scale, pixels))
        .orElseGet(() -> drawn(shapes, scale, pixels));
  }

  /** The data that most networks are for, if it is on this machine. */
  static Optional<ImageDataSource> first(Places places) {
    return known(KNOWN.get(0), places);
  }

  private static boolean fits(ImageDataSource source, List<List<Integer>> shapes) {
    return shapes.equals(List.of(shape(source.shape())));
  }

  private static Optional<ImageDataSource> known(String name, Places places) {
    try {
      return Optional.of(DataSources.open(name, places));
    } catch (DataException | StoreException e) {
      // Not on this machine.
      return Optional.empty();
    }
  }

  static List<Integer> shape(ImageShape shape) {
    return List.of(shape.channels(), shape.height(), shape.width());
  }

  private static ExportSamples of(ImageDataSource source, PixelScale scale, boolean pixels) {
    INDArray raw = source.withScale(PixelScale.RAW).test(EXAMPLES, EXAMPLES).next().getFeatures();
    return new ExportSamples(
        scaled(raw, scale, pixels), raw.size(0) + " test images of " + source.name(), true);
  }

  private static Samples scaled(INDArray raw, PixelScale scale, boolean pixels) {
    INDArray images = raw.castTo(DataType.FLOAT).dup('c');
    scale.apply(images);
    return pixels
        ? new Samples(List.of(images), List.of(raw.castTo(DataType.UINT8)))
        : new Samples(List.of(images));
  }

  private static ExportSamples drawn(List<List<Integer>> shapes, PixelScale scale, boolean pixels) {
    Nd4j.getRandom().setSeed(SEED);
    long each =
        shapes.stream()
            .mapToLong(
                shape -> shape.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b))
            .sum();
    int count = (int) Math.max(1, Math.min(EXAMPLES, MOST_VALUES / each));
    String source = count + " examples drawn at random (no data of this size on this machine)";
    if (pixels || shapes.size() == 1 && shapes.get(0).size() == 3) {
      INDArray raw =
          Transforms.floor(
              Nd4j.rand(DataType.FLOAT, batch(shapes.get(0), count)).mul(PIXEL_VALUES));
      return new ExportSamples(scaled(raw, scale, pixels), source, false);
    }
    List<INDArray> inputs = new ArrayList<>();
    shapes.forEach(shape -> inputs.add(Nd4j.randn(DataType.FLOAT, batch(shape, count))));
    return new ExportSamples(new Samples(inputs), source, false);
  }

  private static long[] batch(List<Integer> shape, int count) {
    long[] dimensions = new long[shape.size() + 1];
    dimensions[0] = count;
    for (int i = 0; i < shape.size(); i++) {
      dimensions[i + 1] = shape.get(i);
    }
    return dimensions;
  }
}
