package io.github.conv4j.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.geometry.WindowGeometry;
import io.github.conv4j.kernels.Workers;
import io.github.conv4j.testing.Data;
import io.github.conv4j.testing.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Numbers of workers and of callers: the bits are always the same. */
class OpThreadsTest {

  private final int workersBefore = Workers.count();

  @AfterEach
  void restoreWorkers() {
    Workers.setCount(workersBefore);
  }

  /** One call with everything that goes in, and what comes out of it. */
  private record Call(INDArray x, INDArray w, INDArray b, INDArray dy, Conv2DConfig config) {

    static Call of(long seed, DataType type, int n, int c, int size, int f, int kernel) {
      WindowGeometry geometry = WindowGeometry.square(kernel, 1, Padding.VALID);
      int out = geometry.resolve(size, size).height().output();
      return new Call(
          Data.normal(seed, type, n, c, size, size),
          Data.normal(seed + 1, type, f, c, kernel, kernel),
          Data.normal(seed + 2, type, 1, f),
          Data.normal(seed + 3, type, n, f, out, out),
          new Conv2DConfig(geometry, Orientation.CROSS_CORRELATION));
    }

    List<INDArray> results() {
      Pool2DConfig max = Pool2DConfig.of(WindowGeometry.square(2, 2, Padding.SAME), PoolKind.MAX);
      List<INDArray> results = new ArrayList<>();
      INDArray y = Nd4j.exec(new Conv2D(x, w, b, config))[0];
      results.add(y);
      results.addAll(List.of(Nd4j.exec(new Conv2DGradient(x, w, b, dy, config))));
      INDArray pooled = Nd4j.exec(new Pool2D(y, max))[0];
      results.add(pooled);
      results.add(Nd4j.exec(new Pool2DGradient(y, pooled, max))[0]);
      return results;
    }
  }

  private static void requireIdentical(
      String what, List<INDArray> expected, List<INDArray> actual) {
    for (int i = 0; i < expected.size(); i++) {
      Match.identical(what + ", result " + i, expected.get(i), actual.get(i));
    }
  }

  /** Shapes for which BLAS rounds differently with one and several threads of its own. */
  @Test
  void resultsAreBitIdenticalForEveryNumberOfWorkers() {
    for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
      List<Call> calls =
          List.of(
              Call.of(1, type, 1, 44, 23, 107, 3),
              Call.of(2, type, 5, 44, 23, 107, 3),
              Call.of(3, type, 1, 398, 21, 112, 1),
              Call.of(4, type, 19, 3, 12, 7, 4));
      for (Call call : calls) {
        Workers.setCount(1);
        List<INDArray> expected = call.results();
        for (int workers = 2; workers <= 3; workers++) {
          Workers.setCount(workers);
          assertThat(Workers.count()).isEqualTo(workers);
          requireIdentical(
              type + " " + call.config() + " with " + workers + " workers",
              expected,
              call.results());
        }
      }
    }
  }

  @Test
  void eightCallersAtOnceGetWhatOneGets() throws Exception {
    Workers.setCount(2);
    List<Call> calls = new ArrayList<>();
    List<List<INDArray>> expected = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      DataType type = i % 2 == 0 ? DataType.FLOAT : DataType.DOUBLE;
      Call call = Call.of(10 * i, type, i % 3 == 0 ? 1 : 6, 2 + i, 9 + i, 3 + i, 1 + i % 4);
      calls.add(call);
      expected.add(call.results());
    }
    ExecutorService callers = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        int caller = i;
        tasks.add(
            () -> {
              for (int round = 0; round < 20; round++) {
                requireIdentical(
                    "caller " + caller, expected.get(caller), calls.get(caller).results());
              }
              return null;
            });
      }
      for (Future<Void> done : callers.invokeAll(tasks)) {
        done.get();
      }
    } finally {
      callers.shutdownNow();
    }
  }

  /** A fork-join worker that waits for one call may run another one meanwhile. */
  @Test
  void callsFromAForkJoinPoolDoNotShareMemory() {
    Workers.setCount(2);
    List<Call> calls =
        IntStream.range(0, 16)
            .mapToObj(i -> Call.of(i, DataType.FLOAT, 4, 3, 10 + i % 3, 8, 3))
            .toList();
    List<List<INDArray>> expected = calls.stream().map(Call::results).toList();
    ForkJoinPool callers = new ForkJoinPool(4);
    try {
      for (int round = 0; round < 10; round++) {
        callers
            .submit(
                () ->
                    IntStream.range(0, 64)
                        .parallel()
                        .forEach(
                            i ->
                                requireIdentical(
                                    "stream element " + i,
                                    expected.get(i % 16),
                                    calls.get(i % 16).results())))
            .join();
      }
    } finally {
      callers.shutdown();
    }
  }

  @Test
  void numberOfWorkersMayChangeWhileCallsAreUnderWay() throws Exception {
    Call call = Call.of(5, DataType.FLOAT, 6, 3, 12, 8, 3);
    List<INDArray> expected = call.results();
    ExecutorService callers = Executors.newFixedThreadPool(2);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        running.add(
            callers.submit(
                () -> {
                  for (int round = 0; round < 200; round++) {
                    requireIdentical("while workers change", expected, call.results());
                  }
                }));
      }
      for (int i = 0; running.stream().anyMatch(task -> !task.isDone()); i++) {
        Workers.setCount(1 + i % 3);
      }
      for (Future<?> task : running) {
        task.get();
      }
    } finally {
      callers.shutdownNow();
    }
  }
}
