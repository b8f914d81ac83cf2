package io.github.conv4j.conformance;

import io.github.conv4j.geometry.Axis;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.geometry.Window;
import io.github.conv4j.geometry.WindowGeometry;
import io.github.conv4j.reference.Tensor4;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Laws that hold for convolution and pooling alike. */
final class CommonProperties {

  private static final int SHIFT = 2;
  private static final double UP = 0x1p7;
  private static final double DOWN = 0x1p-5;
  private static final int PROBES = 3;

  private CommonProperties() {}

  static List<Property> all() {
    List<Property> properties = new ArrayList<>();
    both(
        properties,
        "shifting the input by strides shifts the output",
        p -> Adapt.room(Adapt.valid(p), SHIFT),
        CommonProperties::shift);
    both(
        properties,
        "a stride takes every such output of stride 1",
        Adapt::fixedPadding,
        CommonProperties::stride);
    both(
        properties,
        "padding equals an input padded before",
        p ->
            Adapt.floor(
                Adapt.oneOf(
                    p,
                    PoolKind.AVERAGE_INCLUDING_PADDING,
                    PoolKind.MAX,
                    PoolKind.SUM,
                    PoolKind.P_NORM)),
        CommonProperties::padding);
    both(
        properties,
        "each image is computed by itself",
        UnaryOperator.identity(),
        CommonProperties::batch);
    both(
        properties,
        "rows and columns can change places",
        UnaryOperator.identity(),
        CommonProperties::transpose);
    both(
        properties,
        "mirrored operands give a mirrored output",
        Adapt::mirrored,
        CommonProperties::mirror);
    both(
        properties,
        "padding of Same has its extra element at the end",
        Adapt::same,
        CommonProperties::sameLower);
    both(
        properties,
        "powers of two scale every bit",
        p ->
            Adapt.normal(
                Adapt.noBias(
                    Adapt.oneOf(
                        p,
                        PoolKind.SUM,
                        PoolKind.MAX,
                        PoolKind.AVERAGE_EXCLUDING_PADDING,
                        PoolKind.AVERAGE_INCLUDING_PADDING))),
        CommonProperties::scale);
    both(
        properties,
        "inner products of both passes agree",
        Adapt::noBias,
        CommonProperties::adjoint);
    both(
        properties,
        "gradients equal central differences",
        p ->
            Adapt.oneOf(
                p,
                PoolKind.SUM,
                PoolKind.MAX,
                PoolKind.AVERAGE_EXCLUDING_PADDING,
                PoolKind.AVERAGE_INCLUDING_PADDING),
        CommonProperties::differences);
    both(
        properties,
        "again and from two threads gives the same bits",
        Adapt::normal,
        CommonProperties::again);
    return properties;
  }

  private static void both(
      List<Property> properties, String name, UnaryOperator<Problem> adapt, Consumer<Trial> check) {
    properties.add(new Property("convolution: " + name, false, adapt, check));
    properties.add(new Property("pooling: " + name, true, adapt, check));
  }

  private static void shift(Trial t) {
    Problem p = t.problem();
    Operands o = t.operands();
    int rows = SHIFT * p.geometry().height().stride();
    int columns = SHIFT * p.geometry().width().stride();
    Problem cropped = Edit.size(p, p.height() - rows, p.width() - columns);
    Tensor4 y = t.output(o);
    Tensor4 shifted = t.output(cropped, Tensors.crop(o.x(), rows, columns), o.w(), o.b());
    Tensor4 expected = Tensors.crop(y, SHIFT, SHIFT);
    double[] bounds = Tensors.crop(bounds(t, y), SHIFT, SHIFT).values();
    t.within("y of the shifted input", expected.values(), shifted.values(), bounds);
  }

  /** The bounds of the output in its shape. */
  private static Tensor4 bounds(Trial t, Tensor4 y) {
    return new Tensor4(
        t.bounds(t.problem(), t.operands(), Quantity.OUTPUT), y.n(), y.c(), y.h(), y.w());
  }

  private static void stride(Trial t) {
    Problem p = t.problem();
    Operands o = t.operands();
    Window window = t.window();
    Problem dense = Adapt.stride1(p);
    Window denseWindow = dense.window();
    int sh = window.height().stride();
    int sw = window.width().stride();
    Tensor4 dy =
        Tensors.spread(o.dy(), sh, sw, denseWindow.height().output(), denseWindow.width().output());
    Operands spread = new Operands(o.x(), o.w(), o.b(), dy);
    t.close(
        "y",
        Tensors.subsample(t.output(dense, spread), sh, sw, o.dy().h(), o.dy().w()),
        t.output(o),
        Quantity.OUTPUT);
    t.close(
        "dX",
        t.gradient(Quantity.INPUT_GRADIENT, dense, spread),
        t.gradient(Quantity.INPUT_GRADIENT, o),
        Quantity.INPUT_GRADIENT);
  }

