package io.github.conv4j.ops;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOpDescriptor;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/**
 * A custom op that runs in Java. Everything an op knows is in its integer and floating point
 * arguments, because ND4J keeps nothing else when it clones, saves or loads a graph.
 *
 * @param <C> the arguments as a record, read once per run
 */
public abstract class HandwrittenOp<C> extends DynamicCustomOp {

  HandwrittenOp() {}

  HandwrittenOp(SameDiff sameDiff, SDVariable[] inputs) {
    super(sameDiff, inputs, false);
    Hook.install();
  }

  HandwrittenOp(INDArray[] inputs) {
    super(inputs, null);
    Hook.install();
  }

  /** The op's name in saved graphs. ND4J asks for it while the object is still being made. */
  @Override
  public abstract String opName();

  /** What the arguments say. */
  abstract C config();

  /** Shapes and types of the outputs for these inputs. */
  abstract List<LongShapeDescriptor> outputShapes(C config, List<INDArray> inputs);

  /** Computes the outputs, which have the right shapes and types. */
  abstract void execute(C config, List<INDArray> inputs, List<INDArray> outputs);

  final List<LongShapeDescriptor> outputShapes(List<INDArray> inputs) {
    return outputShapes(config(), inputs);
  }

  /** Checks the outputs, which kernels write to unseen, and computes them. */
  final void run(List<INDArray> inputs, List<INDArray> outputs) {
    C config = config();
    DenseArrays.requireOutputs(opName(), outputShapes(config, inputs), outputs);
    execute(config, inputs, outputs);
    DenseArrays.keepAlive(inputs);
    DenseArrays.keepAlive(outputs);
  }

  @Override
  public abstract int getNumOutputs();

  @Override
  public final long opHash() {
    Hook.requireInstalled(opName());
    return OpCatalogue.hash(opName());
  }

  @Override
  public final CustomOpDescriptor getDescriptor() {
    return OpCatalogue.descriptors().get(opName());
  }

  @Override
  public final List<LongShapeDescriptor> calculateOutputShape() {
    return calculateOutputShape(null);
  }

  @Override
  public final List<LongShapeDescriptor> calculateOutputShape(OpContext context) {
    Hook.requireInstalled(opName());
    return outputShapes(context == null ? inputArguments() : context.getInputArrays());
  }

  @Override
  public final List<DataType> calculateOutputDataTypes(List<DataType> inputTypes) {
    return new ArrayList<>(Collections.nCopies(getNumOutputs(), inputTypes.get(0)));
  }

  @Override
  public final Map<String, Object> propertiesForFunction() {
    return Collections.emptyMap();
  }

  @Override
  public final void setPropertiesForFunction(Map<String, Object> properties) {
    // Arguments say everything.
  }

  @Override
  public final void configureFromArguments() {
    // Arguments are read when the op runs.
  }
}
