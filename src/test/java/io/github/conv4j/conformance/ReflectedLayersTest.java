package io.github.conv4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.conv4j.conformance.CaseResult.Outcome;
import io.github.conv4j.examples.ColumnsConvolution;
import io.github.conv4j.examples.ColumnsLayer;
import io.github.conv4j.examples.DoubledConvolution;
import io.github.conv4j.examples.NegatedConvolution;
import io.github.conv4j.examples.SwappedStrideConvolution;
import io.github.conv4j.layers.Pool2DLayer;
import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.ProgressListener;
import io.github.conv4j.verify.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;

/** Users' layers, right and wrong, as subjects of the examination. */
class ReflectedLayersTest {

  /** Every so many of the geometry matrix's cases: all kinds of windows are among them. */
  private static final int EVERY = 17;

  private static List<CaseResult> examine(Class<? extends Layer> type, Precision precision) {
    Subject subject = new LayerSubject(new ReflectedLayers(type, LayerRole.CONVOLUTION));
    List<Problem> problems = new ArrayList<>(GeometryMatrix.fitting(precision));
    problems.removeIf(problem -> !problem.operation().isConvolution());
    List<CaseResult> results = new ArrayList<>();
    for (int i = 0; i < problems.size(); i += EVERY) {
      results.addAll(Examination.examine(subject, problems.get(i)));
    }
    return results;
  }

  private static List<String> complaints(List<CaseResult> results) {
    return results.stream()
        .filter(result -> result.outcome() == Outcome.FAILED)
        .map(result -> result.problem() + ": " + result.message())
        .toList();
  }

  /** Null where the layer threw. */
  private static Set<Quantity> failed(List<CaseResult> results) {
    return results.stream()
        .filter(result -> result.outcome() == Outcome.FAILED)
        .map(CaseResult::quantity)
        .collect(Collectors.toCollection(HashSet::new));
  }

  @Test
  void aRightLayerPassesInBothPrecisions() {
    for (Precision precision : Precision.values()) {
      List<CaseResult> results = examine(ColumnsConvolution.class, precision);
      assertThat(complaints(results)).isEmpty();
      assertThat(results)
          .filteredOn(result -> result.outcome() == Outcome.PASSED)
          .hasSizeGreaterThan(90);
    }
  }

  @Test
  void aSameDiffLayersDoubledGradientsAreRefusedByName() {
    List<CaseResult> results = examine(DoubledConvolution.class, Precision.FLOAT);
    CaseResult first =
        results.stream()
            .filter(r -> r.outcome() == Outcome.FAILED)
            .filter(r -> r.quantity() == Quantity.WEIGHT_GRADIENT)
            .findFirst()
            .orElseThrow();
    assertThat(first.message()).startsWith("dW: largest error");
    assertThat(CaseLine.parse(first.problem().toString())).isEqualTo(first.problem());
    assertThat(results)
        .filteredOn(result -> result.quantity() == Quantity.OUTPUT)
        .isNotEmpty()
        .noneMatch(result -> result.outcome() == Outcome.FAILED);
    assertThat(Refusal.of("DoubledConvolution", results, List.of()).orElseThrow())
        .startsWith("DoubledConvolution is refused: of ")
        .contains("weight gradient wrong in ", "input gradient wrong in ")
        .contains("first \"" + first.problem() + "\": dW: largest error");
  }

  @Test
  void aWrongSignIsFoundInTheInputGradientOnly() {
    assertThat(failed(examine(NegatedConvolution.class, Precision.FLOAT)))
        .containsExactly(Quantity.INPUT_GRADIENT);
  }

  @Test
  void swappedStridesAreFound() {
    assertThat(failed(examine(SwappedStrideConvolution.class, Precision.FLOAT)))
        .contains(Quantity.OUTPUT);
  }

  @Test
  void aClassFromAJarIsLoadedExaminedAndReadBackFromJson(@TempDir Path folder) throws Exception {
    Path jar = jar(folder);
    ReflectedLayers layers =
        ReflectedLayers.load("my.pkg.MyLayer", LayerRole.of("ConvolutionLayer"), List.of(jar));
    assertThat(layers.name()).isEqualTo("MyLayer");
    Problem problem = CaseLine.parse("conv n2 ic2 ih5 iw6 oc3 kh3 kw2 sw2 ph1");
    assertThat(complaints(Examination.examine(new LayerSubject(layers), problem))).isEmpty();
    assertThat(layers.declines(CaseLine.parse("conv n1 ic1 ih5 iw5 oc1 kh2 kw2 dh2")))
        .contains("has no dilation");
    assertThat(layers.declines(CaseLine.parse("conv n1 ic1 ih5 iw5 oc1 kh2 kw2 nobias")))
        .contains("has no hasBias");
    assertThat(layers.declines(CaseLine.parse("max n1 ic1 ih5 iw5 kh2 kw2")))
        .contains("is a convolution");
    assertThat(
            LayerConduct.examine(
                layers,
                LayerConduct.problemFor(layers, LayerRole.CONVOLUTION),
                0,
                ProgressListener.SILENT,
                new Interruption()))
        .noneMatch(result -> result.outcome() == Outcome.FAILED);
  }

