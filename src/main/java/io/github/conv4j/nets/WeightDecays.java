package io.github.conv4j.nets;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/** Weight decay for networks that are there already. */
public final class WeightDecays {

  private WeightDecays() {}

  /**
   * Gives all layers weight decay in place of any l1, l2 or weight decay: each step, beside what
   * the optimiser does, weights w become w − rate · factor · w (Loshchilov and Hutter, 2017).
   * Biases and batch normalisation have none.
   *
   * @param model an initialised network, which changes
   * @param factor 0 for none at all
   */
  public static void set(Model model, double factor) {
    for (NetworkLayer layer : Network.of(model).layers()) {
      if (layer.configuration().getLayer() instanceof BaseLayer weighted
          && !(weighted instanceof BatchNormalization)) {
        weighted.setRegularization(
            new ArrayList<>(factor == 0 ? List.of() : List.of(new WeightDecay(factor, true))));
        weighted.setRegularizationBias(new ArrayList<>());
      }
    }
  }
}
