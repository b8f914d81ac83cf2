package io.github.conv4j.conformance;

import io.github.conv4j.geometry.AxisGeometry;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.PoolKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.activations.Activation;

/**
 * One thing that a builder is told about a case.
 *
 * @param name method of the builder
 * @param value an int[] of height and width, an Integer, a Boolean, an Activation, or the name of
 *     an enum constant
 * @param needed false if a builder without the method makes the right layer anyway
 */
record Setting(String name, Object value, boolean needed) {

  /** The settings of a case, the kernel first. */
  static List<Setting> of(Problem problem) {
    AxisGeometry h = problem.geometry().height();
    AxisGeometry w = problem.geometry().width();
    boolean same = h.padding().kind() == Padding.Kind.SAME;
    List<Setting> settings = new ArrayList<>();
    settings.add(new Setting("kernelSize", new int[] {h.kernel(), w.kernel()}, true));
    settings.add(sizes("stride", h.stride(), w.stride(), 1));
    settings.add(sizes("dilation", h.dilation(), w.dilation(), 1));
    settings.add(sizes("padding", same ? 0 : padding(h), same ? 0 : padding(w), 0));
    settings.add(new Setting("convolutionMode", same ? "Same" : "Truncate", same));
    if (problem.operation().isConvolution()) {
      settings.add(new Setting("nIn", problem.channels(), false));
      settings.add(new Setting("nOut", problem.filters(), true));
      boolean bias = problem.operation().bias();
      settings.add(new Setting("hasBias", bias, !bias));
      boolean rectified = problem.operation().rectified();
      Activation activation = rectified ? Activation.RELU : Activation.IDENTITY;
      settings.add(new Setting("activation", activation, rectified));
      return settings;
    }
    PoolKind kind = problem.operation().pool();
    boolean including = kind == PoolKind.AVERAGE_INCLUDING_PADDING;
    settings.add(new Setting("poolingType", BuiltinLayers.type(kind).name(), kind != PoolKind.MAX));
    settings.add(new Setting("avgPoolIncludePadInDivisor", including, including));
    if (kind == PoolKind.P_NORM) {
      settings.add(new Setting("pnorm", (int) problem.operation().p(), true));
    }
    return settings;
  }

  private static Setting sizes(String name, int height, int width, int otherwise) {
    return new Setting(name, new int[] {height, width}, height != otherwise || width != otherwise);
  }

  private static int padding(AxisGeometry axis) {
    return axis.padding().kind() == Padding.Kind.FULL
        ? axis.effectiveKernel() - 1
        : axis.padding().before();
  }

  /** The value as arguments of these types; null if they take something else. */
  Object[] arguments(Class<?>... types) {
    if (value instanceof int[] pair) {
      return pair(pair, types);
    }
    if (types.length != 1) {
      return null;
    }
    Class<?> type = types[0];
    if (value instanceof Boolean) {
      return type == boolean.class || type == Boolean.class ? new Object[] {value} : null;
    }
    if (value instanceof Integer number) {
      if (type == int.class || type == Integer.class) {
        return new Object[] {number};
      }
      return type == long.class || type == Long.class ? new Object[] {number.longValue()} : null;
    }
    if (value instanceof Activation activation) {
      if (type == Activation.class) {
        return new Object[] {activation};
      }
      return type.isInstance(activation.getActivationFunction()) && type != Object.class
          ? new Object[] {activation.getActivationFunction()}
          : null;
    }
    return constant(type);
  }

  private Object[] pair(int[] pair, Class<?>... types) {
    if (types.length == 2 && types[0] == int.class && types[1] == int.class) {
      return new Object[] {pair[0], pair[1]};
    }
    if (types.length != 1) {
      return null;
    }
    if (types[0] == int[].class) {
      return new Object[] {pair.clone()};
    }
    if (types[0] == long[].class) {
      return new Object[] {Arrays.stream(pair).asLongStream().toArray()};
    }
    return types[0] == int.class && pair[0] == pair[1] ? new Object[] {pair[0]} : null;
  }

  private Object[] constant(Class<?> type) {
    if (!type.isEnum()) {
      return null;
    }
    return Arrays.stream(type.getEnumConstants())
        .filter(
            constant ->
                ((Enum<?>) constant)
                    .name()
                    .toUpperCase(Locale.ROOT)
                    .equals(value.toString().toUpperCase(Locale.ROOT)))
        .findFirst()
        .map(constant -> new Object[] {constant})
        .orElse(null);
  }
}
