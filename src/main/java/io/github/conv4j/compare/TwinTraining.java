package io.github.conv4j.compare;

import io.github.conv4j.data.ImageDataSource;
import io.github.conv4j.data.ImageIterator;
import io.github.conv4j.nets.Network;
import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.Point;
import io.github.conv4j.result.ProgressListener;
import io.github.conv4j.train.Evaluator;
import io.github.conv4j.train.Threads;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Trains both twins on the same batches, taking turns: some batches with one, the same with the
 * other. So whatever else the machine does slows both alike. Batches are made before the clock
 * starts; each turn runs with its network's thread setting. Random numbers (dropout) are a function
 * of seed and step.
 */
final class TwinTraining {

  private static final int MOST_BATCHES_PER_TURN = 40;
  private static final int LEAST_BATCHES_PER_TURN = 8;
  private static final long MOST_BYTES_PER_TURN = 256L << 20;

  /** The first steps of a turn still feel the other network's threads and caches. */
  private static final int UNTIMED_STEPS = 2;

  static final int ACCURACY_POINTS = 6;

  private final ImageDataSource data;
  private final CompareOptions options;
  private final int pointImages;
  private final Pair<Integer> threads;
  private final ProgressListener progress;
  private final Interruption interruption;

  TwinTraining(
      ImageDataSource data,
      CompareOptions options,
      int pointImages,
      Pair<Integer> threads,
      ProgressListener progress,
      Interruption interruption) {
    this.data = data;
    this.options = options;
    this.pointImages = pointImages;
    this.threads = threads;
    this.progress = progress;
    this.interruption = interruption;
  }

  /** What one network did. */
  static final class Course {
    final List<Double> losses = new ArrayList<>();
    final List<Double> rates = new ArrayList<>();
    final List<Point> accuracies = new ArrayList<>();
    double seconds;
    long images;

    double imagesPerSecond() {
      return Statistics.median(rates);
    }
  }

  Pair<Course> train(Pair<Network> networks) {
    Pair<Course> courses = new Pair<>(new Course(), new Course());
    ImageIterator batches = options.batches(data);
    long total = (long) batches.numberOfBatches() * options.epochs();
    long step = 0;
    long turns =
        Math.min(MOST_BATCHES_PER_TURN, Math.max(LEAST_BATCHES_PER_TURN, total / ACCURACY_POINTS));
    long nextAccuracy = Math.max(1, total / ACCURACY_POINTS);
    progress.start("train both", 2L * batches.numberOfExamples() * options.epochs(), "images");
    try {
      for (int epoch = 0; epoch < options.epochs(); epoch++) {
        while (batches.hasNext()) {
          List<DataSet> turn = next(batches, turns);
          turn(networks.builtin(), threads.builtin(), turn, courses.builtin(), step, courses);
          turn(networks.custom(), threads.custom(), turn, courses.custom(), step, courses);
          step += turn.size();
          if (step >= nextAccuracy && step < total) {
            accuracy(networks, courses, step);
            nextAccuracy += Math.max(1, total / ACCURACY_POINTS);
          }
        }
        batches.reset();
        networks.builtin().endEpoch();
        networks.custom().endEpoch();
      }
    } finally {
      progress.finish();
    }
    return courses;
  }

  private static List<DataSet> next(ImageIterator batches, long most) {
    List<DataSet> turn = new ArrayList<>();
    long bytes = 0;
    while (batches.hasNext()
        && turn.size() < most
        && (turn.isEmpty() || bytes < MOST_BYTES_PER_TURN)) {
      DataSet batch = batches.next();
      turn.add(batch);
      INDArray images = batch.getFeatures();
      bytes += images.length() * images.dataType().width();
    }
    return turn;
  }

  private void turn(
      Network network,
      int threadSetting,
      List<DataSet> batches,
      Course course,
      long step,
      Pair<Course> both) {
    Threads.use(threadSetting);
    long images = 0;
    double seconds = 0;
    for (int i = 0; i < batches.size(); i++) {
      interruption.check();
      DataSet batch = batches.get(i);
      Nd4j.getRandom().setSeed(options.seed() + step + i);
      long start = System.nanoTime();
      network.fit(batch);
      double taken = (System.nanoTime() - start) / 1e9;
      course.losses.add(network.score());
      course.seconds += taken;
      course.images += batch.numExamples();
      if (i >= UNTIMED_STEPS || batches.size() <= UNTIMED_STEPS) {
        seconds += taken;
        images += batch.numExamples();
      }
      report(both);
    }
    course.rates.add(images / seconds);
  }

  private void report(Pair<Course> courses) {
    Map<String, Double> measures = new LinkedHashMap<>();
    measures.put("built-in loss", last(courses.builtin().losses));
    if (!courses.custom().losses.isEmpty()) {
      measures.put("handwritten loss", last(courses.custom().losses));
    }
    progress.step(courses.builtin().images + courses.custom().images, measures);
  }

  private static double last(List<Double> values) {
    return values.get(values.size() - 1);
  }

  private void accuracy(Pair<Network> networks, Pair<Course> courses, long step) {
    courses.builtin().accuracies.add(new Point(step, accuracy(networks.builtin())));
    courses.custom().accuracies.add(new Point(step, accuracy(networks.custom())));
  }

  private double accuracy(Network network) {
    ImageIterator images = data.test(options.batch(), pointImages);
    return Evaluator.evaluate(
            "",
            network::output,
            () -> images,
            images.numberOfExamples(),
            data.classNames().size(),
            ProgressListener.SILENT,
            interruption)
        .accuracy();
  }
}
