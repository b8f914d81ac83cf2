package io.github.conv4j.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A model that ONNX Runtime has loaded, on the CPU. Not for several threads at once. */
public final class OnnxSession implements AutoCloseable {

  /** What ONNX Runtime calls us in its log. */
  private static final String NAME = "conv4j";

  private final OrtEnvironment environment;
  private final OrtSession session;

  /**
   * An input or output of a model.
   *
   * @param type ND4J's type of its elements
   * @param shape dimensions; -1 where any size will do
   */
  public record Port(DataType type, long[] shape) {}

  private OnnxSession(OrtEnvironment environment, OrtSession session) {
    this.environment = environment;
    this.session = session;
  }

  static String version() {
    return environment().getVersion();
  }

  private static OrtEnvironment environment() {
    return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, NAME);
  }

  static OnnxSession open(byte[] model, int threads) {
    OrtEnvironment environment = environment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      // Waiting threads must not take the cores from Deeplearning4j's.
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      return new OnnxSession(environment, environment.createSession(model, options));
    } catch (OrtException e) {
      throw refused("the model", e);
    }
  }

  private static OnnxRunException refused(String what, OrtException e) {
    return new OnnxRunException(
        "ONNX Runtime does not take "
            + what
            + ": "
            + e.getMessage().strip().replaceAll("\\s+", " "),
        e,
        e.getCode() == OrtException.OrtErrorCode.ORT_NOT_IMPLEMENTED);
  }

  /**
   * Metadata that the file holds.
   *
   * @return values by key
   * @throws OnnxRunException if it cannot be read
   */
  public Map<String, String> metadata() {
    try {
      return session.getMetadata().getCustomMetadata();
    } catch (OrtException e) {
      throw refused("a question about its metadata", e);
    }
  }

  /**
   * What the model takes.
   *
   * @return inputs by name, in the model's order
   * @throws OnnxRunException if one is not an array of numbers
   */
  public Map<String, Port> inputs() {
    try {
      return ports(session.getInputInfo());
    } catch (OrtException e) {
      throw refused("a question about its inputs", e);
    }
  }

  /**
   * What the model gives.
   *
   * @return outputs by name, in the model's order
   * @throws OnnxRunException if one is not an array of numbers
   */
  public Map<String, Port> outputs() {
    try {
      return ports(session.getOutputInfo());
    } catch (OrtException e) {
      throw refused("a question about its outputs", e);
    }
  }

  private static Map<String, Port> ports(Map<String, NodeInfo> infos) {
    Map<String, Port> ports = new LinkedHashMap<>();
    infos.forEach(
        (name, info) -> {
          if (!(info.getInfo() instanceof TensorInfo tensor)) {
            throw new OnnxRunException(
                "expected arrays of numbers, found \"" + name + "\" of another kind", null);
          }
          ports.put(name, new Port(type(name, tensor.type), tensor.getShape()));
        });
    return ports;
  }

  private static DataType type(String name, OnnxJavaType type) {
    return switch (type) {
      case FLOAT -> DataType.FLOAT;
      case DOUBLE -> DataType.DOUBLE;
      case UINT8 -> DataType.UINT8;
      case INT32 -> DataType.INT32;
      case INT64 -> DataType.INT64;
      default ->
          throw new OnnxRunException(
              "expected FLOAT, DOUBLE, UINT8, INT32 or INT64, found \"" + name + "\" of " + type,
              null);
    };
  }

  /**
   * Computes.
   *
   * @param inputs arrays by name; brought to the model's types
   * @return outputs by name, in the model's order, FLOAT or DOUBLE
   * @throws OnnxRunException if the model does not take them
   */
  public Map<String, INDArray> run(Map<String, INDArray> inputs) {
    Map<String, Port> ports = inputs();
    Map<String, OnnxTensor> tensors = new HashMap<>();
    try {
      for (Map.Entry<String, INDArray> input : inputs.entrySet()) {
        Port port = ports.get(input.getKey());
        if (port == null) {
          throw new OnnxRunException(
              "expected inputs " + ports.keySet() + ", found \"" + input.getKey() + "\"", null);
        }
        tensors.put(input.getKey(), tensor(input.getValue(), port.type()));
      }
      Map<String, INDArray> outputs = new LinkedHashMap<>();
      Set<String> names = session.getOutputNames();
      try (OrtSession.Result result = session.run(tensors)) {
        for (String name : names) {
          outputs.put(name, array(name, result.get(name).orElseThrow()));
        }
      }
      return outputs;
    } catch (OrtException e) {
      throw refused("these inputs", e);
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  private OnnxTensor tensor(INDArray array, DataType type) throws OrtException {
    long[] shape = array.shape();
    INDArray plain = array.dup('c');
    return switch (type) {
      case FLOAT -> {
        float[] values = plain.castTo(DataType.FLOAT).data().asFloat();
        ByteBuffer bytes = direct(Float.BYTES, values.length);
        bytes.asFloatBuffer().put(values);
        yield OnnxTensor.createTensor(environment, bytes, shape, OnnxJavaType.FLOAT);
      }
      case DOUBLE -> {
        double[] values = plain.castTo(DataType.DOUBLE).data().asDouble();
        ByteBuffer bytes = direct(Double.BYTES, values.length);
        bytes.asDoubleBuffer().put(values);
        yield OnnxTensor.createTensor(environment, bytes, shape, OnnxJavaType.DOUBLE);
      }
      case UBYTE -> {
        int[] values = plain.castTo(DataType.INT32).data().asInt();
        ByteBuffer bytes = direct(1, values.length);
        for (int i = 0; i < values.length; i++) {
          bytes.put(i, (byte) values[i]);
        }
        yield OnnxTensor.createTensor(environment, bytes, shape, OnnxJavaType.UINT8);
      }
      default ->
          throw new OnnxRunException("expected an input of real numbers, found " + type, null);
    };
  }

  private static ByteBuffer direct(int bytes, int count) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(bytes, count))
        .order(ByteOrder.nativeOrder());
  }

  private static INDArray array(String name, OnnxValue value) {
    if (!(value instanceof OnnxTensor tensor)) {
      throw new OnnxRunException("expected an array, found \"" + name + "\" of another kind", null);
    }
    long[] shape = tensor.getInfo().getShape();
    return switch (tensor.getInfo().type) {
      case FLOAT -> {
        float[] values = new float[elements(tensor.getFloatBuffer())];
        tensor.getFloatBuffer().get(values);
        yield Nd4j.create(values, shape, 'c');
      }
      case DOUBLE -> {
        double[] values = new double[elements(tensor.getDoubleBuffer())];
        tensor.getDoubleBuffer().get(values);
        yield Nd4j.create(values, shape, 'c');
      }
      default ->
          throw new OnnxRunException(
              "expected FLOAT or DOUBLE, found \"" + name + "\" of " + tensor.getInfo().type, null);
    };
  }

  private static int elements(Buffer buffer) {
    return buffer.remaining();
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw refused("being closed", e);
    }
  }
}
