package io.github.conv4j.cli;

import io.github.conv4j.models.ModelFiles;
import java.io.IOException;
import java.nio.file.Path;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * A small network with all that a checkpoint must get right: random numbers (dropout on two
 * layers), running statistics (batch normalisation), an updater with memory and a step count.
 */
final class DropoutNetwork {

  private DropoutNetwork() {}

  /** For {@code TinyImages} of 16 by 16. */
  static MultiLayerNetwork create(IUpdater updater) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(5)
                .updater(updater)
                .l2(1e-3)
                .activation(Activation.RELU)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(4).build())
                .layer(new BatchNormalization())
                .layer(
                    new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .build())
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(6).dropOut(0.8).build())
                .layer(new DenseLayer.Builder().nOut(20).dropOut(0.5).build())
                .layer(new OutputLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(16, 16, 1))
                .build());
    network.init();
    return network;
  }

  static Path save(Path file) throws IOException {
    ModelFiles.save(create(new Adam(5e-3)), file, "network");
    return file;
  }
}
