package io.github.conv4j.result;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A layer, vertex, operation or input of a network. Numbers are {@link #UNKNOWN} where the file
 * does not determine them.
 *
 * <p>Operations are counted so: a convolution has 2 · (output elements) · (input channels per
 * group) · KH · KW, a product of matrices [M, K] · [K, N] has 2 · M · K · N (a multiplication and
 * an addition each; bias not counted), pooling one per element of each window, normalisation two
 * and activations, sums and products one per element, all else none.
 *
 * @param name name, unique in the network
 * @param type class of a layer or name of an operator, without its package
 * @param kind what it is
 * @param inputs names of the parts it takes its input from
 * @param shape dimensions of its output, {@link #UNKNOWN} for one that is not fixed, such as the
 *     number of images; empty if not even their number is known
 * @param parameters numbers that are stored for it
 * @param parameterBytes what they take in memory
 * @param activationBytes what its output takes in memory, for one image
 * @param operations floating point operations on one image, forward
 * @param settings kernel, stride, activation and so on, in words
 */
public record ModelPart(
    String name,
    String type,
    PartKind kind,
    List<String> inputs,
    List<Long> shape,
    long parameters,
    long parameterBytes,
    long activationBytes,
    long operations,
    String settings) {

  /** Stands for a number that is not known. */
  public static final long UNKNOWN = -1;

  /** Copies the lists. */
  public ModelPart {
    inputs = List.copyOf(inputs);
    shape = Collections.unmodifiableList(new ArrayList<>(shape));
  }

  /**
   * The output's dimensions as text, such as 20×24×24; a first dimension that is not fixed is left
   * out.
   *
   * @return the text, "?" if nothing is known
   */
  public String shapeText() {
    List<Long> shown =
        shape.size() > 1 && shape.get(0) < 0 ? shape.subList(1, shape.size()) : shape;
    return shown.isEmpty()
        ? "?"
        : shown.stream().map(size -> size < 0 ? "?" : "" + size).collect(Collectors.joining("×"));
  }
}
