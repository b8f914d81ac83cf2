package io.github.conv4j.kernels;

import static org.bytedeco.openblas.global.openblas_nolapack.blas_get_num_threads;
import static org.bytedeco.openblas.global.openblas_nolapack.blas_get_vendor;
import static org.bytedeco.openblas.global.openblas_nolapack.blas_set_num_threads;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.presets.openblas_nolapack;

/**
 * The number of threads that BLAS uses. JavaCPP's own function for it searches the file system and
 * all loaded libraries at every call, which takes longer than a small matrix product; here the
 * library's function is looked up once.
 */
final class BlasThreads {

  private static final String FUNCTION = "openblas_set_num_threads";

  /** JavaCPP's number for OpenBLAS. */
  private static final int OPENBLAS = 2;

  private static volatile int current;

  private static final Setter SETTER = setter();

  private BlasThreads() {}

  /** The native function. */
  private static final class Setter extends openblas_nolapack.SetNumThreads {
    Setter(Pointer function) {
      put(function);
    }
  }

  private static Setter setter() {
    // Loads the library and tells which it is. Negative as long as nobody has set it: then what
    // ND4J is going to set.
    blas_set_num_threads(get() > 0 ? get() : Workers.initial());
    Pointer function = blas_get_vendor() == OPENBLAS ? Loader.addressof(FUNCTION) : null;
    return function == null ? null : new Setter(function);
  }

  /** What others than this class have set. */
  static int get() {
    return blas_get_num_threads();
  }

  /** What this class has set last, or 0. */
  static int current() {
    return current;
  }

  static void set(int threads) {
    current = threads;
    if (SETTER == null) {
      blas_set_num_threads(threads);
    } else {
      SETTER.call(threads);
    }
  }
}
