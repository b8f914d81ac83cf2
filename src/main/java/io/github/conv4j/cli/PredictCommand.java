package io.github.conv4j.cli;

import io.github.conv4j.compare.Compare;
import io.github.conv4j.data.DataException;
import io.github.conv4j.data.Ground;
import io.github.conv4j.data.ImageFiles;
import io.github.conv4j.data.ImageShape;
import io.github.conv4j.data.PixelScale;
import io.github.conv4j.models.SafeModels;
import io.github.conv4j.nets.Network;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Classifies pictures. */
@Command(
    name = "predict",
    description = {
      "Classify PNG or JPEG pictures with a saved network.",
      "",
      "Pictures are scaled to the network's input size. For grey networks they are turned to grey,"
          + " and dark strokes on a light ground become light on dark, as in MNIST."
    })
final class PredictCommand extends Verb {
  private static final int SHOWN = 3;

  @Option(
      names = "--model",
      paramLabel = "ZIP",
      defaultValue = "models/model.zip",
      order = 1,
      description = "A saved network (default: ${DEFAULT-VALUE}).")
  private Path model;

  @Option(
      names = "--size",
      paramLabel = "CxHxW",
      defaultValue = "1x28x28",
      order = 2,
      description = "Input of the network: channels, height, width (default: ${DEFAULT-VALUE}).")
  private String size;

  @Mixin private OwnClasses own;

  @Parameters(paramLabel = "IMAGE", arity = "1..*", description = "PNG or JPEG files.")
  private List<Path> images;

  /**
   * A classified picture.
   *
   * @param image its file
   * @param prediction the likeliest class
   * @param probability its score
   * @param scores all scores, by class
   */
  record Prediction(String image, int prediction, double probability, List<Double> scores) {}

  PredictCommand(Session session) {
    super(session);
  }

  @Override
  ExitCode run() {
    ImageShape shape = Sizes.parse("--size", size);
    Ground ground = shape.channels() == 1 ? Ground.DARK : Ground.AS_IS;
    Network network = Compare.network(SafeModels.load(model, own.allowed()));
    PixelScale scale = SavedScale.of(model).scale();
    List<Prediction> predictions = new ArrayList<>();
    for (Path image : images) {
      session().interruption().check();
      INDArray pixels = ImageFiles.read(image, shape, ground);
      scale.apply(pixels);
      predictions.add(prediction(image, scores(network, pixels, shape)));
    }
    if (session().options().json()) {
      session().printJson(predictions);
    } else {
      predictions.forEach(this::print);
    }
    return ExitCode.PASS;
  }

  private INDArray scores(Network network, INDArray pixels, ImageShape shape) {
    INDArray scores;
    try {
      scores = network.output(pixels.castTo(network.dataType()));
    } catch (RuntimeException e) {
      throw new DataException(
          "the network "
              + model
              + " does not take pictures of "
              + shape
              + "; give its input size with --size",
          e);
    }
    if (scores.rank() != 2 || !Double.isFinite(scores.sumNumber().doubleValue())) {
      throw new DataException(
          "the network "
              + model
              + " does not classify: expected one finite score per class, found "
              + Terminal.oneLine(scores.toString())
              + "; choose another --model");
    }
    return scores;
  }

  private static Prediction prediction(Path image, INDArray scores) {
    double[] values = scores.toDoubleVector();
    int best =
        IntStream.range(0, values.length)
            .boxed()
            .max(Comparator.comparingDouble(i -> values[i]))
            .orElseThrow();
    return new Prediction(
        image.toString(),
        best,
        values[best],
        IntStream.range(0, values.length).mapToObj(i -> values[i]).toList());
  }

  private void print(Prediction prediction) {
    List<Double> scores = prediction.scores();
    StringBuilder line = new StringBuilder(prediction.image()).append("   ");
    IntStream.range(0, scores.size())
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -scores.get(i)))
        .limit(SHOWN)
        .forEach(i -> line.append(Terminal.format("%d (%.1f %%)  ", i, 100 * scores.get(i))));
    session().terminal().println(line.toString().stripTrailing());
  }
}
