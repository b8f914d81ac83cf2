package io.github.conv4j.bench;

import static io.github.conv4j.bench.LayerShape.average;
import static io.github.conv4j.bench.LayerShape.conv;
import static io.github.conv4j.bench.LayerShape.max;
import static io.github.conv4j.bench.Roster.BUILTIN;
import static io.github.conv4j.bench.Roster.BUILTIN_AS_IT_COMES;
import static io.github.conv4j.bench.Roster.ONEDNN;
import static io.github.conv4j.bench.Roster.ONNXRUNTIME;
import static io.github.conv4j.bench.Roster.OPENBLAS;
import static io.github.conv4j.bench.Roster.PYTORCH;

import io.github.conv4j.kernels.Algorithm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which tasks are timed for whom. */
final class Plan {

  /** Side of the matrices whose product is the limit. */
  static final Task.Gemm PEAK = new Task.Gemm(1024);

  /** Layers with at least so many operations per forward pass are held against the limit. */
  static final double LARGE_FLOPS = 0.5e9;

  /** The usual batch of training. */
  static final int BATCH = 64;

  private static final int SCALING_BATCH = 16;
  private static final int SCALING_CHANNELS = 32;
  private static final int SCALING_SIZE = 32;

  private final boolean quick;
  private final Algorithm algorithm;

  Plan(boolean quick, Algorithm algorithm) {
    this.quick = quick;
    this.algorithm = algorithm;
  }

  /**
   * Tasks with those who take part, the reference first.
   *
   * @param task what
   * @param contenders who
   * @param threads thread setting if the task is about it; 0 for the best
   */
  record Heat(Task task, List<Contender> contenders, int threads) {}

  /** How long a stage times things. */
  Pace pace(Stage stage) {
    if (quick) {
      return stage == Stage.SCALING ? new Pace(3, 0.05, 0.15) : new Pace(4, 0.1, 0.25);
    }
    return switch (stage) {
      case SCALING -> new Pace(5, 0.1, 0.8);
      case NETWORKS -> new Pace(9, 0.4, 2);
      default -> new Pace(9, 0.15, 1.2);
    };
  }

  /** The limit, first and alone. */
  static Heat peak() {
    return new Heat(PEAK, List.of(OPENBLAS), 0);
  }

  List<Heat> layers() {
    List<LayerShape> shapes = new ArrayList<>();
    // LeNet's two.
    shapes.add(conv(64, 1, 28, 20, 5, 1, 0));
    shapes.add(conv(64, 20, 12, 50, 5, 1, 0));
    // As in VGG: resolution falls, channels grow. 64 x 8 is ResNet-20's last stage, too.
    shapes.add(conv(64, 32, 32, 32, 3, 1, 1));
    if (!quick) {
      shapes.add(conv(64, 3, 32, 32, 3, 1, 1));
      shapes.add(conv(64, 64, 16, 64, 3, 1, 1));
      shapes.add(conv(64, 128, 8, 128, 3, 1, 1));
      // ResNet-20's first two stages.
      shapes.add(conv(64, 16, 32, 16, 3, 1, 1));
      shapes.add(conv(64, 32, 16, 32, 3, 1, 1));
    }
    shapes.add(conv(64, 64, 8, 64, 3, 1, 1));
    shapes.add(conv(64, 16, 32, 32, 3, 2, 1));
    shapes.add(conv(64, 64, 16, 64, 1, 1, 0));
    if (!quick) {
      shapes.add(conv(64, 16, 32, 32, 1, 2, 0));
      shapes.add(conv(64, 16, 16, 32, 5, 1, 2));
    }
    shapes.add(conv(16, 3, 64, 64, 7, 2, 3));
    // One image, and many.
    shapes.add(conv(1, 64, 32, 64, 3, 1, 1));
    if (!quick) {
      shapes.add(conv(1, 20, 12, 50, 5, 1, 0));
      shapes.add(conv(256, 16, 32, 16, 3, 1, 1));
      shapes.add(conv(256, 64, 8, 64, 3, 1, 1));
    }
    shapes.add(max(64, 20, 24, 2, 2, 0));
    if (!quick) {
      shapes.add(max(64, 32, 32, 2, 2, 0));
      shapes.add(max(1, 64, 32, 2, 2, 0));
      shapes.add(max(256, 16, 32, 3, 2, 1));
    }
    shapes.add(max(64, 32, 32, 3, 2, 1));
    if (!quick) {
      shapes.add(average(64, 32, 32, 2, 2, 0));
    }
    List<Contender> contenders = new ArrayList<>(List.of(ours(), BUILTIN, ONEDNN, PYTORCH));
    if (!quick) {
      contenders.add(BUILTIN_AS_IT_COMES);
    }
    if (!quick && algorithm == Algorithm.AUTO) {
      contenders.addAll(Roster.algorithms());
    }
    return shapes.stream().map(shape -> heat(shape, contenders)).toList();
  }

