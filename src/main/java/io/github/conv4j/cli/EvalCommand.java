package io.github.conv4j.cli;

import io.github.conv4j.compare.Compare;
import io.github.conv4j.data.ImageDataSource;
import io.github.conv4j.data.ImageIterator;
import io.github.conv4j.infer.Classifier;
import io.github.conv4j.infer.Classifiers;
import io.github.conv4j.train.Evaluation;
import io.github.conv4j.train.Evaluator;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Tests a saved network. */
@Command(name = "eval", description = "Test a saved network on labelled test images.")
final class EvalCommand extends Verb {
  @Parameters(
      paramLabel = "MODEL",
      description = "A saved network: Deeplearning4j zip, ONNX or SameDiff.")
  private Path model;

  @Mixin private DataOption data;

  @Mixin private ViewOptions views;

  @Mixin private OwnClasses own;

  /**
   * What the test found.
   *
   * @param model the network's file
   * @param data name of the data
   * @param testFlip whether scores are the average of an image and its mirror image
   * @param testShift by how many pixels images were also moved for such averages
   * @param images number of test images
   * @param correct images classified correctly
   * @param accuracy correct / images
   * @param classes class names, by index
   * @param confusion rows: true class; columns: predicted class
   */
  record Result(
      String model,
      String data,
      boolean testFlip,
      int testShift,
      long images,
      long correct,
      double accuracy,
      List<String> classes,
      List<List<Long>> confusion) {}

  EvalCommand(Session session) {
    super(session);
  }

  @Override
  ExitCode run() {
    views.requireValid();
    try (Classifier network = Classifiers.open(model, own.allowed())) {
      return test(network);
    }
  }

  private ExitCode test(Classifier network) {
    ImageDataSource images = SavedScale.of(model, network).applyTo(data.open());
    Compare.requireFit(network::scores, images);
    ImageIterator test = images.test(100, ImageDataSource.NO_LIMIT);
    Evaluation evaluation =
        Evaluator.evaluate(
            "test",
            views.views().of(network::scores),
            () -> test,
            test.numberOfExamples(),
            images.classNames().size(),
            session().progress(),
            session().interruption());
    if (session().options().json()) {
      session()
          .printJson(
              new Result(
                  model.toString(),
                  images.name(),
                  views.views().mirrored(),
                  views.views().shift(),
                  evaluation.total(),
                  evaluation.correct(),
                  evaluation.accuracy(),
                  images.classNames(),
                  evaluation.confusion()));
      return ExitCode.PASS;
    }
    ResultTable table = new ResultTable().row("class", "images", "correct", "accuracy");
    for (int c = 0; c < images.classNames().size(); c++) {
      List<Long> row = evaluation.confusion().get(c);
      long total = row.stream().mapToLong(Long::longValue).sum();
      table.row(
          images.classNames().get(c),
          Terminal.format("%,d", total),
          Terminal.format("%,d", row.get(c)),
          total == 0 ? "-" : Terminal.format("%.2f %%", 100.0 * row.get(c) / total));
    }
    table.row(
        "all",
        Terminal.format("%,d", evaluation.total()),
        Terminal.format("%,d", evaluation.correct()),
        Terminal.format("%.2f %%", 100 * evaluation.accuracy()));
    table.lines().forEach(session().terminal()::println);
    return ExitCode.PASS;
  }
}
