package io.github.conv4j.compare;

import io.github.conv4j.nets.Network;
import io.github.conv4j.nets.NetworkLayer;
import io.github.conv4j.result.Gallery;
import io.github.conv4j.result.Picture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Pictures of what both trained networks look for and see. */
final class Galleries {

  private static final int MOST = 64;

  private Galleries() {}

  /** Filters of the first convolution and its maps of one image, where there is a convolution. */
  static List<Gallery> of(Pair<Network> networks, INDArray image, String label) {
    Optional<NetworkLayer> first = firstConvolution(networks.builtin());
    if (first.isEmpty()) {
      return List.of();
    }
    String name = first.get().name();
    Pair<List<Picture>> filters = networks.map(network -> filters(layer(network, name)));
    Pair<List<Picture>> maps = networks.map(network -> maps(network, layer(network, name), image));
    return List.of(
        new Gallery(
            "Filters of " + name,
            "What the first convolution looks for after training; the channels of a filter are"
                + " averaged.",
            filters.builtin(),
            filters.custom()),
        new Gallery(
            "Feature maps of " + name,
            "What it finds in the first test image (" + label + ").",
            maps.builtin(),
            maps.custom()));
  }

  private static Optional<NetworkLayer> firstConvolution(Network network) {
    return network.layers().stream()
        .filter(layer -> layer.layer().numParams() > 0)
        .findFirst()
        .filter(
            layer ->
                configuration(layer) instanceof ConvolutionLayer convolution
                    && hasPlanes(layer.layer().paramTable().get("W"), convolution));
  }

  /** Whether the weights are one plane per filter and channel, larger than a dot. */
  private static boolean hasPlanes(INDArray weights, ConvolutionLayer layer) {
    int[] kernel = layer.getKernelSize();
    long[] planes = {layer.getNOut(), layer.getNIn(), kernel[0], kernel[1]};
    return Arrays.equals(weights.shape(), planes) && kernel[0] * kernel[1] > 1;
  }

  private static Layer configuration(NetworkLayer layer) {
    Layer configuration = layer.configuration().getLayer();
    return configuration instanceof FrozenLayer frozen ? frozen.getLayer() : configuration;
  }

  private static NetworkLayer layer(Network network, String name) {
    return network.layers().stream()
        .filter(layer -> layer.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static List<Picture> filters(NetworkLayer layer) {
    INDArray means = layer.layer().getParam("W").mean(1);
    List<Picture> pictures = new ArrayList<>();
    for (int f = 0; f < Math.min(MOST, means.size(0)); f++) {
      pictures.add(picture("filter " + f, plane(means, f)));
    }
    return pictures;
  }

  private static List<Picture> maps(Network network, NetworkLayer layer, INDArray image) {
    INDArray input = network.layerInputs(image).get(layer.name());
    INDArray output =
        layer.layer().activate(input, false, LayerWorkspaceMgr.noWorkspaces()).dup('c');
    layer.layer().clear();
    ConvolutionLayer convolution = (ConvolutionLayer) configuration(layer);
    if (convolution.getCnn2dDataFormat() == CNN2DFormat.NHWC) {
      output = output.permute(0, 3, 1, 2);
    }
    INDArray maps = output.get(NDArrayIndex.point(0), NDArrayIndex.all());
    List<Picture> pictures = new ArrayList<>();
    for (int f = 0; f < Math.min(MOST, maps.size(0)); f++) {
      pictures.add(picture("map " + f, plane(maps, f)));
    }
    return pictures;
  }

  private static INDArray plane(INDArray planes, int index) {
    return planes.get(NDArrayIndex.point(index), NDArrayIndex.all(), NDArrayIndex.all());
  }

  private static Picture picture(String name, INDArray plane) {
    return new Picture(
        name,
        Math.toIntExact(plane.size(1)),
        Math.toIntExact(plane.size(0)),
        plane.dup('c').data().asFloat());
  }
}