  private static void padding(Trial t) {
    Problem p = t.problem();
    Operands o = t.operands();
    Axis h = t.window().height();
    Axis w = t.window().width();
    double pad = p.operation().pool() == PoolKind.MAX ? Double.NEGATIVE_INFINITY : 0;
    int rows = p.height() + h.before() + h.after();
    int columns = p.width() + w.before() + w.after();
    Tensor4 x =
        Tensors.build(
            p.batch(),
            p.channels(),
            rows,
            columns,
            (n, c, i, j) -> {
              int row = i - h.before();
              int column = j - w.before();
              boolean inside = row >= 0 && row < p.height() && column >= 0 && column < p.width();
              return inside ? o.x().at(n, c, row, column) : pad;
            });
    Problem padded = Adapt.valid(Edit.size(p, rows, columns));
    Operands operands = new Operands(x, o.w(), o.b(), o.dy());
    Tensor4 y = t.output(padded, operands);
    t.close(
        "y",
        Tensors.map(y, value -> value == Double.NEGATIVE_INFINITY ? 0 : value),
        t.output(o),
        Quantity.OUTPUT);
    Tensor4 dx = t.gradient(Quantity.INPUT_GRADIENT, padded, operands);
    t.close(
        "dX",
        Tensors.head(Tensors.crop(dx, h.before(), w.before()), p.height(), p.width()),
        t.gradient(Quantity.INPUT_GRADIENT, o),
        Quantity.INPUT_GRADIENT);
  }

  private static void batch(Trial t) {
    Problem p = t.problem();
    Operands o = t.operands();
    Map<Quantity, double[]> all = t.compute(p, o);
    Problem one = Edit.batch(p, 1);
    for (Quantity quantity : all.keySet()) {
      double[] expected = new double[all.get(quantity).length];
      for (int image = 0; image < p.batch(); image++) {
        Operands single =
            new Operands(Tensors.image(o.x(), image), o.w(), o.b(), Tensors.image(o.dy(), image));
        double[] values = t.compute(one, single).get(quantity);
        boolean perImage = quantity == Quantity.OUTPUT || quantity == Quantity.INPUT_GRADIENT;
        for (int i = 0; i < values.length; i++) {
          expected[perImage ? image * values.length + i : i] += values[i];
        }
      }
      t.within(
          quantity.symbol() + " from single images",
          expected,
          all.get(quantity),
          t.bounds(p, o, quantity));
    }
    Operands reversed =
        new Operands(Tensors.reverseFirst(o.x()), o.w(), o.b(), Tensors.reverseFirst(o.dy()));
    t.close(
        "y of the images in opposite order",
        Tensors.reverseFirst(t.output(reversed)),
        t.output(o),
        Quantity.OUTPUT);
  }

  private static void transpose(Trial t) {
    Problem p = t.problem();
    Operands o = t.operands();
    Problem turned =
        Edit.geometry(
            Edit.size(p, p.width(), p.height()),
            new WindowGeometry(p.geometry().width(), p.geometry().height()));
    Operands operands =
        new Operands(
            Tensors.transpose(o.x()),
            o.w() == null ? null : Tensors.transpose(o.w()),
            o.b(),
            Tensors.transpose(o.dy()));
    Map<Quantity, double[]> expected = t.compute(p, o);
    Map<Quantity, double[]> actual = t.compute(turned, operands);
    for (Quantity quantity : expected.keySet()) {
      Tensor4 back = Trial.tensor(turned, operands, quantity, actual);
      t.close(
          quantity.symbol(),
          Trial.tensor(p, o, quantity, expected),
          quantity == Quantity.BIAS_GRADIENT ? back : Tensors.transpose(back),
          quantity);
    }
  }

  private static void mirror(Trial t) {
    Operands o = t.operands();
    Operands mirrored =
        new Operands(
            Tensors.flip(o.x()),
            o.w() == null ? null : Tensors.flip(o.w()),
            o.b(),
            Tensors.flip(o.dy()));
    t.close("y", Tensors.flip(t.output(mirrored)), t.output(o), Quantity.OUTPUT);
    t.close(
        "dX",
        Tensors.flip(t.gradient(Quantity.INPUT_GRADIENT, mirrored)),
        t.gradient(Quantity.INPUT_GRADIENT, o),
        Quantity.INPUT_GRADIENT);
  }

  private static void sameLower(Trial t) {
    Problem p = t.problem();
    Operands o = t.operands();
    Axis h = t.window().height();
    Axis w = t.window().width();
    WindowGeometry lower =
        new WindowGeometry(
            Edit.padding(p.geometry().height(), Padding.explicit(h.after(), h.before())),
            Edit.padding(p.geometry().width(), Padding.explicit(w.after(), w.before())));
    Operands mirrored =
        new Operands(
            Tensors.flip(o.x()), o.w() == null ? null : Tensors.flip(o.w()), o.b(), o.dy());
    t.close(
        "y of Same against the mirrored one with the extra element at the start",
        Tensors.flip(t.output(Edit.geometry(p, lower), mirrored)),
        t.output(o),
        Quantity.OUTPUT);
  }

