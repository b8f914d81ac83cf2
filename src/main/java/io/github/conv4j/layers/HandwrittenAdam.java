package io.github.conv4j.layers;

import io.github.conv4j.ops.AdamStep;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.AdamUpdater;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * What a handwritten layer gives Deeplearning4j for its {@link Adam} when an optimiser is made: the
 * same settings and the same state, but a step in one pass. Configurations and saved files hold the
 * user's own object only. Equal to it, so that Deeplearning4j still takes all layers with equal
 * settings together, whether they are handwritten or not.
 */
// Inherits equals on purpose: it compares the settings.
@SuppressWarnings("serial")
final class HandwrittenAdam extends Adam {

  private final Adam settings;

  private HandwrittenAdam(Adam settings) {
    super(
        settings.getLearningRate(),
        settings.getBeta1(),
        settings.getBeta2(),
        settings.getEpsilon());
    setLrAndSchedule(settings.getLearningRate(), settings.getLearningRateSchedule());
    this.settings = settings;
  }

  /** The handwritten form of an updater if there is one, else the updater itself. */
  static IUpdater of(IUpdater updater, Execution execution) {
    return updater != null && updater.getClass() == Adam.class && execution != Execution.COMPOSED
        ? new HandwrittenAdam((Adam) updater)
        : updater;
  }

  @Override
  public GradientUpdater<?> instantiate(INDArray viewArray, boolean initializeViewArray) {
    AdamUpdater theirs = (AdamUpdater) settings.instantiate(viewArray, initializeViewArray);
    return Execution.AUTO.runsHandwritten(viewArray.dataType())
        ? new Updater(settings, theirs.getState())
        : theirs;
  }

  @Override
  public GradientUpdater<?> instantiate(
      Map<String, INDArray> updaterState, boolean initializeStateArrays) {
    return settings.instantiate(updaterState, initializeStateArrays);
  }

  /** The step. */
  private static final class Updater extends AdamUpdater {

    Updater(Adam settings, Map<String, INDArray> state) {
      super(settings);
      setState(state, false);
    }

    @Override
    public void applyUpdater(INDArray gradient, int iteration, int epoch) {
      Adam adam = getConfig();
      if (!AdamStep.take(
          gradient,
          getM(),
          getV(),
          adam.getLearningRate(iteration, epoch),
          adam.getBeta1(),
          adam.getBeta2(),
          adam.getEpsilon(),
          iteration)) {
        super.applyUpdater(gradient, iteration, epoch);
      }
    }
  }
}
