package io.github.conv4j.compare;

import io.github.conv4j.data.ImageDataSource;

/**
 * How much of each stage of a comparison fits into the time that it may take. Small networks get
 * all of everything. Where Deeplearning4j's layers are too slow for that, each stage gets a share
 * of the time, and training, which proves most, what the others leave.
 *
 * @param trainingImages images of an epoch
 * @param noiseSteps steps of each measurement of the noise floor
 * @param testImages images that the trained networks are tested on
 * @param pointImages images for each point of the accuracy curve
 * @param inferenceImages images of a pass when inference is timed
 * @param tuningSteps steps to find the best number of threads
 * @param memorySteps steps in the process whose memory is measured
 */
record Effort(
    int trainingImages,
    int noiseSteps,
    int testImages,
    int pointImages,
    int inferenceImages,
    int tuningSteps,
    int memorySteps) {

  private static final int MOST_POINT_IMAGES = 1000;
  private static final int MOST_INFERENCE_IMAGES = 3200;
  private static final int MOST_TUNING_STEPS = 1000;
  private static final int MOST_MEMORY_STEPS = 20;

  private static final int LEAST_TRAINING_STEPS = 10;
  private static final int LEAST_NOISE_STEPS = 5;
  private static final int LEAST_TEST_IMAGES = 200;
  private static final int LEAST_POINT_IMAGES = 100;
  private static final int LEAST_TUNING_STEPS = 5;
  private static final int LEAST_MEMORY_STEPS = 3;

  private static final double NOISE_SHARE = 0.12;
  private static final double TEST_SHARE = 0.10;
  private static final double POINT_SHARE = 0.04;
  private static final double INFERENCE_SHARE = 0.08;
  private static final double TUNING_SHARE = 0.06;
  private static final double MEMORY_SHARE = 0.05;

  /**
   * Checks of whole networks, the first steps and the files take about as long as so many images.
   */
  private static final int OTHER_IMAGES = 500;

  /** Loops in double precision, starts of processes. */
  private static final double OTHER_SECONDS = 30;

  /**
   * Time per image of one network.
   *
   * @param train seconds of a training step, divided by its images
   * @param inference the same of classifying
   */
  record Seconds(double train, double inference) {

    private double both() {
      return train + inference;
    }
  }

  /**
   * Plans.
   *
   * @param options what was asked for; a limit on the training images is kept
   * @param data the images
   * @param perImage time per image of both networks
   * @return how much of each stage
   */
  static Effort plan(CompareOptions options, ImageDataSource data, Pair<Seconds> perImage) {
    Effort full = full(options, data);
    double time = 60.0 * options.minutes();
    if (full.seconds(options, perImage) <= time) {
      return full;
    }
    double builtin = perImage.builtin().train();
    double inference = perImage.builtin().inference() + perImage.custom().inference();
    double both = perImage.builtin().both() + perImage.custom().both();
    int batch = options.batch();
    Effort capped =
        new Effort(
            full.trainingImages,
            fit(full.noiseSteps, time * NOISE_SHARE, 2 * batch * builtin, LEAST_NOISE_STEPS),
            fit(full.testImages, time * TEST_SHARE, inference, LEAST_TEST_IMAGES),
            fit(
                full.pointImages,
                time * POINT_SHARE,
                TwinTraining.ACCURACY_POINTS * inference,
                LEAST_POINT_IMAGES),
            fit(
                full.inferenceImages,
                time * INFERENCE_SHARE,
                InferenceSpeed.ALL_PASSES * inference,
                batch),
            fit(full.tuningSteps, time * TUNING_SHARE, batch * both, LEAST_TUNING_STEPS),
            fit(full.memorySteps, time * MEMORY_SHARE, batch * both, LEAST_MEMORY_STEPS));
    if (options.limit() != ImageDataSource.NO_LIMIT) {
      return capped;
    }
    double left = time - capped.withTraining(0).seconds(options, perImage);
    double train = options.epochs() * (builtin + perImage.custom().train());
    int images = fit(full.trainingImages, left, train, LEAST_TRAINING_STEPS * batch);
    return capped.withTraining(
        images < full.trainingImages ? Math.max(batch, images / batch * batch) : images);
  }

  private static Effort full(CompareOptions options, ImageDataSource data) {
    int training = Math.min(options.limit(), data.numberOfTrainingExamples());
    long batches = (training + options.batch() - 1) / options.batch();
    int test = data.numberOfTestExamples();
    return new Effort(
        training,
        (int) Math.min(NoiseFloor.STEPS, batches * options.epochs()),
        test,
        Math.min(MOST_POINT_IMAGES, test),
        Math.min(MOST_INFERENCE_IMAGES, test),
        MOST_TUNING_STEPS,
        MOST_MEMORY_STEPS);
  }

  /** As many as fit into the time, at least so many, and never more than all. */
  private static int fit(int all, double seconds, double secondsEach, int least) {
    return (int) Math.min(all, Math.max(least, seconds / secondsEach));
  }

  private Effort withTraining(int images) {
    return new Effort(
        images, noiseSteps, testImages, pointImages, inferenceImages, tuningSteps, memorySteps);
  }

  /** Time that it will take, roughly. */
  double seconds(CompareOptions options, Pair<Seconds> perImage) {
    double builtin = perImage.builtin().train();
    double inference = perImage.builtin().inference() + perImage.custom().inference();
    double both = perImage.builtin().both() + perImage.custom().both();
    int batch = options.batch();
    int tuning = options.threads() > 0 ? 0 : Math.min(tuningSteps, ThreadTuning.fullSteps());
    return (double) trainingImages * options.epochs() * (builtin + perImage.custom().train())
        + 2.0 * noiseSteps * batch * builtin
        + (testImages
                + (double) TwinTraining.ACCURACY_POINTS * pointImages
                + (double) InferenceSpeed.ALL_PASSES * inferenceImages)
            * inference
        + ((double) (tuning + memorySteps) * batch + OTHER_IMAGES) * both
        + OTHER_SECONDS;
  }
}
