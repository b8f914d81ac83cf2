package io.github.conv4j.bench;

import io.github.conv4j.bench.Contender.Conditions;
import io.github.conv4j.kernels.Algorithm;
import io.github.conv4j.result.BenchReport;
import java.util.Arrays;
import java.util.List;

/** Who takes part. */
final class Roster {

  static final Contender OURS =
      new Contender(BenchReport.OURS, "conv4j", "conv4j", "", Conditions.TUNED);

  static final Contender BUILTIN =
      new Contender("builtin", "built-in, tuned", "builtin", "", Conditions.TUNED);

  static final Contender BUILTIN_AS_IT_COMES =
      new Contender(
          "builtinAsItComes", "built-in, as it comes", "builtin", "", Conditions.AS_IT_COMES);

  static final Contender ONEDNN =
      new Contender("onednn", "native op (oneDNN)", "onednn", "", Conditions.TUNED);

  static final Contender PYTORCH =
      new Contender("pytorch", "PyTorch (DJL)", "pytorch", "", Conditions.PEER);

  static final Contender ONNXRUNTIME =
      new Contender("onnxruntime", "ONNX Runtime", "onnxruntime", "", Conditions.PEER);

  static final Contender OPENBLAS =
      new Contender("openblas", "matrix product (OpenBLAS)", "openblas", "", Conditions.TUNED);

  private Roster() {}

  /** Ours with a given algorithm in place of the choice by shape. */
  static Contender ours(Algorithm algorithm) {
    return algorithm == Algorithm.AUTO
        ? OURS
        : new Contender(
            OURS.id(),
            "conv4j, " + algorithm.label(),
            OURS.host(),
            algorithm.label(),
            OURS.conditions());
  }

  /** Each algorithm by itself. */
  static List<Contender> algorithms() {
    return Arrays.stream(Algorithm.values())
        .filter(algorithm -> algorithm != Algorithm.AUTO)
        .map(
            algorithm ->
                new Contender(
                    algorithm.label(),
                    "conv4j, " + algorithm.label(),
                    OURS.host(),
                    algorithm.label(),
                    OURS.conditions()))
        .toList();
  }
}
