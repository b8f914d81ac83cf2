package io.github.conv4j.compare;

import io.github.conv4j.machine.ResidentMemory;
import io.github.conv4j.models.AllowedClasses;
import io.github.conv4j.models.JvmGuard;
import io.github.conv4j.models.SafeModels;
import io.github.conv4j.nets.Network;
import io.github.conv4j.train.Threads;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A process of its own that trains and runs one network for a moment and prints the largest
 * resident memory it had, in bytes. Started by {@link PeakMemory}.
 */
public final class MemoryProbe {

  private static final int SAMPLE_MILLISECONDS = 5;
  private static final int ARGUMENTS = 8;

  private MemoryProbe() {}

  /**
   * Runs the probe.
   *
   * @param arguments model file, threads, classes, batch, steps, then channels, height, width, then
   *     names of further classes that the file may name
   */
  public static void main(String[] arguments) {
    AtomicLong peak = new AtomicLong();
    Thread sampler = new Thread(() -> sample(peak), "memory sampler");
    sampler.setDaemon(true);
    sampler.start();
    JvmGuard.take();
    AllowedClasses allowed =
        AllowedClasses.standard()
            .and(Arrays.asList(arguments).subList(ARGUMENTS, arguments.length));
    JvmGuard.allowOnly(allowed);
    Threads.use(Integer.parseInt(arguments[1]));
    Network network = Network.of(SafeModels.load(Path.of(arguments[0]), allowed));
    int classes = Integer.parseInt(arguments[2]);
    int batch = Integer.parseInt(arguments[3]);
    int steps = Integer.parseInt(arguments[4]);
    INDArray images =
        Nd4j.rand(
                batch,
                Integer.parseInt(arguments[5]),
                Integer.parseInt(arguments[6]),
                Integer.parseInt(arguments[7]))
            .castTo(network.dataType());
    INDArray labels = Nd4j.zeros(network.dataType(), batch, classes);
    for (int i = 0; i < batch; i++) {
      labels.putScalar(i, i % classes, 1);
    }
    for (int step = 0; step < steps; step++) {
      network.fit(new DataSet(images, labels));
      network.output(images);
    }
    System.out.println("peak " + ResidentMemory.peak().orElseGet(peak::get));
  }

  private static void sample(AtomicLong peak) {
    while (true) {
      peak.accumulateAndGet(Pointer.physicalBytes(), Math::max);
      try {
        Thread.sleep(SAMPLE_MILLISECONDS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }
}
