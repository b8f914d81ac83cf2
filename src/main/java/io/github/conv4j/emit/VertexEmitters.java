package io.github.conv4j.emit;

import io.github.conv4j.onnx.Attribute;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PoolHelperVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;

/** Vertices of a graph that are not layers, by exact class. */
final class VertexEmitters {

  private interface Emitter<V extends GraphVertex> {
    Value emit(Scope scope, V vertex, List<Value> inputs);
  }

  private final Map<Class<? extends GraphVertex>, Emitter<GraphVertex>> emitters = new HashMap<>();

  VertexEmitters() {
    register(ElementWiseVertex.class, VertexEmitters::elementWise);
    register(L2NormalizeVertex.class, VertexEmitters::unitLength);
    register(MergeVertex.class, VertexEmitters::merge);
    register(SubsetVertex.class, VertexEmitters::subset);
    register(ReshapeVertex.class, VertexEmitters::reshape);
    register(
        ScaleVertex.class,
        (scope, vertex, inputs) ->
            scope.binary("Mul", inputs.get(0), scope.scalar("factor", vertex.getScaleFactor())));
    register(
        ShiftVertex.class,
        (scope, vertex, inputs) ->
            scope.binary("Add", inputs.get(0), scope.scalar("shift", vertex.getShiftFactor())));
    register(
        PreprocessorVertex.class,
        (scope, vertex, inputs) ->
            PreProcessors.emit(scope, vertex.getPreProcessor(), inputs.get(0)));
    register(
        PoolHelperVertex.class,
        (scope, vertex, inputs) ->
            // Drops the first row and column.
            Shapes.crop(scope, new int[] {1, 1}, new int[] {0, 0}, inputs.get(0)));
  }

  private <V extends GraphVertex> void register(Class<V> type, Emitter<V> emitter) {
    emitters.put(type, (scope, vertex, inputs) -> emitter.emit(scope, type.cast(vertex), inputs));
  }

  Value emit(Scope scope, GraphVertex vertex, List<Value> inputs) {
    if (vertex instanceof OnnxEmittable own) {
      return own.emitOnnx(scope, inputs);
    }
    Emitter<GraphVertex> emitter = emitters.get(vertex.getClass());
    if (emitter == null) {
      throw scope.unsupported(vertex, "this kind of vertex is not covered");
    }
    return emitter.emit(scope, vertex, inputs);
  }

  /** Sizes of 1 are repeated, as in gates of a number for each channel. */
  private static Value elementWise(Scope scope, ElementWiseVertex vertex, List<Value> inputs) {
    return switch (vertex.getOp()) {
      case Add -> reduce(scope, vertex, "Add", inputs);
      case Subtract -> reduce(scope, vertex, "Sub", inputs);
      case Product -> reduce(scope, vertex, "Mul", inputs);
      case Max -> reduce(scope, vertex, "Max", inputs);
      case Average ->
          scope.binary(
              "Div", reduce(scope, vertex, "Add", inputs), scope.scalar("inputs", inputs.size()));
    };
  }

  private static Value reduce(
      Scope scope, ElementWiseVertex vertex, String op, List<Value> inputs) {
    return inputs.stream()
        .reduce(
            (a, b) -> scope.node(op, List.of(a.name(), b.name()), repeated(scope, vertex, a, b)))
        .orElseThrow();
  }

  private static List<Integer> repeated(Scope scope, ElementWiseVertex vertex, Value a, Value b) {
    List<Integer> shape = new ArrayList<>();
    boolean fit = a.shape().size() == b.shape().size();
    for (int i = 0; fit && i < a.shape().size(); i++) {
      int one = a.shape().get(i);
      int other = b.shape().get(i);
      fit = one == other || one == 1 || other == 1;
      shape.add(Math.max(one, other));
    }
    if (!fit) {
      throw scope.unsupported(
          vertex, "its inputs differ in shape, " + a.text() + " and " + b.text());
    }
    return shape;
  }

  /** x / max(‖x‖, eps), the norm over everything but the batch. */
  private static Value unitLength(Scope scope, L2NormalizeVertex vertex, List<Value> inputs) {
    Value input = inputs.get(0);
    int[] all = IntStream.rangeClosed(1, input.shape().size()).toArray();
    int[] given = vertex.getDimension();
    if (given != null && given.length > 0 && !Arrays.equals(given, all)) {
      throw scope.unsupported(
          vertex,
          "expected the norm over dimensions "
              + Arrays.toString(all)
              + ", found "
              + Arrays.toString(given));
    }
    List<Integer> ones = Collections.nCopies(all.length, 1);
    Value norm =
        scope.node(
            "ReduceL2",
            List.of(input.name()),
            ones,
            Attribute.ints("axes", Arrays.stream(all).asLongStream().toArray()),
            Attribute.of("keepdims", 1));
    Value divisor = scope.binary("Max", norm, scope.scalar("eps", vertex.getEps()));
    return scope.binary("Div", input, divisor.name());
  }

  private static Value merge(Scope scope, MergeVertex vertex, List<Value> inputs) {
    Value first = inputs.get(0);
    if (vertex.getMergeAxis() != 1) {
      throw scope.unsupported(
          vertex, "expected axis 1 (channels), found axis " + vertex.getMergeAxis());
    }
    int channels = 0;
    for (Value input : inputs) {
      if (!positions(input).equals(positions(first))) {
        throw scope.mismatch("inputs like " + first.text(), input);
      }
      channels = Math.addExact(channels, input.channels());
    }
    if (inputs.size() == 1) {
      return first;
    }
    List<Integer> shape = new ArrayList<>(first.shape());
    shape.set(0, channels);
    return scope.node(
        "Concat", inputs.stream().map(Value::name).toList(), shape, Attribute.of("axis", 1));
  }

  private static List<Integer> positions(Value value) {
    return value.shape().subList(1, value.shape().size());
  }

  /** Channels from one to another, both included. */
  private static Value subset(Scope scope, SubsetVertex vertex, List<Value> inputs) {
    Value input = inputs.get(0);
    if (vertex.getTo() >= input.channels()) {
      throw scope.mismatch("more than " + vertex.getTo() + " channels", input);
    }
    List<Integer> shape = new ArrayList<>(input.shape());
    shape.set(0, vertex.getTo() - vertex.getFrom() + 1);
    return Shapes.slice(
        scope,
        new long[] {vertex.getFrom()},
        new long[] {vertex.getTo() + 1L},
        new long[] {1},
        shape,
        input);
  }

  private static Value reshape(Scope scope, ReshapeVertex vertex, List<Value> inputs) {
    int[] shape = vertex.getNewShape();
    Value input = inputs.get(0);
    List<Integer> behindBatch = Arrays.stream(shape).skip(1).boxed().toList();
    boolean keepsBatch =
        vertex.getReshapeOrder() == 'c'
            && shape.length >= 2
            && shape[0] == -1
            && shape.length <= 4
            && behindBatch.stream().allMatch(size -> size > 0)
            && behindBatch.stream().reduce(1, Math::multiplyExact) == input.elements();
    if (!keepsBatch) {
      throw scope.unsupported(
          vertex,
          "expected a shape of 'c' order with -1 for the batch and sizes of the same number of elements"
              + " for each example, found "
              + Arrays.toString(shape));
    }
    return PreProcessors.reshape(scope, input, behindBatch);
  }
}
