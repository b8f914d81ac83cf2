package io.github.conv4j.conformance;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;

/** A way to make a layer of a class for a case. */
interface LayerBuilder {

  /** Why it cannot; empty if it can. */
  Optional<String> declines(Problem problem);

  /** A layer. */
  Layer build(Problem problem);

  /**
   * The first way that a class offers.
   *
   * @throws IllegalArgumentException if it offers none
   */
  static LayerBuilder of(Class<?> type, LayerRole role) {
    Optional<Class<?>> nested =
        Arrays.stream(type.getDeclaredClasses())
            .filter(c -> c.getSimpleName().equals("Builder"))
            .filter(c -> isPublicStatic(c.getModifiers()) && !Modifier.isAbstract(c.getModifiers()))
            .findFirst();
    if (nested.isPresent()) {
      return new ByNestedBuilder(type, nested.get());
    }
    boolean convolution = role == LayerRole.CONVOLUTION;
    Class<?> template = convolution ? ConvolutionLayer.class : SubsamplingLayer.class;
    for (Method method : type.getMethods()) {
      if (method.getName().equals("from")
          && Modifier.isStatic(method.getModifiers())
          && type.isAssignableFrom(method.getReturnType())
          && Arrays.equals(method.getParameterTypes(), new Class<?>[] {template})) {
        return new ByTemplate(problem -> (Layer) call(method, null, builtin(problem)));
      }
    }
    Class<?> builder =
        convolution ? ConvolutionLayer.Builder.class : SubsamplingLayer.Builder.class;
    for (Constructor<?> constructor : type.getConstructors()) {
      Class<?>[] parameters = constructor.getParameterTypes();
      if (parameters.length == 1 && parameters[0] == template) {
        return new ByTemplate(problem -> (Layer) create(constructor, builtin(problem)));
      }
      if (parameters.length == 1
          && parameters[0] != Object.class
          && parameters[0].isAssignableFrom(builder)) {
        return new ByTemplate(
            problem -> (Layer) create(constructor, new BuiltinLayers().builder(problem)));
      }
    }
    String name = template.getSimpleName();
    throw new IllegalArgumentException(
        type.getName()
            + ": expected a way to make a layer, found none; looked for a public static nested class"
            + " Builder, a public static method from("
            + name
            + "), and a public constructor that takes a "
            + name
            + " or a "
            + name
            + ".Builder");
  }

  private static Layer builtin(Problem problem) {
    return new BuiltinLayers().layer(problem);
  }

  private static boolean isPublicStatic(int modifiers) {
    return Modifier.isPublic(modifiers) && Modifier.isStatic(modifiers);
  }

  /** Calls a method, whatever it throws unwrapped. */
  private static Object call(Method method, Object target, Object... arguments) {
    try {
      method.trySetAccessible();
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw unwrapped(e);
    } catch (IllegalAccessException e) {
      throw new IllegalArgumentException(method + ": expected a public method", e);
    }
  }

  private static Object create(Constructor<?> constructor, Object... arguments) {
    try {
      constructor.trySetAccessible();
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      throw unwrapped(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(constructor + ": expected a public constructor", e);
    }
  }

  private static RuntimeException unwrapped(InvocationTargetException e) {
    if (e.getCause() instanceof RuntimeException thrown) {
      return thrown;
    }
    if (e.getCause() instanceof Error error) {
      throw error;
    }
    return new IllegalStateException(e.getCause());
  }

  /** By what a built-in layer, or its builder, says: knows everything the built-in layer knows. */
  record ByTemplate(Function<Problem, Layer> make) implements LayerBuilder {
    @Override
    public Optional<String> declines(Problem problem) {
      return Optional.empty();
    }

    @Override
    public Layer build(Problem problem) {
      return make.apply(problem);
    }
  }

  /** By a builder with methods named as in the built-in one. */
  record ByNestedBuilder(Class<?> type, Class<?> builder) implements LayerBuilder {

    public ByNestedBuilder {
      boolean builds =
          Arrays.stream(builder.getMethods())
              .anyMatch(m -> m.getName().equals("build") && m.getParameterCount() == 0);
      if (!builds) {
        throw new IllegalArgumentException(
            builder.getName() + ": expected a public method build(), found none");
      }
    }

    @Override
    public Optional<String> declines(Problem problem) {
      List<Setting> settings = Setting.of(problem);
      if (constructor(settings.get(0)) == null) {
        return Optional.of("has no kernelSize for such a kernel");
      }
      for (Setting setting : settings) {
        if (setting.needed() && !setting.name().equals("kernelSize") && method(setting) == null) {
          return Optional.of("has no " + setting.name());
        }
      }
      return Optional.empty();
    }

    @Override
    public Layer build(Problem problem) {
      List<Setting> settings = Setting.of(problem);
      Setting kernel = settings.get(0);
      Constructor<?> constructor = constructor(kernel);
      Object[] arguments =
          constructor.getParameterCount() == 0
              ? new Object[0]
              : kernel.arguments(constructor.getParameterTypes());
      Object made = create(constructor, arguments);
      for (Setting setting : settings) {
        Method method = method(setting);
        if (method != null) {
          call(method, made, setting.arguments(method.getParameterTypes()));
        }
      }
      return (Layer) call(publicMethod("build"), made);
    }

    /** Without arguments if there is a method for the kernel, else with the kernel. */
    private Constructor<?> constructor(Setting kernel) {
      for (Constructor<?> constructor : builder.getConstructors()) {
        if (constructor.getParameterCount() == 0 && method(kernel) != null) {
          return constructor;
        }
      }
      for (Constructor<?> constructor : builder.getConstructors()) {
        if (constructor.getParameterCount() > 0
            && kernel.arguments(constructor.getParameterTypes()) != null) {
          return constructor;
        }
      }
      return null;
    }

    /** The method of that name, or else a setter. */
    private Method method(Setting setting) {
      String name = setting.name();
      String setter = "set" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
      return method(name, setting).or(() -> method(setter, setting)).orElse(null);
    }

    private Optional<Method> method(String name, Setting setting) {
      return Arrays.stream(builder.getMethods())
          .filter(m -> m.getName().equals(name))
          .filter(m -> !Modifier.isStatic(m.getModifiers()))
          .filter(m -> setting.arguments(m.getParameterTypes()) != null)
          .findFirst();
    }

    private Method publicMethod(String name) {
      return Arrays.stream(builder.getMethods())
          .filter(m -> m.getName().equals(name) && m.getParameterCount() == 0)
          .findFirst()
          .orElseThrow();
    }
  }
}
