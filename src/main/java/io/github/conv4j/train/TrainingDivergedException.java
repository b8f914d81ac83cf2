package io.github.conv4j.train;

import io.github.conv4j.nets.Network;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.reduce.longer.MatchCondition;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.conditions.Conditions;

/** A loss or a parameter became NaN or infinite. */
public final class TrainingDivergedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private static final String ADVICE = "; lower the learning rate or check the data";

  private TrainingDivergedException(String message) {
    super(message);
  }

  /**
   * Lets finite losses pass.
   *
   * @param loss loss of the last step
   * @param state where training stands after it
   * @param batches steps in an epoch
   * @throws TrainingDivergedException if the loss is NaN or infinite; the message names the batch
   */
  public static void requireFinite(double loss, TrainingState state, int batches) {
    if (!Double.isFinite(loss)) {
      throw new TrainingDivergedException(
          "training diverged: expected a finite loss, found "
              + loss
              + " at batch "
              + state.batch()
              + " of "
              + batches
              + " in epoch "
              + (state.epoch() + 1)
              + " (step "
              + state.step()
              + ")"
              + ADVICE);
    }
  }

  /**
   * Lets networks of finite parameters pass.
   *
   * @param network the network
   * @param state where training stands
   * @throws TrainingDivergedException if a parameter is NaN or infinite
   */
  public static void requireFinite(Network network, TrainingState state) {
    INDArray parameters = network.model().params();
    // The sum alone is fast; only where it is not finite, which finite values may cause, count.
    if (!Double.isFinite(parameters.sumNumber().doubleValue()) && countNotFinite(parameters) > 0) {
      throw new TrainingDivergedException(
          "training diverged: expected finite parameters, found "
              + countNotFinite(parameters)
              + " that are not after batch "
              + state.batch()
              + " of epoch "
              + (state.epoch() + 1)
              + " (step "
              + state.step()
              + ")"
              + ADVICE);
    }
  }

  private static long countNotFinite(INDArray parameters) {
    return Nd4j.getExecutioner()
        .exec(new MatchCondition(parameters, Conditions.notFinite()))
        .getLong(0);
  }
}
