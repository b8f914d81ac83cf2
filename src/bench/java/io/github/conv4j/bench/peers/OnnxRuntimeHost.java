package io.github.conv4j.bench.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.conv4j.bench.BenchNetwork;
import io.github.conv4j.bench.ContenderHost;
import io.github.conv4j.bench.Operands;
import io.github.conv4j.bench.PlainNetwork;
import io.github.conv4j.bench.Results;
import io.github.conv4j.bench.Task;
import io.github.conv4j.bench.Work;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;

/** ONNX Runtime on the CPU, for inference. */
public final class OnnxRuntimeHost implements ContenderHost {

  private OrtEnvironment environment;

  /** For the service loader. */
  public OnnxRuntimeHost() {}

  @Override
  public String name() {
    return "onnxruntime";
  }

  @Override
  public String start() {
    environment = OrtEnvironment.getEnvironment();
    return "ONNX Runtime " + environment.getVersion();
  }

  @Override
  public Work open(Task task, String variant, int threads, Path networks) throws Exception {
    if (!(task instanceof Task.Inference inference)) {
      throw new UnsupportedOperationException("runs networks, it does not train them");
    }
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      byte[] model =
          OnnxModel.of(PlainNetwork.read(networks, inference.network()), inference.network());
      return new SessionWork(environment, environment.createSession(model, options), inference);
    }
  }

  private static final class SessionWork implements Work {
    private final OrtSession session;
    private final OnnxTensor images;

    SessionWork(OrtEnvironment environment, OrtSession session, Task.Inference task)
        throws OrtException {
      this.session = session;
      BenchNetwork network = task.network();
      float[] values = Operands.images(network, task.batch(), 0);
      FloatBuffer direct =
          ByteBuffer.allocateDirect(values.length * Float.BYTES)
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer()
              .put(values)
              .rewind();
      images =
          OnnxTensor.createTensor(
              environment,
              direct,
              new long[] {task.batch(), network.channels(), network.size(), network.size()});
    }

    @Override
    public void forward() {
      try (OrtSession.Result result = session.run(Map.of(PlainNetwork.INPUT, images))) {
        if (result.size() != 1) {
          throw new IllegalStateException("expected one output, found " + result.size());
        }
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public Map<String, float[]> outputs() {
      try (OrtSession.Result result = session.run(Map.of(PlainNetwork.INPUT, images))) {
        FloatBuffer buffer = ((OnnxTensor) result.get(0)).getFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return Map.of(Results.OUTPUT, values);
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {
      images.close();
      try {
        session.close();
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
