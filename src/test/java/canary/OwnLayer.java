package canary;

import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.nd4j.linalg.activations.Activation;

/** A program's own layer. */
@SuppressWarnings("serial")
public final class OwnLayer extends ActivationLayer {

  /** For JSON. */
  public OwnLayer() {
    super(Activation.CUBE);
  }
}
