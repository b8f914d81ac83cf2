package io.github.conv4j.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

/** One layer, run as a network would run it: training mode, arrays from a workspace. */
final class LayerWork implements Work {

  private static final String WORKSPACE = "conv4j-bench-layer";

  private static final WorkspaceConfiguration LEARNING =
      WorkspaceConfiguration.builder()
          .initialSize(0)
          .policyLearning(LearningPolicy.FIRST_LOOP)
          .policyAllocation(AllocationPolicy.OVERALLOCATE)
          .overallocationLimit(0.05)
          .build();

  private final Layer layer;
  private final INDArray x;
  private final INDArray dy;
  private final String name;
  private final LayerWorkspaceMgr workspaces;
  private MemoryWorkspace open;

  LayerWork(org.deeplearning4j.nn.conf.layers.Layer configuration, LayerShape shape) {
    NeuralNetConfiguration conf =
        new NeuralNetConfiguration.Builder()
            .dataType(DataType.FLOAT)
            .updater(new NoOp())
            .layer(configuration)
            .build();
    long count = conf.getLayer().initializer().numParams(conf);
    INDArray parameters = count == 0 ? null : Nd4j.create(DataType.FLOAT, 1, count);
    layer = conf.getLayer().instantiate(conf, null, 0, parameters, true, DataType.FLOAT);
    if (count > 0) {
      layer.setBackpropGradientsViewArray(Nd4j.create(DataType.FLOAT, 1, count));
      layer.getParam("W").assign(Nd4jOperands.w(shape));
      INDArray b = layer.getParam("b");
      b.assign(Nd4jOperands.of(Operands.b(shape), b.shape()));
    }
    x = Nd4jOperands.x(shape);
    dy = Nd4jOperands.dy(shape);
    name = WORKSPACE + " " + shape.line() + " " + System.identityHashCode(this);
    workspaces = LayerWorkspaceMgr.builder().defaultWorkspace(name, LEARNING).build();
  }

  @Override
  public void forward() {
    open = Nd4j.getWorkspaceManager().getAndActivateWorkspace(LEARNING, name);
    layer.activate(x, true, workspaces);
  }

  @Override
  public void backward() {
    layer.backpropGradient(dy, workspaces);
    open.close();
  }

  @Override
  public Map<String, float[]> outputs() {
    LayerWorkspaceMgr none = LayerWorkspaceMgr.noWorkspaces();
    Map<String, float[]> results = new LinkedHashMap<>();
    results.put(Results.OUTPUT, Nd4jOperands.values(layer.activate(x, true, none)));
    Pair<Gradient, INDArray> gradients = layer.backpropGradient(dy, none);
    results.put(Results.INPUT_GRADIENT, Nd4jOperands.values(gradients.getSecond()));
    Map<String, INDArray> parameters = gradients.getFirst().gradientForVariable();
    if (!parameters.isEmpty()) {
      results.put(Results.WEIGHT_GRADIENT, Nd4jOperands.values(parameters.get("W")));
      results.put(Results.BIAS_GRADIENT, Nd4jOperands.values(parameters.get("b")));
    }
    return results;
  }

  @Override
  public void close() {
    Nd4j.getWorkspaceManager()
        .destroyWorkspace(Nd4j.getWorkspaceManager().getWorkspaceForCurrentThread(LEARNING, name));
  }
}
