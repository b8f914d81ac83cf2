package io.github.conv4j.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import canary.OwnLayer;
import io.github.conv4j.export.TestNetworks;
import io.github.conv4j.nets.SampleNetworks;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.distribution.Distribution;
import org.deeplearning4j.nn.conf.distribution.serde.LegacyDistributionHelper;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.variational.ReconstructionDistribution;
import org.deeplearning4j.nn.conf.weightnoise.IWeightNoise;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.deeplearning4j.nn.weights.embeddings.EmbeddingInitializer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonTypeInfo;

/** The list of allowed classes, held against all classes of the libraries, none initialised. */
class AllowedClassesTest {

  /** What configurations are made of: whoever adds a kind has to say so here. */
  private static final Set<Class<?>> KINDS =
      Set.of(
          Layer.class,
          GraphVertex.class,
          InputPreProcessor.class,
          InputType.class,
          IActivation.class,
          ILossFunction.class,
          IUpdater.class,
          ISchedule.class,
          IWeightInit.class,
          EmbeddingInitializer.class,
          Distribution.class,
          ReconstructionDistribution.class,
          IDropout.class,
          IWeightNoise.class,
          LayerConstraint.class,
          Regularization.class);

  /** Named by class in other JSON: evaluations, early stopping, memory reports, DataVec. */
  private static final Pattern OTHER_JSON =
      Pattern.compile(
          "org\\.nd4j\\.evaluation\\..*|org\\.deeplearning4j\\.eval\\..*"
              + "|org\\.deeplearning4j\\.earlystopping\\..*|org\\.datavec\\..*"
              + "|org\\.deeplearning4j\\.nn\\.conf\\.memory\\..*"
              + "|org\\.deeplearning4j\\.nn\\.transferlearning\\.FineTuneConfiguration");

  private static final List<Class<?>> CLASSES = scan();

  private static List<Class<?>> scan() {
    List<Class<?>> classes = new ArrayList<>();
    Pattern jars =
        Pattern.compile(".*(deeplearning4j|nd4j|datavec)[a-z0-9-]*-1\\.0\\.0-M2\\.1\\.jar");
    for (String place : System.getProperty("java.class.path").split(File.pathSeparator)) {
      try {
        if (jars.matcher(place).matches()) {
          inJar(place).forEach(name -> add(classes, name));
        } else if (place.endsWith("classes") && !place.endsWith("test-classes")) {
          inFolder(Path.of(place)).forEach(name -> add(classes, name));
        }
      } catch (IOException e) {
        throw new IllegalStateException(place, e);
      }
    }
    return classes;
  }

  private static List<String> inJar(String place) throws IOException {
    List<String> names = new ArrayList<>();
    try (JarFile jar = new JarFile(place)) {
      for (Enumeration<JarEntry> all = jar.entries(); all.hasMoreElements(); ) {
        names.add(all.nextElement().getName());
      }
    }
    return names;
  }