  /** A layer whose builder takes the kernel in its constructor and knows no dilation. */
  private static Path jar(Path folder) throws IOException {
    Path source = folder.resolve("MyLayer.java");
    Files.writeString(
        source,
        """
        package my.pkg;
        import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
        public class MyLayer extends ConvolutionLayer {
          public MyLayer() {}
          private MyLayer(ConvolutionLayer.Builder builder) { super(builder); }
          public static class Builder {
            private final ConvolutionLayer.Builder builder;
            public Builder(int height, int width) {
              builder = new ConvolutionLayer.Builder(height, width);
            }
            public Builder stride(int height, int width) { builder.stride(height, width); return this; }
            public Builder padding(long... size) {
              builder.padding((int) size[0], (int) size[1]);
              return this;
            }
            public Builder nOut(long nOut) { builder.nOut(nOut); return this; }
            public Builder activation(org.nd4j.linalg.activations.IActivation activation) {
              builder.activation(activation);
              return this;
            }
            public MyLayer build() { return new MyLayer(builder); }
          }
        }
        """);
    Path classes = Files.createDirectory(folder.resolve("classes"));
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString(),
                source.toString());
    assertThat(failed).isZero();
    Path jar = folder.resolve("my.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (String name : List.of("my/pkg/MyLayer.class", "my/pkg/MyLayer$Builder.class")) {
        out.putNextEntry(new ZipEntry(name));
        Files.copy(classes.resolve(name), out);
      }
    }
    return jar;
  }

  @Test
  void saysWhatItLookedFor() {
    assertThatThrownBy(
            () -> ReflectedLayers.load("my.pkg.Missing", LayerRole.CONVOLUTION, List.of()))
        .hasMessageStartingWith("layer: expected a class my.pkg.Missing in the class path")
        .hasMessageContaining("--classpath");
    assertThatThrownBy(
            () ->
                ReflectedLayers.load(
                    "my.pkg.MyLayer", LayerRole.CONVOLUTION, List.of(Path.of("no", "my.jar"))))
        .hasMessageStartingWith("classpath: expected a readable jar or folder, found none at");
    assertThatThrownBy(() -> new ReflectedLayers(Unmade.class, LayerRole.POOLING))
        .hasMessageContaining("Unmade: expected a way to make a layer, found none; looked for")
        .hasMessageContaining("from(SubsamplingLayer)")
        .hasMessageContaining("SubsamplingLayer.Builder");
    assertThatThrownBy(() -> LayerRole.of("DenseLayer"))
        .hasMessage(
            "reference: expected ConvolutionLayer or SubsamplingLayer, found \"DenseLayer\"");
  }

  /** Offers no way to make it. */
  @SuppressWarnings("serial")
  public static final class Unmade extends SubsamplingLayer {
    private Unmade() {}
  }

  @Test
  void aPoolingLayerIsMadeByItsBuilder() {
    ReflectedLayers layers = new ReflectedLayers(Pool2DLayer.class, LayerRole.POOLING);
    for (String line :
        List.of(
            "max n2 ic2 ih5 iw6 kh3 kw2 sw2 ph1 distinct",
            "avg n2 ic2 ih5 iw6 kh3 kw2 sw2 ph1",
            "avginc n2 ic2 ih5 iw6 kh3 kw2 dh2 ph1",
            "norm2 n2 ic2 ih5 iw6 kh3 kw2 ph=same pw=same")) {
      List<CaseResult> results =
          Examination.examine(new LayerSubject(layers), CaseLine.parse(line));
      assertThat(complaints(results)).isEmpty();
      assertThat(results).anyMatch(result -> result.outcome() == Outcome.PASSED);
    }
  }

  @Test
  void aSameDiffLayerWithoutParametersIsExaminedToo() {
    ReflectedLayers layers = new ReflectedLayers(GraphPooling.class, LayerRole.POOLING);
    List<CaseResult> results =
        Examination.examine(
            new LayerSubject(layers), CaseLine.parse("max n2 ic2 ih5 iw6 kh3 kw2 sw2 distinct"));
    assertThat(results)
        .filteredOn(result -> result.quantity() == Quantity.OUTPUT)
        .isNotEmpty()
        .allMatch(result -> result.outcome() == Outcome.PASSED);
    assertThat(failed(results)).containsExactly(Quantity.INPUT_GRADIENT);
  }

  /** Maximum pooling as a SameDiffLayer, its input gradient doubled. */
  @SuppressWarnings("serial")
  public static final class GraphPooling extends SameDiffLayer {

    private final SubsamplingLayer like;

    private GraphPooling(SubsamplingLayer like) {
      this.like = like;
    }

    /**
     * As a built-in layer.
     *
     * @param layer sizes
     * @return a layer
     */
    public static GraphPooling from(SubsamplingLayer layer) {
      return new GraphPooling(layer);
    }

    @Override
    public void defineParameters(SDLayerParams params) {
      // None.
    }

    @Override
    public void initializeParameters(Map<String, INDArray> params) {
      // None.
    }

    @Override
    public SDVariable defineLayer(
        SameDiff graph, SDVariable input, Map<String, SDVariable> params, SDVariable mask) {
      Pooling2DConfig config =
          Pooling2DConfig.builder()
              .kH(like.getKernelSize()[0])
              .kW(like.getKernelSize()[1])
              .sH(like.getStride()[0])
              .sW(like.getStride()[1])
              .isNHWC(false)
              .build();
      return graph.cnn().maxPooling2d(input, config);
    }

    @Override
    public InputType getOutputType(int index, InputType inputType) {
      return like.getOutputType(index, inputType);
    }
  }

  @Test
  void refusesAClassThatIsNoConfiguration() {
    assertThatThrownBy(
            () ->
                ReflectedLayers.load(
                    ColumnsLayer.class.getName(), LayerRole.CONVOLUTION, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ColumnsLayer: expected a subclass of")
        .hasMessageContaining("it is the computing side");
  }
}
