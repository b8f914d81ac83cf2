package io.github.conv4j.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.openblas.global.openblas_nolapack.blas_get_num_threads;
import static org.bytedeco.openblas.global.openblas_nolapack.blas_set_num_threads;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The thread policy. */
class WorkersTest {

  private final int workersBefore = Workers.count();
  private int blasBefore;

  @BeforeEach
  void setBlasThreads() {
    blasBefore = blas_get_num_threads();
    blas_set_num_threads(2);
  }

  @AfterEach
  void restore() {
    Workers.setCount(workersBefore);
    if (blasBefore > 0) {
      blas_set_num_threads(blasBefore);
    }
  }

  @Test
  void runsEveryTaskOnceForEveryNumberOfWorkers() {
    for (int workers = 1; workers <= 4; workers++) {
      Workers.setCount(workers);
      for (int tasks : new int[] {0, 1, 2, 7, 100}) {
        Set<Integer> done = ConcurrentHashMap.newKeySet();
        Workers.run(tasks, task -> assertThat(done.add(task)).isTrue());
        assertThat(done).hasSize(tasks);
      }
    }
  }

  @Test
  void runsEveryTaskOnceForSeveralCallersAtATime() throws Exception {
    Workers.setCount(3);
    ExecutorService callers = Executors.newFixedThreadPool(4);
    List<Future<?>> calls = new ArrayList<>();
    for (int caller = 0; caller < 4; caller++) {
      calls.add(
          callers.submit(
              () -> {
                for (int call = 0; call < 300; call++) {
                  int tasks = 1 + call % 9;
                  AtomicIntegerArray times = new AtomicIntegerArray(tasks);
                  Workers.run(tasks, times::incrementAndGet);
                  for (int task = 0; task < tasks; task++) {
                    assertThat(times.get(task)).isEqualTo(1);
                  }
                }
              }));
    }
    for (Future<?> call : calls) {
      call.get(60, TimeUnit.SECONDS);
    }
    callers.shutdown();
  }

  @Test
  void blasHasOneThreadMeanwhileAndItsOwnAfterwards() {
    for (int workers = 1; workers <= 2; workers++) {
      Workers.setCount(workers);
      for (int tasks : new int[] {1, 5}) {
        Workers.runWithBlas(tasks, task -> assertThat(BlasThreads.current()).isEqualTo(1));
        assertThat(BlasThreads.current()).isEqualTo(2);
        assertThat(blas_get_num_threads()).isEqualTo(2);
      }
    }
  }

  @Test
  void passesFailuresOfTasksOnAndRestoresBlas() {
    for (int workers = 1; workers <= 2; workers++) {
      Workers.setCount(workers);
      assertThatThrownBy(
              () ->
                  Workers.runWithBlas(
                      4,
                      task -> {
                        throw new UnsupportedOperationException("task");
                      }))
          .isInstanceOf(UnsupportedOperationException.class);
      assertThat(BlasThreads.current()).isEqualTo(2);
    }
  }

  @Test
  void refusesNoWorkers() {
    assertThatThrownBy(() -> Workers.setCount(0))
        .hasMessage("workers: expected 1 or more, found 0");
    assertThat(Workers.count()).isEqualTo(workersBefore);
  }
}
