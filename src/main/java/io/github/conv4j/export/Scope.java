package io.github.conv4j.export;

import java.util.Map;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What an emitter needs to know about the place of its layer.
 *
 * @param graph graph that is being built
 * @param form kind of ops to use
 * @param name the layer's or vertex' name, for messages
 * @param prefix beginning of its variables' names
 * @param index its position
 * @param parameters its parameters by key
 */
record Scope(
    SameDiff graph,
    Form form,
    String name,
    String prefix,
    int index,
    Map<String, INDArray> parameters) {

  /** A parameter as a trainable variable. */
  SDVariable variable(String key) {
    return graph.var(prefix + "_" + key, parameters.get(key).dup('c'));
  }

  /** A fixed array. */
  SDVariable constant(String key, INDArray array) {
    return graph.constant(prefix + "_" + key, array.dup('c'));
  }

  UnsupportedLayerException unsupported(Object part, String reason) {
    return new UnsupportedLayerException(name, part.getClass(), reason);
  }

  void requireChannelsFirst(Object layer, CNN2DFormat format) {
    if (format != CNN2DFormat.NCHW) {
      throw unsupported(layer, "expected NCHW layout, found " + format);
    }
  }

  void requireImages(Tensor input) {
    if (!input.images()) {
      throw mismatch("images [N, C, H, W]", input);
    }
  }

  void requireChannels(Tensor input, long channels) {
    if (input.channels() != channels) {
      throw mismatch(channels + " channels", input);
    }
  }

  IllegalArgumentException mismatch(String expected, Tensor found) {
    return new IllegalArgumentException(
        "export: layer \""
            + name
            + "\" expects "
            + expected
            + ", found "
            + found.shape()
            + "; give the input size that the network was made for");
  }
}
