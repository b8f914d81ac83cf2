package io.github.conv4j.bench;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.blas_set_num_threads;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;

/** Matrix products by the BLAS that ND4J brings: what this machine can do at most. */
public final class OpenBlasHost implements ContenderHost {

  /** For the service loader. */
  public OpenBlasHost() {}

  @Override
  public String name() {
    return "openblas";
  }

  @Override
  public String start() {
    blas_set_num_threads(1);
    return "OpenBLAS 0.3.19";
  }

  @Override
  public Work open(Task task, String variant, int threads, Path networks) {
    if (!(task instanceof Task.Gemm gemm)) {
      throw new UnsupportedOperationException("multiplies matrices only");
    }
    return new GemmWork(gemm.size(), threads);
  }

  private static final class GemmWork implements Work {
    private final int size;
    private final int threads;
    private final FloatPointer a;
    private final FloatPointer b;
    private final FloatPointer c;

    GemmWork(int size, int threads) {
      this.size = size;
      this.threads = threads;
      long count = (long) size * size;
      a = new FloatPointer(Operands.uniform(1, count, -1, 1));
      b = new FloatPointer(Operands.uniform(2, count, -1, 1));
      c = new FloatPointer(count);
    }

    @Override
    public void reset() {
      blas_set_num_threads(threads);
    }

    @Override
    public void forward() {
      cblas_sgemm(
          CblasRowMajor,
          CblasNoTrans,
          CblasNoTrans,
          size,
          size,
          size,
          1,
          a,
          size,
          b,
          size,
          0,
          c,
          size);
    }

    @Override
    public Map<String, float[]> outputs() {
      reset();
      forward();
      float[] values = new float[size * size];
      c.get(values);
      return Map.of(Results.OUTPUT, values);
    }

    @Override
    public void close() {
      a.close();
      b.close();
      c.close();
    }
  }
}
