package io.github.conv4j.conformance;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;

/**
 * Layers of a user's own configuration class, made for each case by reflection. In this order:
 *
 * <ol>
 *   <li>A public static nested class {@code Builder}: its methods {@code kernelSize}, {@code
 *       stride}, {@code padding}, {@code dilation}, {@code convolutionMode}, {@code nIn}, {@code
 *       nOut}, {@code hasBias}, {@code activation}, {@code poolingType}, {@code pnorm}, {@code
 *       avgPoolIncludePadInDivisor}, or setters for them, as far as there are, then {@code
 *       build()}. The kernel may be taken by the constructor instead. Sizes are taken as {@code
 *       int...}, {@code long...}, two {@code int}, or one {@code int} where both axes are alike.
 *       Cases that need a method which is not there are declined by name ("has no dilation"); a
 *       pooling builder without {@code poolingType} is taken for maximum pooling.
 *   <li>A public static method {@code from(ConvolutionLayer)} or {@code from(SubsamplingLayer)}.
 *   <li>A public constructor that takes such a layer or its builder.
 * </ol>
 *
 * <p>The class's code runs where its layers are made: examine only what you trust.
 */
public final class ReflectedLayers implements LayerFactory {

  private final Class<?> type;
  private final LayerRole role;
  private final LayerBuilder builder;
  private final BuiltinLayers builtin = new BuiltinLayers();

  /**
   * The layers of a class.
   *
   * @param type configuration class
   * @param role what it is meant to compute
   * @throws IllegalArgumentException if it is no such class or there is no way to make a layer
   */
  public ReflectedLayers(Class<?> type, LayerRole role) {
    if (!Layer.class.isAssignableFrom(type)) {
      String hint =
          org.deeplearning4j.nn.api.Layer.class.isAssignableFrom(type)
              ? "; it is the computing side, name the class that configures it"
              : "";
      throw new IllegalArgumentException(
          type.getName() + ": expected a subclass of " + Layer.class.getName() + hint);
    }
    this.type = type;
    this.role = role;
    this.builder = LayerBuilder.of(type, role);
  }

  /**
   * Loads a class.
   *
   * @param className fully qualified name
   * @param role what it is meant to compute
   * @param classpath jar files and folders to look in, after our own class path
   * @return its layers
   * @throws IllegalArgumentException if it is not there, is no layer, or cannot be made
   */
  public static ReflectedLayers load(String className, LayerRole role, List<Path> classpath) {
    URL[] urls = classpath.stream().map(ReflectedLayers::url).toArray(URL[]::new);
    // Stays open: a layer's class loads others whenever it first needs them.
    ClassLoader loader = new URLClassLoader(urls, ReflectedLayers.class.getClassLoader());
    try {
      return new ReflectedLayers(Class.forName(className, false, loader), role);
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(
          "layer: expected a class "
              + className
              + " in "
              + (classpath.isEmpty() ? "the class path" : classpath)
              + ", found none; give its package, and its jar with --classpath",
          e);
    } catch (LinkageError e) {
      throw new IllegalArgumentException(
          "layer "
              + className
              + ": expected to load, found "
              + Reasons.oneLine(e)
              + "; add the jars it needs to --classpath",
          e);
    }
  }

  private static URL url(Path path) {
    if (!Files.isReadable(path)) {
      throw new IllegalArgumentException(
          "classpath: expected a readable jar or folder, found none at " + path);
    }
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException("classpath: expected a file, found " + path, e);
    }
  }

  /**
   * Splits a class path.
   *
   * @param classpath paths with the system's separator between them
   * @return the paths
   */
  public static List<Path> paths(String classpath) {
    return java.util.Arrays.stream(classpath.split(File.pathSeparator))
        .filter(part -> !part.isBlank())
        .map(Path::of)
        .toList();
  }

  @Override
  public String name() {
    return type.getSimpleName();
  }

  /**
   * What the layers are meant to compute.
   *
   * @return the role
   */
  public LayerRole role() {
    return role;
  }

  @Override
  public Optional<String> declines(Problem problem) {
    boolean convolution = role == LayerRole.CONVOLUTION;
    if (problem.operation().isConvolution() != convolution) {
      return Optional.of(convolution ? "is a convolution" : "is a pooling layer");
    }
    return builtin.declines(problem).or(() -> builder.declines(problem));
  }

  @Override
  public Layer layer(Problem problem) {
    Layer layer = builder.build(problem);
    if (!type.isInstance(layer)) {
      throw new IllegalStateException(
          "expected a "
              + type.getName()
              + ", its builder made "
              + (layer == null ? "null" : "a " + layer.getClass().getName()));
    }
    boolean toldChannels = layer instanceof FeedForwardLayer f && f.getNIn() > 0;
    if (!toldChannels) {
      layer.setNIn(
          InputType.convolutional(problem.height(), problem.width(), problem.channels()), false);
    }
    return layer;
  }
}