  private static void scale(Trial t) {
    Problem p = t.problem();
    Operands o = t.operands();
    Operands scaled =
        new Operands(
            Tensors.map(o.x(), value -> UP * value),
            o.w(),
            o.b(),
            Tensors.map(o.dy(), value -> DOWN * value));
    Map<Quantity, double[]> plain = t.compute(p, o);
    Map<Quantity, double[]> large = t.compute(p, scaled);
    for (Quantity quantity : plain.keySet()) {
      double factor =
          switch (quantity) {
            case OUTPUT -> UP;
            case INPUT_GRADIENT, BIAS_GRADIENT -> DOWN;
            case WEIGHT_GRADIENT -> UP * DOWN;
          };
      t.same(
          quantity.symbol(),
          Tensors.map(Trial.tensor(p, o, quantity, plain), value -> factor * value),
          Trial.tensor(p, scaled, quantity, large));
    }
  }

  private static void adjoint(Trial t) {
    Problem p = t.problem();
    Operands o = t.operands();
    Map<Quantity, double[]> results = t.compute(p, o);
    Tensor4 y = Trial.tensor(p, o, Quantity.OUTPUT, results);
    Tensor4 dx = Trial.tensor(p, o, Quantity.INPUT_GRADIENT, results);
    double slack =
        slack(t.bounds(p, o, Quantity.OUTPUT), o.dy().values())
            + slack(t.bounds(p, o, Quantity.INPUT_GRADIENT), o.x().values());
    double product = Tensors.dot(y, o.dy());
    same(t, "<y, dy> and <x, dX>", product, Tensors.dot(o.x(), dx), slack);
    if (p.operation().isConvolution()) {
      Tensor4 dw = Trial.tensor(p, o, Quantity.WEIGHT_GRADIENT, results);
      same(t, "<y, dy> and <w, dW>", product, Tensors.dot(o.w(), dw), slack);
    }
  }

  private static void same(Trial t, String what, double expected, double actual, double slack) {
    t.within(what, new double[] {expected}, new double[] {actual}, new double[] {slack});
  }

  private static double slack(double[] bounds, double[] factors) {
    double sum = 0;
    for (int i = 0; i < bounds.length; i++) {
      sum += bounds[i] * Math.abs(factors[i]);
    }
    return sum;
  }

  /** Each pass is linear in one operand, or between kinks, so that differences are exact. */
  private static void differences(Trial t) {
    Problem p = t.problem();
    Operands o = t.operands();
    Map<Quantity, double[]> gradients = t.compute(p, o);
    SplittableRandom random = new SplittableRandom(p.seed());
    double step = p.operation().pool() == PoolKind.MAX ? 0.25 : 1;
    double slack = 2 * slack(t.bounds(p, o, Quantity.OUTPUT), o.dy().values());
    for (Quantity quantity : gradients.keySet()) {
      if (quantity == Quantity.OUTPUT) {
        continue;
      }
      double[] bounds = t.bounds(p, o, quantity);
      for (int probe = 0; probe < PROBES; probe++) {
        int at = random.nextInt(gradients.get(quantity).length);
        double above = Tensors.dot(t.output(moved(o, quantity, at, step)), o.dy());
        double below = Tensors.dot(t.output(moved(o, quantity, at, -step)), o.dy());
        same(
            t,
            quantity.symbol() + "[" + at + "] against the difference of two outputs",
            (above - below) / (2 * step),
            gradients.get(quantity)[at],
            slack + bounds[at]);
      }
    }
  }

  private static Operands moved(Operands o, Quantity gradient, int at, double by) {
    return switch (gradient) {
      case INPUT_GRADIENT -> new Operands(moved(o.x(), at, by), o.w(), o.b(), o.dy());
      case WEIGHT_GRADIENT -> new Operands(o.x(), moved(o.w(), at, by), o.b(), o.dy());
      case BIAS_GRADIENT -> {
        double[] b = o.b().clone();
        b[at] += by;
        yield new Operands(o.x(), o.w(), b, o.dy());
      }
      case OUTPUT -> throw new IllegalArgumentException("the output is no gradient");
    };
  }

  private static Tensor4 moved(Tensor4 tensor, int at, double by) {
    double[] values = tensor.values().clone();
    values[at] += by;
    return new Tensor4(values, tensor.n(), tensor.c(), tensor.h(), tensor.w());
  }

  private static void again(Trial t) {
    Problem p = t.problem();
    Operands o = t.operands();
    Map<Quantity, double[]> first = t.compute(p, o);
    CompletableFuture<Map<Quantity, double[]>> beside =
        CompletableFuture.supplyAsync(() -> t.compute(p, o));
    Map<Quantity, double[]> second = t.compute(p, o);
    Map<Quantity, double[]> third = beside.join();
    for (Quantity quantity : first.keySet()) {
      double[] none = new double[first.get(quantity).length];
      String symbol = quantity.symbol();
      t.within(symbol + " computed again", first.get(quantity), second.get(quantity), none);
      t.within(
          symbol + " computed by another thread", first.get(quantity), third.get(quantity), none);
    }
  }
}