  List<Heat> networks() {
    List<Heat> heats = new ArrayList<>();
    for (BenchNetwork network : BenchNetwork.values()) {
      if (quick && network == BenchNetwork.RESNET_20) {
        continue;
      }
      List<Contender> contenders = new ArrayList<>(List.of(Roster.OURS, BUILTIN));
      if (!quick || network == BenchNetwork.LENET) {
        contenders.add(BUILTIN_AS_IT_COMES);
      }
      contenders.add(PYTORCH);
      heats.add(new Heat(new Task.Training(network, BATCH), List.copyOf(contenders), 0));
      contenders.add(ONNXRUNTIME);
      for (int batch : batches(network)) {
        heats.add(new Heat(new Task.Inference(network, batch), List.copyOf(contenders), 0));
      }
    }
    return heats;
  }

  private List<Integer> batches(BenchNetwork network) {
    if (network == BenchNetwork.LENET) {
      return quick ? List.of(1, BATCH) : List.of(1, BATCH, 1000);
    }
    return quick ? List.of(BATCH) : List.of(1, BATCH, 256);
  }

  /** Who trains in the memory stage, each in a process of its own. */
  static List<Contender> memory() {
    return List.of(Roster.OURS, BUILTIN, PYTORCH);
  }

  /** What they train. */
  static Task memoryTask() {
    return new Task.Training(BenchNetwork.LENET, BATCH);
  }

  /** Growth by name of what grows; within each, heats from small to large. */
  Map<String, List<Heat>> scaling(int allThreads) {
    List<Contender> contenders =
        quick ? List.of(ours(), BUILTIN, PYTORCH) : List.of(ours(), BUILTIN, ONEDNN, PYTORCH);
    Map<String, List<Heat>> growth = new LinkedHashMap<>();
    int c = SCALING_CHANNELS;
    int size = SCALING_SIZE;
    int n = SCALING_BATCH;
    List<Heat> batches = new ArrayList<>();
    for (int batch = 1; batch <= (quick ? 64 : 512); batch *= quick ? 64 : 2) {
      batches.add(heat(conv(batch, c, size, c, 3, 1, 1), contenders));
    }
    growth.put("batch", batches);
    List<Heat> channels = new ArrayList<>();
    for (int count = 8; count <= 256 && !quick; count *= 2) {
      channels.add(heat(conv(n, count, size, count, 3, 1, 1), contenders));
    }
    growth.put("channels", channels);
    List<Heat> sizes = new ArrayList<>();
    for (int side : quick ? new int[0] : new int[] {28, 56, 112, 224}) {
      sizes.add(heat(conv(n, c, side, c, 3, 1, 1), contenders));
    }
    growth.put("image", sizes);
    List<Heat> threads = new ArrayList<>();
    for (int count = 1; count <= allThreads; count++) {
      boolean shown = allThreads <= 8 || Integer.bitCount(count) == 1 || count == allThreads;
      if (shown) {
        threads.add(new Heat(new Task.Layer(conv(n, c, size, c, 3, 1, 1)), contenders, count));
      }
    }
    growth.put("threads", threads);
    return growth;
  }

  /** What the quick benchmark leaves out, in a sentence; empty for the full one. */
  String omissions() {
    if (!quick) {
      return "";
    }
    int all = new Plan(false, algorithm).layers().size();
    return "--quick leaves out: "
        + (all - layers().size())
        + " of "
        + all
        + " layer shapes, each algorithm by itself, the built-in layers as they come (but for"
        + " LeNet), ResNet-20, CIFAR inference at batches 1 and 256, LeNet inference at batch 1000,"
        + " the built-in network's time to accuracy, growth by channels and by image (by batch: 1"
        + " and 64 only), and repetitions.";
  }

  private Contender ours() {
    return Roster.ours(algorithm);
  }

  private static Heat heat(LayerShape shape, List<Contender> contenders) {
    return new Heat(new Task.Layer(shape), contenders, 0);
  }
}
