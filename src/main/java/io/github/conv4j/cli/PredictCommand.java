package io.github.conv4j.cli;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.conv4j.data.DataException;
import io.github.conv4j.data.Ground;
import io.github.conv4j.data.ImageFiles;
import io.github.conv4j.data.ImageShape;
import io.github.conv4j.data.PixelScale;
import io.github.conv4j.infer.Classifier;
import io.github.conv4j.infer.Classifiers;
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
  private static final List<Integer> USUAL = List.of(1, 28, 28);

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      defaultValue = "models/model.zip",
      order = 1,
      description =
          "A saved network: Deeplearning4j zip, ONNX or SameDiff (default: ${DEFAULT-VALUE}).")
  private Path model;

  @Option(
      names = "--size",
      paramLabel = "CxHxW",
      order = 2,
      description =
          "Input of the network: channels, height, width (default: as its file says, else"
              + " 1x28x28).")
  private String size;

  @Mixin private OwnClasses own;

  @Parameters(paramLabel = "IMAGE", arity = "1..*", description = "PNG or JPEG files.")
  private List<Path> images;

  /**
   * A classified picture.
   *
   * @param image its file
   * @param prediction the likeliest class
   * @param label its name, if the network's file holds names
   * @param probability its score
   * @param scores all scores, by class
   * @param labels names of all classes, if the file holds them
   */
  record Prediction(
      String image,
      int prediction,
      @JsonInclude(JsonInclude.Include.NON_NULL) String label,
      double probability,
      List<Double> scores,
      @JsonIgnore List<String> labels) {}

  PredictCommand(Session session) {
    super(session);
  }

  @Override
  ExitCode run() {
    try (Classifier network = Classifiers.open(model, own.allowed())) {
      return classify(network);
    }
  }

  private ExitCode classify(Classifier network) {
    ImageShape shape = shape(network);
    Ground ground = shape.channels() == 1 ? Ground.DARK : Ground.AS_IS;
    PixelScale scale = network.scale();
    List<Prediction> predictions = new ArrayList<>();
    List<DataException> unreadable = new ArrayList<>();
    for (Path image : images) {
      session().interruption().check();
      INDArray pixels;
      try {
        pixels = ImageFiles.read(image, shape, ground);
      } catch (DataException e) {
        // The others have answers all the same.
        unreadable.add(e);
        continue;
      }
      scaled(scale, pixels, shape);
      predictions.add(prediction(image, scores(network, pixels, shape), network.labels()));
    }
    if (predictions.isEmpty() && !unreadable.isEmpty()) {
      throw unreadable.get(0);
    }
    if (session().options().json()) {
      session().printJson(predictions);
    } else {
      predictions.forEach(this::print);
    }
    unreadable.forEach(e -> session().terminal().message(e.getMessage()));
    return unreadable.isEmpty() ? ExitCode.PASS : ExitCode.UNUSABLE_FILE;
  }

  private void scaled(PixelScale scale, INDArray pixels, ImageShape shape) {
    try {
      scale.apply(pixels);
    } catch (IllegalArgumentException | DataException e) {
      throw new DataException(
          "the network "
              + model
              + " scales the pixels of "
              + scale.means().size()
              + " channels, and does not say how large its pictures are: "
              + shape
              + " was tried; give its input size with --size, such as 3x32x32",
          e);
    }
  }

  private ImageShape shape(Classifier network) {
    if (size != null) {
      return Sizes.parse("--size", size);
    }
    List<Integer> sizes = network.shape().orElse(USUAL);
    try {
      return new ImageShape(sizes.get(0), sizes.get(1), sizes.get(2));
    } catch (IllegalArgumentException e) {
      throw new DataException("the network " + model + ": " + e.getMessage(), e);
    }
  }

  private INDArray scores(Classifier network, INDArray pixels, ImageShape shape) {
    INDArray scores;
    try {
      scores = network.scores(pixels);
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

  private static Prediction prediction(Path image, INDArray scores, List<String> labels) {
    double[] values = scores.toDoubleVector();
    int best =
        IntStream.range(0, values.length)
            .boxed()
            .max(Comparator.comparingDouble(i -> values[i]))
            .orElseThrow();
    return new Prediction(
        image.toString(),
        best,
        best < labels.size() ? labels.get(best) : null,
        values[best],
        IntStream.range(0, values.length).mapToObj(i -> values[i]).toList(),
        labels);
  }

  private void print(Prediction prediction) {
    List<Double> scores = prediction.scores();
    StringBuilder line = new StringBuilder(prediction.image()).append("   ");
    IntStream.range(0, scores.size())
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -scores.get(i)))
        .limit(SHOWN)
        .forEach(
            i ->
                line.append(
                    Terminal.format("%s (%.1f %%)  ", name(prediction, i), 100 * scores.get(i))));
    session().terminal().println(line.toString().stripTrailing());
  }

  private static String name(Prediction prediction, int index) {
    List<String> labels = prediction.labels();
    return index < labels.size() ? labels.get(index) : Integer.toString(index);
  }
}
