package io.github.conv4j.bench.peers;

import io.github.conv4j.bench.LayerShape;
import io.github.conv4j.bench.Operands;
import io.github.conv4j.bench.Task;
import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.geometry.WindowGeometry;
import io.github.conv4j.kernels.Algorithm;
import io.github.conv4j.ops.Conv2D;
import io.github.conv4j.ops.Conv2DConfig;
import io.github.conv4j.ops.Conv2DGradient;
import io.github.conv4j.ops.Pool2D;
import io.github.conv4j.ops.Pool2DConfig;
import io.github.conv4j.ops.Pool2DGradient;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** The ops by themselves under JMH, each in a Java process of its own. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class KernelBenchmarks {

  private static final String[] FULL = {
    "conv b64 c1 i28 f20 k5 s1 p0",
    "conv b64 c20 i12 f50 k5 s1 p0",
    "conv b64 c32 i32 f32 k3 s1 p1",
    "conv b64 c64 i8 f64 k3 s1 p1",
    "max b64 c20 i24 k2 s2 p0"
  };

  private static final String[] QUICK = {"conv b64 c20 i12 f50 k5 s1 p0"};

  /** The shape, as the benchmark's lines write it. */
  @Param({"conv b64 c20 i12 f50 k5 s1 p0"})
  public String task;

  /** Label of the convolution's algorithm. */
  @Param({"auto"})
  public String algorithm;

  private CustomOp forward;
  private CustomOp backward;

  /** For JMH. */
  public KernelBenchmarks() {}

  /** Fills the arrays. */
  @Setup
  public void fill() {
    LayerShape shape = ((Task.Layer) Task.parse(task)).shape();
    long n = shape.batch();
    INDArray x =
        Nd4j.create(
            Operands.x(shape), new long[] {n, shape.channels(), shape.size(), shape.size()}, 'c');
    long[] outputs = {n, shape.filters(), shape.outputSize(), shape.outputSize()};
    INDArray dy = Nd4j.create(Operands.dy(shape), outputs, 'c');
    INDArray y = Nd4j.create(DataType.FLOAT, outputs);
    INDArray dx = Nd4j.create(DataType.FLOAT, x.shape());
    WindowGeometry geometry =
        WindowGeometry.square(shape.kernel(), shape.stride(), Padding.explicit(shape.padding()));
    if (shape.kind() == LayerShape.Kind.CONV) {
      long[] weights = {shape.filters(), shape.channels(), shape.kernel(), shape.kernel()};
      INDArray w = Nd4j.create(Operands.w(shape), weights, 'c');
      INDArray b = Nd4j.create(Operands.b(shape), new long[] {shape.filters()}, 'c');
      Conv2DConfig config =
          new Conv2DConfig(
              geometry, Orientation.CROSS_CORRELATION, Algorithm.ofLabel(algorithm), false);
      Conv2D convolution = new Conv2D(x, w, b, config);
      convolution.addOutputArgument(y);
      forward = convolution;
      Conv2DGradient gradient = new Conv2DGradient(x, w, b, dy, config);
      gradient.addOutputArgument(
          dx, Nd4j.create(DataType.FLOAT, weights), Nd4j.create(DataType.FLOAT, b.shape()));
      backward = gradient;
    } else {
      PoolKind kind =
          shape.kind() == LayerShape.Kind.MAX ? PoolKind.MAX : PoolKind.AVERAGE_EXCLUDING_PADDING;
      Pool2DConfig config = Pool2DConfig.of(geometry, kind);
      Pool2D pooling = new Pool2D(x, config);
      pooling.addOutputArgument(y);
      forward = pooling;
      Pool2DGradient gradient = new Pool2DGradient(x, dy, config);
      gradient.addOutputArgument(dx);
      backward = gradient;
    }
  }

  /**
   * Output.
   *
   * @return the array, so that the call cannot be left out
   */
  @Benchmark
  public Object forward() {
    return Nd4j.exec(forward);
  }

  /**
   * Gradients.
   *
   * @return the arrays, so that the call cannot be left out
   */
  @Benchmark
  public Object backward() {
    return Nd4j.exec(backward);
  }

  /**
   * Runs the benchmarks.
   *
   * @param arguments file for the result, whether few iterations are enough, the algorithm
   * @throws RunnerException if JMH fails
   */
  public static void main(String[] arguments) throws RunnerException {
    boolean quick = Boolean.parseBoolean(arguments[1]);
    OptionsBuilder options = new OptionsBuilder();
    options
        .include(KernelBenchmarks.class.getName())
        .param("task", quick ? QUICK : FULL)
        .param("algorithm", arguments[2])
        .forks(1)
        .warmupIterations(quick ? 2 : 4)
        .warmupTime(TimeValue.milliseconds(500))
        .measurementIterations(quick ? 5 : 10)
        .measurementTime(TimeValue.milliseconds(quick ? 200 : 500))
        .resultFormat(ResultFormatType.JSON)
        .result(arguments[0]);
    new Runner(options.build()).run();
  }
}
