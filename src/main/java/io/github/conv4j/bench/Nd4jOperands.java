package io.github.conv4j.bench;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** The operands as ND4J arrays. */
final class Nd4jOperands {

  private Nd4jOperands() {}

  static INDArray x(LayerShape shape) {
    return of(Operands.x(shape), shape.batch(), shape.channels(), shape.size(), shape.size());
  }

  static INDArray w(LayerShape shape) {
    return of(Operands.w(shape), shape.filters(), shape.channels(), shape.kernel(), shape.kernel());
  }

  static INDArray dy(LayerShape shape) {
    return of(
        Operands.dy(shape), shape.batch(), shape.filters(), shape.outputSize(), shape.outputSize());
  }

  static INDArray images(BenchNetwork network, int batch, int index) {
    return of(
        Operands.images(network, batch, index),
        batch,
        network.channels(),
        network.size(),
        network.size());
  }

  static DataSet examples(BenchNetwork network, int batch, int index) {
    INDArray labels = Nd4j.zeros(DataType.FLOAT, batch, BenchNetwork.CLASSES);
    int[] classes = Operands.labels(batch, index);
    for (int i = 0; i < batch; i++) {
      labels.putScalar(i, classes[i], 1);
    }
    return new DataSet(images(network, batch, index), labels);
  }

  static INDArray of(float[] values, long... shape) {
    return Nd4j.create(values, shape, 'c');
  }

  /** Row-major values. */
  static float[] values(INDArray array) {
    return array.dup('c').data().asFloat();
  }
}
