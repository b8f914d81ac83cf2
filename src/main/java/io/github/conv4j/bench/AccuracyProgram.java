package io.github.conv4j.bench;

import io.github.conv4j.data.ImageDataSource;
import io.github.conv4j.data.ImageIterator;
import io.github.conv4j.data.Mnist;
import io.github.conv4j.files.Causes;
import io.github.conv4j.nets.LeNet;
import io.github.conv4j.nets.Network;
import io.github.conv4j.nets.OneCycleSchedule;
import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.ProgressListener;
import io.github.conv4j.train.BatchesAhead;
import io.github.conv4j.train.Evaluator;
import io.github.conv4j.train.Threads;
import io.github.conv4j.twin.Twin;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;

/**
 * A process of its own that trains LeNet on MNIST until the test accuracy is reached: the learning
 * rate rises, falls to nearly 0 by the end of {@link #IMAGES}, and only then the test images are
 * looked at for the first time; if need be, training goes on at the last rate with a look every
 * {@link #FURTHER} images. Started by {@link AccuracyStage}, which watches the clock.
 */
public final class AccuracyProgram {

  /** Images until the learning rate has fallen. */
  static final int IMAGES = 60_000;

  /** Images between further looks. */
  static final int FURTHER = 6_400;

  /** Then it is given up. */
  static final int MOST_IMAGES = 300_000;

  private static final int BATCH = 96;
  private static final int TEST_BATCH = 500;
  private static final int IMAGES_PER_MESSAGE = 6_400;
  private static final long SEED = 1;
  private static final double RATE = 4e-3;

  private final PrintStream out;
  private final Network network;
  private final ImageDataSource data;
  private final ImageIterator batches;
  private BatchesAhead ahead;
  private long images;

  private AccuracyProgram(PrintStream out, boolean handwritten) {
    this.out = out;
    data = Mnist.open();
    MultiLayerNetwork builtin =
        LeNet.create(1, 28, 28, 10, SEED, DataType.FLOAT, adam(IMAGES / BATCH));
    network = Network.of(handwritten ? Twin.handwritten(builtin).network() : builtin);
    batches = data.train(BATCH, SEED, ImageDataSource.NO_LIMIT);
    ahead = new BatchesAhead(batches);
  }

  /**
   * Trains and tells.
   *
   * @param arguments "handwritten" or "builtin", threads, accuracy to reach
   */
  public static void main(String[] arguments) {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.setOut(new PrintStream(OutputStream.nullOutputStream()));
    try {
      Threads.use(Integer.parseInt(arguments[1]));
      new AccuracyProgram(out, arguments[0].equals("handwritten"))
          .run(Double.parseDouble(arguments[2]));
    } catch (RuntimeException | Error e) {
      out.println("failed " + Causes.line(e));
    }
    System.exit(0);
  }

  /** Adam whose rate rises and falls within the steps. */
  private static Adam adam(int steps) {
    return Adam.builder()
        .learningRate(RATE)
        .learningRateSchedule(new OneCycleSchedule(RATE, steps))
        .build();
  }

  private void run(double target) {
    out.println("ready");
    train(IMAGES);
    double accuracy = accuracy();
    while (accuracy < target && images < MOST_IMAGES) {
      train(images + FURTHER);
      accuracy = accuracy();
    }
    out.println("end " + accuracy + " " + images);
  }

  private void train(long until) {
    long told = images;
    while (images < until) {
      if (!ahead.hasNext()) {
        ahead.close();
        batches.reset();
        ahead = new BatchesAhead(batches);
      }
      DataSet batch = ahead.next();
      network.fit(batch);
      images += batch.numExamples();
      if (images - told >= IMAGES_PER_MESSAGE) {
        told = images;
        out.println("images " + images);
      }
    }
  }

  private double accuracy() {
    ImageIterator test = data.test(TEST_BATCH, ImageDataSource.NO_LIMIT);
    return Evaluator.evaluate(
            "test",
            network::output,
            () -> test,
            test.numberOfExamples(),
            data.classNames().size(),
            ProgressListener.SILENT,
            new Interruption())
        .accuracy();
  }
}
