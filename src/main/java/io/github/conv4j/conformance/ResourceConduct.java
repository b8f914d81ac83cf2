package io.github.conv4j.conformance;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** Whether the layer leaves threads, standard output and memory alone. */
final class ResourceConduct {

  private static final int THREADS = 8;
  private static final int OUTPUTS = 10;
  private static final int BATCH = 4;
  private static final int WARM_UP = 300;
  private static final int SEGMENTS = 3;
  private static final int MOST_COLLECTIONS = 60;
  private static final int IDLE_COLLECTIONS = 4;
  private static final long SETTLING_MILLISECONDS = 40;
  private static final long KILOBYTE = 1L << 10;

  /** A collection that frees less has freed nothing. */
  private static final long FREED = 32 * KILOBYTE;

  /**
   * Growth per segment: 300 bytes per iteration of 10,000, less than one array that is kept. What
   * is collected late makes readings differ by a few hundred kilobytes.
   */
  private static final long HEAP = 1024 * KILOBYTE;

  /** Memory outside the heap that JavaCPP has handed out. */
  private static final long NATIVE = 256 * KILOBYTE;

  /**
   * The process: only a gross leak of code that allocates by itself shows, since the C library
   * keeps what was freed and its size swings by a hundred megabytes.
   */
  private static final long PROCESS = 64 * KILOBYTE * KILOBYTE;

  private final ConductNetworks networks;

  ResourceConduct(ConductNetworks networks) {
    this.networks = networks;
  }

  void threads() {
    MultiLayerNetwork network = networks.subject();
    List<INDArray> images = new ArrayList<>();
    List<INDArray> expected = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      images.add(networks.images(BATCH, DataType.DOUBLE, 30 + i));
      expected.add(network.output(images.get(i)).dup());
    }
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> runs = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        INDArray input = images.get(i);
        INDArray output = expected.get(i);
        runs.add(
            pool.submit(
                () -> {
                  for (int k = 0; k < OUTPUTS; k++) {
                    Findings.close(
                        output,
                        network.output(input),
                        Findings.RELATIVE,
                        "output, asked for by 8 threads at once");
                  }
                }));
      }
      for (Future<?> run : runs) {
        run.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException thrown ? thrown : new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      pool.shutdownNow();
    }
  }

  void silence() {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    PrintStream out = System.out;
    System.setOut(new PrintStream(ofThisThread(written, out), true, StandardCharsets.UTF_8));
    try {
      MultiLayerNetwork network = networks.subject();
      DataSet data = networks.data(BATCH, DataType.DOUBLE, 40);
      network.output(data.getFeatures());
      network.fit(data);
    } finally {
      System.setOut(out);
    }
    String text = written.toString(StandardCharsets.UTF_8).strip();
    Findings.require(
        text.isEmpty(),
        "wrote "
            + text.lines().count()
            + " lines to standard output, first: \""
            + text.lines().findFirst().orElse("")
            + "\"");
  }

  /** What this thread writes is kept; others, such as a progress bar's, write on. */
  private static OutputStream ofThisThread(OutputStream kept, PrintStream others) {
    Thread self = Thread.currentThread();
    return new OutputStream() {
      @Override
      public void write(int b) throws java.io.IOException {
        (Thread.currentThread() == self ? kept : others).write(b);
      }
    };
  }

  private record Memory(long heap, long outside, long process) {

    /**
     * Collects until it frees no more: ND4J lets go of arrays one by one in a thread of its own,
     * which lags thousands behind after a fast loop.
     */
    static Memory now() {
      long heap = Long.MAX_VALUE;
      int idle = 0;
      for (int i = 0; i < MOST_COLLECTIONS && idle < IDLE_COLLECTIONS; i++) {
        long now = collected();
        idle = now < heap - FREED ? 0 : idle + 1;
        heap = Math.min(heap, now);
      }
      return new Memory(heap, Pointer.totalBytes(), Pointer.physicalBytes());
    }

    private static long collected() {
      System.gc();
      try {
        Thread.sleep(SETTLING_MILLISECONDS); // ND4J frees collected arrays in a thread of its own
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
      Runtime runtime = Runtime.getRuntime();
      return runtime.totalMemory() - runtime.freeMemory();
    }
  }

  /**
   * Trains for a number of equal segments. A leak grows memory in each; caches that fill once or a
   * heap that is resized do so in one: the median segment decides, for the process the smallest.
   */
  void memory(int iterations) {
    if (iterations == 0) {
      throw Findings.notApplicable("not asked for");
    }
    ConductNetworks.Options options = new ConductNetworks.Options();
    // Fewer layers, less time; but some layers without parameters cannot come first.
    options.first = networks.problem().operation().isConvolution();
    MultiLayerNetwork network = networks.subject(options);
    DataSet data = networks.data(1, DataType.DOUBLE, 41);
    repeat(network, data, Math.max(WARM_UP, iterations / 10));
    int each = Math.max(1, iterations / SEGMENTS);
    List<Memory> readings = new ArrayList<>();
    readings.add(Memory.now());
    for (int segment = 0; segment < SEGMENTS; segment++) {
      repeat(network, data, each);
      readings.add(Memory.now());
    }
    int median = SEGMENTS / 2;
    long heap = growth(readings, Memory::heap)[median];
    Findings.require(heap <= HEAP, bytes("the heap", heap, HEAP, each));
    long outside = growth(readings, Memory::outside)[median];
    Findings.require(outside <= NATIVE, bytes("memory outside the heap", outside, NATIVE, each));
    long process = growth(readings, Memory::process)[0];
    Findings.require(process <= PROCESS, bytes("the process", process, PROCESS, each));
  }

  private static void repeat(MultiLayerNetwork network, DataSet data, int times) {
    for (int i = 0; i < times; i++) {
      network.fit(data);
    }
  }

  /** Growth of each segment, smallest first. */
  private static long[] growth(List<Memory> readings, ToLongFunction<Memory> part) {
    return IntStream.range(0, SEGMENTS)
        .mapToLong(i -> part.applyAsLong(readings.get(i + 1)) - part.applyAsLong(readings.get(i)))
        .sorted()
        .toArray();
  }

  private static String bytes(String what, long growth, long limit, int each) {
    return String.format(
        Locale.ROOT,
        "%s grows by %d kB in %d iterations, %d bytes each; allowed are %d kB",
        what,
        growth / KILOBYTE,
        each,
        growth / each,
        limit / KILOBYTE);
  }
}
