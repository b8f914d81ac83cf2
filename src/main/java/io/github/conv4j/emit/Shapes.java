package io.github.conv4j.emit;

import io.github.conv4j.onnx.Attribute;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling1D;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPadding1DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping1D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.misc.RepeatVector;

/** Layers that move elements and compute nothing. */
final class Shapes {

  private Shapes() {}

  /** Padding is given as top, bottom, left, right. */
  static Value zeroPadding(Scope scope, ZeroPaddingLayer layer, Value input) {
    scope.requireChannelsFirst(layer, layer.getDataFormat());
    scope.requireImages(input);
    int[] padding = layer.getPadding();
    long[] sizes = {padding[0], padding[2], padding[1], padding[3]};
    return Poolings.pad(scope, sizes, input, 0);
  }

  static Value zeroPadding(Scope scope, ZeroPadding1DLayer layer, Value input) {
    scope.requireSequences(input);
    int[] padding = layer.getPadding();
    return Poolings.pad(scope, new long[] {padding[0], padding[1]}, input, 0);
  }

  /** Cropping is given as top, bottom, left, right. */
  static Value cropping(Scope scope, Cropping2D layer, Value input) {
    scope.requireChannelsFirst(layer, layer.getDataFormat());
    scope.requireImages(input);
    int[] crop = layer.getCropping();
    return crop(scope, new int[] {crop[0], crop[2]}, new int[] {crop[1], crop[3]}, input);
  }

  static Value cropping(Scope scope, Cropping1D layer, Value input) {
    scope.requireSequences(input);
    int[] crop = layer.getCropping();
    return crop(scope, new int[] {crop[0]}, new int[] {crop[1]}, input);
  }

  /** Leaves out so many elements before and after, on the axes behind the channels. */
  static Value crop(Scope scope, int[] before, int[] after, Value input) {
    int axes = before.length;
    long[] starts = new long[axes];
    long[] ends = new long[axes];
    long[] at = new long[axes];
    List<Integer> shape = new ArrayList<>(input.shape());
    for (int i = 0; i < axes; i++) {
      int length = input.shape().get(i + 1);
      starts[i] = before[i];
      ends[i] = length - after[i];
      at[i] = i + 2;
      if (ends[i] <= starts[i]) {
        throw scope.mismatch("more elements than it crops", input);
      }
      shape.set(i + 1, length - before[i] - after[i]);
    }
    return slice(scope, starts, ends, at, shape, input);
  }

  static Value slice(
      Scope scope, long[] starts, long[] ends, long[] axes, List<Integer> shape, Value input) {
    return scope.node(
        "Slice",
        List.of(
            input.name(),
            scope.longs("starts", starts),
            scope.longs("ends", ends),
            scope.longs("axes", axes)),
        shape);
  }

  static Value upsampling(Scope scope, Upsampling2D layer, Value input) {
    scope.requireChannelsFirst(layer, layer.getFormat());
    scope.requireImages(input);
    int[] size = layer.getSize();
    return repeat(scope, new int[] {size[0], size[1]}, input);
  }

  static Value upsampling(Scope scope, Upsampling1D layer, Value input) {
    scope.requireSequences(input);
    return repeat(scope, new int[] {layer.getSize()[0]}, input);
  }

  /** Repeats every element, on each axis behind the channels. */
  private static Value repeat(Scope scope, int[] times, Value input) {
    // Another axis of length 1 behind each, stretched, then merged with the one before.
    List<Integer> apart = new ArrayList<>(List.of(input.channels()));
    List<Integer> stretched = new ArrayList<>(apart);
    List<Integer> merged = new ArrayList<>(apart);
    List<Long> factors = new ArrayList<>(List.of(1L, 1L));
    for (int i = 0; i < times.length; i++) {
      int length = input.shape().get(i + 1);
      apart.addAll(List.of(length, 1));
      stretched.addAll(List.of(length, times[i]));
      factors.addAll(List.of(1L, (long) times[i]));
      merged.add(Math.multiplyExact(length, times[i]));
    }
    Value wide = PreProcessors.reshape(scope, input, apart);
    String repeats = scope.longs("repeats", factors.stream().mapToLong(Long::longValue).toArray());
    Value copies = scope.node("Tile", List.of(wide.name(), repeats), stretched);
    return PreProcessors.reshape(scope, copies, merged);
  }

  /** Blocks of pixels become channels: position in the block first, then the channel. */
  static Value spaceToDepth(Scope scope, SpaceToDepthLayer layer, Value input) {
    scope.requireChannelsFirst(layer, layer.getDataFormat());
    scope.requireImages(input);
    int block = layer.getBlockSize();
    int height = input.shape().get(1);
    int width = input.shape().get(2);
    if (height % block != 0 || width % block != 0) {
      throw scope.mismatch("sides that are multiples of " + block, input);
    }
    return scope.node(
        "SpaceToDepth",
        List.of(input.name()),
        List.of(input.channels() * block * block, height / block, width / block),
        Attribute.of("blocksize", block));
  }

  /** [N, F] becomes [N, F, n]. */
  static Value repeatVector(Scope scope, RepeatVector layer, Value input) {
    Convolutions.requireChannelsFirst(scope, layer, layer.getDataFormat());
    Value column = PreProcessors.reshape(scope, input, List.of(input.channels(), 1));
    return scope.node(
        "Tile",
        List.of(column.name(), scope.longs("repeats", 1, 1, layer.getN())),
        List.of(input.channels(), layer.getN()));
  }
}
