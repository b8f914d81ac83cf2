package io.github.conv4j.bench;

import java.util.Locale;

/** What is timed; its line names it in results and in the talk with the contenders. */
public sealed interface Task {

  /** A layer, forward and backward: output, and gradients of input, weights and bias. */
  record Layer(LayerShape shape) implements Task {
    @Override
    public String line() {
      return shape.line();
    }

    @Override
    public int images() {
      return shape.batch();
    }
  }

  /** One optimiser step of a network, from images in memory to new weights. */
  record Training(BenchNetwork network, int batch) implements Task {
    @Override
    public String line() {
      return "train " + network.label() + " b" + batch;
    }

    @Override
    public int images() {
      return batch;
    }
  }

  /** Class probabilities of a batch of images in memory. */
  record Inference(BenchNetwork network, int batch) implements Task {
    @Override
    public String line() {
      return "infer " + network.label() + " b" + batch;
    }

    @Override
    public int images() {
      return batch;
    }
  }

  /** The product of two square matrices, FLOAT. */
  record Gemm(int size) implements Task {
    @Override
    public String line() {
      return "sgemm " + size;
    }

    @Override
    public int images() {
      return 0;
    }

    /** Floating-point operations, two per multiplication with addition. */
    public double flops() {
      return 2.0 * size * size * size;
    }
  }

  /**
   * The line that names the task.
   *
   * @return such as {@code train lenet b64}
   */
  String line();

  /**
   * Images per run.
   *
   * @return 0 if the task has no images
   */
  int images();

  /**
   * Reads {@link #line}.
   *
   * @param line the line
   * @return the task
   * @throws IllegalArgumentException if it is not one
   */
  static Task parse(String line) {
    String[] words = line.strip().split("\\s+");
    return switch (words[0]) {
      case "train" -> new Training(BenchNetwork.ofLabel(words[1]), number(words[2], line));
      case "infer" -> new Inference(BenchNetwork.ofLabel(words[1]), number(words[2], line));
      case "sgemm" -> new Gemm(number("n" + words[1], line));
      default -> {
        try {
          LayerShape.Kind.valueOf(words[0].toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(
              "task: expected conv, max, avg, train, infer or sgemm, found \"" + line + "\"", e);
        }
        yield new Layer(LayerShape.parse(line));
      }
    };
  }

  private static int number(String word, String line) {
    if (!word.substring(1).matches("[1-9][0-9]{0,5}")) {
      throw new IllegalArgumentException("task: expected a number, found \"" + line + "\"");
    }
    return Integer.parseInt(word.substring(1));
  }
}
