package io.github.conv4j.layers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.testing.Data;
import io.github.conv4j.testing.Match;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;

/** Networks of our layers against the same networks of built-in layers. */
class NetworkParityTest {

  private static final int BATCH = 4;

  static Stream<Recipe> recipes() {
    return Recipe.all().stream();
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void doubleNetworksAgreeToTwelveDigits(Recipe recipe) {
    for (Variant variant : List.of(Variant.HANDWRITTEN, Variant.COMPOSED)) {
      agree(recipe, variant, DataType.DOUBLE, new Sgd(0.1), 1e-12, 1e-12);
    }
    agree(recipe, Variant.HANDWRITTEN, DataType.DOUBLE, new Adam(0.01), 1e-12, 1e-10);
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void floatNetworksAgreeToRounding(Recipe recipe) {
    agree(recipe, Variant.HANDWRITTEN, DataType.FLOAT, new Sgd(0.1), 3e-6, 3e-5);
  }

  private static void agree(
      Recipe recipe,
      Variant variant,
      DataType type,
      IUpdater updater,
      double once,
      double trained) {
    String what = recipe + " " + variant + " " + type + " " + updater.getClass().getSimpleName();
    MultiLayerNetwork builtin = init(recipe, Variant.BUILTIN, type, updater);
    MultiLayerNetwork ours = init(recipe, variant, type, updater);
    Match.identical(what + ": initial parameters", builtin.params(), ours.params());
    INDArray x = input(recipe, type);
    DataSet data = new DataSet(x, Data.oneHot(2, type, BATCH, Recipe.CLASSES));

    Match.close(what + ": output", output(builtin, x), output(ours, x), once);
    Nd4j.getRandom().setSeed(3);
    double score = builtin.score(data);
    Nd4j.getRandom().setSeed(3);
    assertThat(ours.score(data))
        .as(what + ": score with regularisation")
        .isCloseTo(score, org.assertj.core.data.Offset.offset(10 * once));
    Nd4j.getRandom().setSeed(3);
    INDArray scores = builtin.scoreExamples(data, true);
    Nd4j.getRandom().setSeed(3);
    Match.close(what + ": scores of examples", scores, ours.scoreExamples(data, true), once);
    gradientsAgree(what, builtin, ours, data, 10 * once);

    for (int step = 0; step < 5; step++) {
      for (MultiLayerNetwork net : List.of(builtin, ours)) {
        Nd4j.getRandom().setSeed(100 + step);
        net.fit(data);
      }
      assertThat(ours.score())
          .as(what + ": score in step " + step)
          .isCloseTo(builtin.score(), org.assertj.core.data.Offset.offset(100 * trained));
    }
    for (Map.Entry<String, INDArray> parameter : builtin.paramTable().entrySet()) {
      Match.close(
          what + ": " + parameter.getKey() + " after 5 steps",
          parameter.getValue(),
          ours.getParam(parameter.getKey()),
          trained,
          0.1);
    }
    assertThat(ours.params()).isNotEqualTo(init(recipe, variant, type, updater).params());
    Match.close(what + ": trained output", output(builtin, x), output(ours, x), 10 * trained);
    Nd4j.getRandom().setSeed(3);
    double accuracy = builtin.evaluate(iterator(data)).accuracy();
    Nd4j.getRandom().setSeed(3);
    assertThat(ours.evaluate(iterator(data)).accuracy()).isEqualTo(accuracy);
  }

  /** Some weight noise is there outside of training too. */
  private static INDArray output(MultiLayerNetwork net, INDArray x) {
    Nd4j.getRandom().setSeed(3);
    return net.output(x);
  }

  private static org.nd4j.linalg.dataset.api.iterator.DataSetIterator iterator(DataSet data) {
    return new org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator<>(data.asList(), 2);
  }

  /** Gradients of all parameters and of the input; random layers see the same random numbers. */
  private static void gradientsAgree(
      String what,
      MultiLayerNetwork builtin,
      MultiLayerNetwork ours,
      DataSet data,
      double relative) {
    Nd4j.getRandom().setSeed(7);
    Pair<Gradient, INDArray> expected =
        builtin.calculateGradients(data.getFeatures(), data.getLabels(), null, null);
    Map<String, INDArray> copies = new java.util.LinkedHashMap<>();
    expected
        .getFirst()
        .gradientForVariable()
        .forEach((name, gradient) -> copies.put(name, gradient.dup()));
    INDArray dx = expected.getSecond().dup();
    // Sums that cancel to nearly nothing are judged by the size of the others.
    double scale =
        copies.values().stream().mapToDouble(g -> g.amaxNumber().doubleValue()).max().orElseThrow();
    Nd4j.getRandom().setSeed(7);
    Pair<Gradient, INDArray> actual =
        ours.calculateGradients(data.getFeatures(), data.getLabels(), null, null);
    assertThat(actual.getFirst().gradientForVariable().keySet())
        .as(what + ": names of gradients")
        .containsExactlyElementsOf(copies.keySet());
    copies.forEach(
        (name, gradient) ->
            Match.close(
                what + ": gradient of " + name,
                gradient,
                actual.getFirst().getGradientFor(name),
                relative,
                scale));
    Match.close(what + ": gradient of the input", dx, actual.getSecond(), relative);
  }

  private static MultiLayerNetwork init(
      Recipe recipe, Variant variant, DataType type, IUpdater updater) {
    MultiLayerNetwork net =
        new MultiLayerNetwork(recipe.configuration(variant, type, updater.clone()));
    net.init();
    return net;
  }

  static INDArray input(Recipe recipe, DataType type) {
    long[] shape = recipe.input().getShape(true).clone();
    shape[0] = BATCH;
    assertThat(recipe.input())
        .isInstanceOfAny(
            InputType.InputTypeConvolutional.class, InputType.InputTypeConvolutionalFlat.class);
    return Data.normal(1, type, shape);
  }
}
