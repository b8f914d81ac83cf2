package io.github.conv4j.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.graph.FlatArray;
import org.nd4j.graph.FlatGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

class SafeGraphsTest {

  private static final int MUTANTS = Integer.getInteger("conv4j.mutants", 250);

  private static final long MOST_NANOSECONDS = TimeUnit.SECONDS.toNanos(2);

  private static final int[] WORDS = {
    0, 1, -1, 2, 4, 8, Integer.MAX_VALUE, Integer.MIN_VALUE, 65_536, 0xffff, 1 << 30
  };

  @TempDir Path folder;

  private Path file;
  private byte[] good;
  private SameDiff graph;

  @BeforeEach
  void save() throws IOException {
    Nd4j.getRandom().setSeed(3);
    graph = SameDiff.create();
    SDVariable in = graph.placeHolder("in", DataType.FLOAT, -1, 4);
    SDVariable labels = graph.placeHolder("labels", DataType.FLOAT, -1, 2);
    SDVariable w = graph.var("w", Nd4j.rand(DataType.FLOAT, 4, 2));
    SDVariable view = graph.var("view", Nd4j.rand(DataType.FLOAT, 2, 4).transpose());
    SDVariable b = graph.constant("b", Nd4j.rand(DataType.FLOAT, 1, 2));
    SDVariable out = in.mmul(w).add(in.mmul(view)).add(b);
    SDVariable softmax = graph.nn().softmax("out", out, 1);
    graph.loss().logLoss("loss", labels, softmax);
    graph.setTrainingConfig(
        TrainingConfig.builder()
            .updater(new Adam(0.1))
            .l2(0.01)
            .dataSetFeatureMapping("in")
            .dataSetLabelMapping("labels")
            .build());
    graph.fit(
        new DataSet(
            Nd4j.rand(DataType.FLOAT, 3, 4),
            Nd4j.createFromArray(new float[][] {{1, 0}, {0, 1}, {1, 0}})));
    file = folder.resolve("graph.fb");
    graph.save(file.toFile(), true);
    good = Files.readAllBytes(file);
  }

  private SameDiff load(byte[] bytes) throws IOException {
    Files.write(file, bytes);
    return SafeGraphs.load(file, true, AllowedClasses.standard());
  }

  private void assertRefused(byte[] bytes, String part) {
    assertThatThrownBy(() -> load(bytes))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("expected")
        .hasMessageContaining("found")
        .hasMessageContaining(part)
        .hasMessageNotContaining("\n");
  }

  @Test
  void loadsWhatSameDiffSaves() throws IOException {
    SameDiff loaded = load(good);
    INDArray x = Nd4j.rand(DataType.FLOAT, 5, 4);
    assertThat(loaded.output(Map.of("in", x), "out").get("out"))
        .isEqualTo(graph.output(Map.of("in", x), "out").get("out"));
    assertThat(loaded.getTrainingConfig().getUpdater()).isEqualTo(new Adam(0.1));
    assertThat(loaded.getUpdaterMap().keySet()).isEqualTo(graph.getUpdaterMap().keySet());
  }

  /** Where the first array of a name has its shape, strides and values. */
  private ByteBuffer shapeOf(byte[] bytes, String name) {
    FlatGraph flat = FlatGraph.getRootAsFlatGraph(ByteBuffer.wrap(bytes));
    for (int i = 0; i < flat.variablesLength(); i++) {
      if (flat.variables(i).name().equals(name)) {
        FlatArray array = flat.variables(i).ndarray();
        return array.shapeAsByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
      }
    }
    throw new AssertionError(name);
  }

  @Test
  void refusesShapesAndStridesThatReachBeyondTheValues() {
    for (long[] change :
        new long[][] {
          {0, 1},
          {0, 33},
          {0, -1},
          {0, Long.MAX_VALUE},
          {1, 5},
          {1, -4},
          {1, 1L << 40},
          {2, 1 << 30},
          {3, 1000},
          {3, -1},
          {4, 1 << 20},
          {4, Long.MAX_VALUE}
        }) {
      byte[] bytes = good.clone();
      ByteBuffer shape = shapeOf(bytes, "w");
      shape.putLong(shape.position() + 8 * (int) change[0], change[1]);
      assertRefused(bytes, "shape");
    }
  }

  @Test
  void refusesForeignClassesInTheTrainingConfiguration() {
    String text = new String(good, StandardCharsets.ISO_8859_1);
    String adam = "org.nd4j.linalg.learning.config.Adam";
    assertThat(text).contains(adam);
    String canary = String.format("%-" + adam.length() + "s", "canary.Canary");
    assertRefused(
        text.replace(adam, canary).getBytes(StandardCharsets.ISO_8859_1), "could run code");
    assertRefused(
        text.replace(adam, "org.nd4j.linalg.learning.config.Adan")
            .getBytes(StandardCharsets.ISO_8859_1),
        "could run code");
    assertThat(System.getProperty("conv4j.canary")).isNull();
  }

  @Test
  void refusesEveryCutAndWhatIsNoGraph() throws IOException {
    for (int length = 0; length < good.length; length += 1 + length / 60) {
      assertRefused(Arrays.copyOf(good, length), file.toString());
    }
    assertRefused("Dear Sir or Madam".getBytes(StandardCharsets.US_ASCII), "damaged");
    assertThatThrownBy(() -> SafeGraphs.load(folder, false, AllowedClasses.standard()))
        .isInstanceOf(ModelFileException.class);
  }

  @Test
  void damagedOnesAreReadOrRefused() throws IOException {
    int refused = 0;
    for (int mutant = 0; mutant < MUTANTS; mutant++) {
      Files.write(file, damage(good.clone(), new Random(77_000_003L + mutant)));
      long start = System.nanoTime();
      try {
        SafeGraphs.load(file, mutant % 2 == 0, AllowedClasses.standard());
      } catch (ModelFileException e) {
        refused++;
        assertThat(e.getMessage())
            .as("mutant %d", mutant)
            .contains("expected", "found", ";")
            .hasLineCount(1)
            .matches(text -> text.chars().noneMatch(Character::isISOControl));
      } catch (RuntimeException | Error e) {
        fail("mutant " + mutant + ": " + e, e);
      }
      assertThat(System.nanoTime() - start).as("mutant %d", mutant).isLessThan(MOST_NANOSECONDS);
    }
    assertThat(refused).isBetween(MUTANTS / 10, MUTANTS);
  }

  private static byte[] damage(byte[] bytes, Random random) {
    byte[] damaged = bytes;
    for (int times = 1 + random.nextInt(3); times > 0 && damaged.length > 8; times--) {
      int at = random.nextInt(damaged.length - 8);
      switch (random.nextInt(6)) {
        case 0 -> damaged = Arrays.copyOf(damaged, at);
        case 1 ->
            ByteBuffer.wrap(damaged)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(at & ~3, WORDS[random.nextInt(WORDS.length)]);
        case 2 ->
            ByteBuffer.wrap(damaged)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(at & ~3, random.nextInt(damaged.length));
        case 3 ->
            System.arraycopy(damaged.clone(), random.nextInt(damaged.length - 8), damaged, at, 8);
        case 4 -> damaged[at] = (byte) random.nextInt(256);
        default -> damaged[at] ^= (byte) (1 << random.nextInt(8));
      }
    }
    return damaged;
  }
}
