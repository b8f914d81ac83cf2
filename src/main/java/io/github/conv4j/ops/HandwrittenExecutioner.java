package io.github.conv4j.ops;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.imports.converters.ImportClassMapping;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.CustomOpDescriptor;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.cpu.nativecpu.ops.NativeOpExecutioner;
import org.nd4j.linalg.factory.Nd4j;

/** ND4J's CPU executioner, with handwritten ops run in Java. */
public final class HandwrittenExecutioner extends NativeOpExecutioner {

  private Map<String, CustomOpDescriptor> operations;

  /** Called by {@link Hook}, or by ND4J itself when named in the system property "opexec". */
  public HandwrittenExecutioner() {}

  @Override
  public INDArray[] exec(CustomOp op) {
    if (!(op instanceof HandwrittenOp)) {
      return super.exec(op);
    }
    if (op.numOutputArguments() == 0) {
      for (LongShapeDescriptor shape : calculateOutputShape(op)) {
        op.addOutputArgument(Nd4j.create(shape, false));
      }
    }
    return run((HandwrittenOp<?>) op, null, op.inputArguments(), op.outputArguments());
  }

  @Override
  public INDArray[] exec(CustomOp op, OpContext context) {
    if (op instanceof HandwrittenOp) {
      return run(
          (HandwrittenOp<?>) op, context, context.getInputArrays(), context.getOutputArrays());
    }
    return super.exec(op, context);
  }

  /** Between ND4J's own checks: closed arrays, closed workspaces, NaN and infinity if asked for. */
  private INDArray[] run(
      HandwrittenOp<?> op, OpContext context, List<INDArray> inputs, List<INDArray> outputs) {
    long start = profilingConfigurableHookIn(op, context);
    op.run(inputs, outputs);
    profilingConfigurableHookOut(op, context, start);
    return outputs.toArray(new INDArray[0]);
  }

  @Override
  public List<LongShapeDescriptor> calculateOutputShape(CustomOp op) {
    return op instanceof HandwrittenOp
        ? ((HandwrittenOp<?>) op).outputShapes(op.inputArguments())
        : super.calculateOutputShape(op);
  }

  @Override
  public List<LongShapeDescriptor> calculateOutputShape(CustomOp op, OpContext context) {
    return op instanceof HandwrittenOp && context != null
        ? ((HandwrittenOp<?>) op).outputShapes(context.getInputArrays())
        : super.calculateOutputShape(op, context);
  }

  /**
   * ND4J asks for this table whenever it saves, clones or loads a graph, which is the moment to
   * make sure that it also finds the classes of our ops by name.
   */
  @Override
  public synchronized Map<String, CustomOpDescriptor> getCustomOperations() {
    if (operations == null) {
      Map<String, CustomOpDescriptor> all = new HashMap<>(super.getCustomOperations());
      all.putAll(OpCatalogue.descriptors());
      operations = Collections.unmodifiableMap(all);
      OpCatalogue.prototypes()
          .forEach(op -> ImportClassMapping.getOpNameMapping().putIfAbsent(op.opName(), op));
    }
    return operations;
  }
}
