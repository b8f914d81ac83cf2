package io.github.conv4j.conformance;

import io.github.conv4j.reference.Tensor4;
import java.util.function.DoubleUnaryOperator;

/** New tensors from old ones. */
final class Tensors {

  /** The value of one element. */
  @FunctionalInterface
  interface Element {
    double at(int n, int c, int h, int w);
  }

  private Tensors() {}

  static Tensor4 build(int n, int c, int h, int w, Element element) {
    Tensor4 tensor = Tensor4.zeros(n, c, h, w);
    int at = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < c; j++) {
        for (int k = 0; k < h; k++) {
          for (int l = 0; l < w; l++) {
            tensor.values()[at++] = element.at(i, j, k, l);
          }
        }
      }
    }
    return tensor;
  }

  /** A tensor of the same shape. */
  static Tensor4 like(Tensor4 shape, Element element) {
    return build(shape.n(), shape.c(), shape.h(), shape.w(), element);
  }

  static Tensor4 map(Tensor4 from, DoubleUnaryOperator function) {
    return like(from, (n, c, h, w) -> function.applyAsDouble(from.at(n, c, h, w)));
  }

  /** factor · a + b. */
  static Tensor4 combine(double factor, Tensor4 a, Tensor4 b) {
    return like(a, (n, c, h, w) -> factor * a.at(n, c, h, w) + b.at(n, c, h, w));
  }

  /** Rows and columns in the opposite order. */
  static Tensor4 flip(Tensor4 from) {
    return like(from, (n, c, h, w) -> from.at(n, c, from.h() - 1 - h, from.w() - 1 - w));
  }

  /** Rows become columns. */
  static Tensor4 transpose(Tensor4 from) {
    return build(from.n(), from.c(), from.w(), from.h(), (n, c, h, w) -> from.at(n, c, w, h));
  }

  /** Without the first rows and columns. */
  static Tensor4 crop(Tensor4 from, int rows, int columns) {
    return build(
        from.n(),
        from.c(),
        from.h() - rows,
        from.w() - columns,
        (n, c, h, w) -> from.at(n, c, h + rows, w + columns));
  }

  /** The first rows and columns. */
  static Tensor4 head(Tensor4 from, int rows, int columns) {
    return build(from.n(), from.c(), rows, columns, from::at);
  }

  /** Every step-th row and column, from the first. */
  static Tensor4 subsample(Tensor4 from, int rowStep, int columnStep, int rows, int columns) {
    return build(
        from.n(),
        from.c(),
        rows,
        columns,
        (n, c, h, w) -> from.at(n, c, h * rowStep, w * columnStep));
  }

  /** The opposite of {@link #subsample}: zeros between the elements. */
  static Tensor4 spread(Tensor4 from, int rowStep, int columnStep, int rows, int columns) {
    return build(
        from.n(),
        from.c(),
        rows,
        columns,
        (n, c, h, w) ->
            h % rowStep == 0
                    && w % columnStep == 0
                    && h / rowStep < from.h()
                    && w / columnStep < from.w()
                ? from.at(n, c, h / rowStep, w / columnStep)
                : 0);
  }

  /** Channels of an image, or of weights, in the opposite order. */
  static Tensor4 reverseChannels(Tensor4 from) {
    return like(from, (n, c, h, w) -> from.at(n, from.c() - 1 - c, h, w));
  }

  /** Images, or filters of weights, in the opposite order. */
  static Tensor4 reverseFirst(Tensor4 from) {
    return like(from, (n, c, h, w) -> from.at(from.n() - 1 - n, c, h, w));
  }

  /** One image. */
  static Tensor4 image(Tensor4 from, int image) {
    return build(1, from.c(), from.h(), from.w(), (n, c, h, w) -> from.at(image, c, h, w));
  }

  static double dot(Tensor4 a, Tensor4 b) {
    double sum = 0;
    for (int i = 0; i < a.values().length; i++) {
      sum += a.values()[i] * b.values()[i];
    }
    return sum;
  }
}