  private static List<String> inFolder(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.map(file -> folder.relativize(file).toString().replace('\\', '/')).toList();
    }
  }

  private static void add(List<Class<?>> classes, String file) {
    if (!file.endsWith(".class") || file.contains("-info") || file.contains("/bindings/")) {
      return;
    }
    String name = file.substring(0, file.length() - 6).replace('/', '.');
    try {
      classes.add(Class.forName(name, false, AllowedClassesTest.class.getClassLoader()));
    } catch (ClassNotFoundException | LinkageError e) {
      // Needs a library that is not here; then no network needs it.
      assertThat(name).doesNotContain(".conf.", "conv4j.nets", "conv4j.layers", "lossfunctions");
    }
  }

  @Test
  void isExactlyWhatNetworksAreMadeOf() {
    assertThat(CLASSES).hasSizeGreaterThan(4000);
    Set<String> expected = new TreeSet<>();
    for (Class<?> type : CLASSES) {
      boolean configures = KINDS.stream().anyMatch(kind -> kind.isAssignableFrom(type));
      if (configures && canBeNamed(type) && type != LegacyDistributionHelper.class) {
        expected.add(type.getName());
      }
    }
    assertThat(new TreeSet<>(AllowedClasses.standard().names())).isEqualTo(expected);
  }

  /** JSON cannot make a class that is abstract, hidden or inside an object. */
  private static boolean canBeNamed(Class<?> type) {
    int modifiers = type.getModifiers();
    boolean inner = type.getEnclosingClass() != null && !Modifier.isStatic(modifiers);
    return Modifier.isPublic(modifiers) && !Modifier.isAbstract(modifiers) && !inner;
  }

  @Test
  void knowsAllKindsThatJsonNamesByClass() {
    Set<Class<?>> kinds =
        CLASSES.stream()
            .filter(type -> type.getDeclaredAnnotation(JsonTypeInfo.class) != null)
            .filter(
                type ->
                    type.getDeclaredAnnotation(JsonTypeInfo.class).use() == JsonTypeInfo.Id.CLASS)
            .filter(type -> !OTHER_JSON.matcher(type.getName()).matches())
            .collect(Collectors.toSet());
    assertThat(kinds).isEqualTo(KINDS);
  }

  @Test
  void holdsNothingThatCouldRunCodeOrOpenFiles() throws ClassNotFoundException {
    List<Class<?>> dangerous =
        List.of(
            Class.class,
            ClassLoader.class,
            File.class,
            Path.class,
            URI.class,
            URL.class,
            InputStream.class,
            Runnable.class,
            Thread.class);
    for (String name : AllowedClasses.standard().names()) {
      Class<?> type = Class.forName(name, false, getClass().getClassLoader());
      for (; type != Object.class; type = type.getSuperclass()) {
        for (Field field : type.getDeclaredFields()) {
          if (!Modifier.isStatic(field.getModifiers())) {
            assertThat(field.getType())
                .as("%s", field)
                .isNotEqualTo(Object.class)
                .matches(kind -> dangerous.stream().noneMatch(bad -> bad.isAssignableFrom(kind)));
          }
        }
      }
    }
  }

  @Test
  void isSortedAndReadsBack() throws IOException {
    try (InputStream list = AllowedClasses.class.getResourceAsStream("configuration-classes.txt")) {
      List<String> lines = new String(list.readAllBytes()).lines().toList();
      assertThat(lines).isSorted().doesNotHaveDuplicates();
      assertThat(AllowedClasses.standard().names()).hasSameSizeAs(lines);
    }
  }

  @Test
  void takesNamesOfClassesOnly() {
    AllowedClasses more = AllowedClasses.standard().and(List.of("canary.OwnLayer", "a.B$C"));
    assertThat(more.contains("canary.OwnLayer")).isTrue();
    assertThat(more.contains("a.B$C")).isTrue();
    assertThat(more.contains("canary.Canary")).isFalse();
    assertThat(AllowedClasses.standard().contains("canary.OwnLayer")).isFalse();
    for (String name :
        List.of(
            "", " a.B", "a.B ", "a..B", "a.B.", ".a", "a/B", "[La.B;", "a.B<c.D>", "a.*", "1a")) {
      assertThatThrownBy(() -> AllowedClasses.standard().and(List.of(name)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("full name of a class");
    }
  }

  @Test
  void ofANetworkItsOwnFilePasses() {
    AllowedClasses own = AllowedClasses.of(TestNetworks.around(DataType.FLOAT, new OwnLayer()));
    assertThat(own.contains("canary.OwnLayer")).isTrue();
    assertThat(own.names()).hasSize(AllowedClasses.standard().names().size() + 1);
    for (Map.Entry<String, ?> sample : SampleNetworks.all(1).entrySet()) {
      assertThat(AllowedClasses.of(SampleNetworks.all(1).get(sample.getKey()).get()).names())
          .as(sample.getKey())
          .isEqualTo(AllowedClasses.standard().names());
    }
  }
}
