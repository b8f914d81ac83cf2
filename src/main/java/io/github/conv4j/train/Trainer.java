package io.github.conv4j.train;

import io.github.conv4j.data.ImageIterator;
import io.github.conv4j.nets.Network;
import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.ProgressListener;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.dataset.DataSet;

/** Trains one network for a number of epochs. */
public final class Trainer {

  private final Network network;
  private final ProgressListener progress;
  private final Interruption interruption;

  /**
   * A trainer.
   *
   * @param network the network, which training changes
   * @param progress told per batch
   * @param interruption asked per batch
   */
  public Trainer(Network network, ProgressListener progress, Interruption interruption) {
    this.network = network;
    this.progress = progress;
    this.interruption = interruption;
  }

  /**
   * What an epoch was like.
   *
   * @param losses loss of every step
   * @param seconds wall time of the steps
   * @param images images seen
   */
  public record Epoch(List<Double> losses, double seconds, long images) {

    /** Copies the losses. */
    public Epoch {
      losses = List.copyOf(losses);
    }

    /**
     * Speed.
     *
     * @return images per second
     */
    public double imagesPerSecond() {
      return images / seconds;
    }

    /**
     * Mean loss.
     *
     * @return the mean over the epoch's steps
     */
    public double meanLoss() {
      return losses.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }
  }

  /**
   * Trains one epoch.
   *
   * @param task name for the progress display, such as "epoch 1/3"
   * @param batches the epoch's batches; reset afterwards, which moves it to the next epoch
   * @return what it was like
   * @throws TrainingDivergedException if a loss is not a finite number
   */
  public Epoch train(String task, ImageIterator batches) {
    List<Double> losses = new ArrayList<>();
    long images = 0;
    long start = System.nanoTime();
    progress.start(task, batches.numberOfExamples(), "images");
    try (BatchesAhead ahead = new BatchesAhead(batches)) {
      while (ahead.hasNext()) {
        interruption.check();
        DataSet batch = ahead.next();
        network.fit(batch);
        images += batch.numExamples();
        double loss = network.score();
        losses.add(loss);
        TrainingDivergedException.requireFinite(loss, losses.size());
        Map<String, Double> measures = new LinkedHashMap<>();
        measures.put("loss", loss);
        progress.step(images, measures);
      }
    } finally {
      progress.finish();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    batches.reset();
    network.endEpoch();
    return new Epoch(losses, seconds, images);
  }
}
