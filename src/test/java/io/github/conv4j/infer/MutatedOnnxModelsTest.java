package io.github.conv4j.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.conv4j.export.OnnxExport;
import io.github.conv4j.export.OnnxOptions;
import io.github.conv4j.models.AllowedClasses;
import io.github.conv4j.models.ModelFileException;
import io.github.conv4j.models.SafeModels;
import io.github.conv4j.onnx.Initializer;
import io.github.conv4j.onnx.OnnxReader;
import io.github.conv4j.onnx.OnnxSeal;
import io.github.conv4j.onnx.OnnxWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Damaged ONNX files; {@code -Dconv4j.mutants=10000} for a release. */
class MutatedOnnxModelsTest {

  private static final int MUTANTS = Integer.getInteger("conv4j.mutants", 150);
  private static final double LONGEST_SECONDS = 2;

  @TempDir Path folder;

  private byte[] sealed;

  @BeforeEach
  void exportNetwork() throws IOException {
    Path file = folder.resolve("good.onnx");
    OnnxExport.of(
            SafeModels.load(Path.of("models", "mnist", "model.zip")),
            List.of(List.of(1, 28, 28)),
            OnnxOptions.PLAIN)
        .saveUnverified(file);
    sealed = Files.readAllBytes(file);
  }

  /** As another program would write it. */
  private byte[] unsealed() {
    return OnnxWriter.bytes(OnnxReader.read(ByteBuffer.wrap(sealed)).withoutMetadata(OnnxSeal.KEY));
  }

  /** Damage of weights alone would leave a network that runs: here it is all in the structure. */
  private static int[] structure(byte[] file) {
    boolean[] weight = new boolean[file.length];
    String text = new String(file, StandardCharsets.ISO_8859_1);
    for (Initializer array : OnnxReader.read(ByteBuffer.wrap(file)).initializers()) {
      String data = new String(array.data(), StandardCharsets.ISO_8859_1);
      int at = data.length() < 64 ? -1 : text.indexOf(data);
      for (int i = at; at >= 0 && i < at + data.length(); i++) {
        weight[i] = true;
      }
    }
    return IntStream.range(0, file.length).filter(i -> !weight[i]).toArray();
  }

  @Test
  void everyDamagedFileRunsOrIsRefusedInOneLine() throws IOException {
    byte[] good = unsealed();
    int[] places = structure(good);
    INDArray image = Nd4j.rand(DataType.FLOAT, 2, 1, 28, 28);
    int refused = 0;
    for (int seed = 0; seed < MUTANTS; seed++) {
      Random random = new Random(seed);
      byte[] damaged = good.clone();
      for (int times = 1 + random.nextInt(3); times > 0; times--) {
        int at = places[random.nextInt(places.length)];
        damaged[at] =
            (byte)
                (random.nextBoolean()
                    ? damaged[at] ^ 1 << random.nextInt(Byte.SIZE)
                    : random.nextInt());
      }
      long start = System.nanoTime();
      refused += runs(damaged, image) ? 0 : 1;
      assertThat((System.nanoTime() - start) / 1e9).as("seed %d", seed).isLessThan(LONGEST_SECONDS);
    }
    assertThat(refused).isBetween(MUTANTS / 2, MUTANTS);
  }

  private boolean runs(byte[] bytes, INDArray image) throws IOException {
    Path file = Files.write(folder.resolve("damaged.onnx"), bytes);
    try (Classifier classifier = Classifiers.open(file, AllowedClasses.standard())) {
      classifier.scores(image);
      return true;
    } catch (ModelFileException e) {
      assertThat(e.getMessage().lines()).hasSize(1);
      return false;
    }
  }

  /** Every cut, and every flipped bit of the weights. */
  @Test
  void aSealedFileRunsOnlyIfItIsWhole() throws IOException {
    Random random = new Random(1);
    for (int i = 0; i < MUTANTS; i++) {
      byte[] damaged = sealed.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
      Path file = Files.write(folder.resolve("flipped.onnx"), damaged);
      assertThatThrownBy(() -> Classifiers.open(file, AllowedClasses.standard()).close())
          .as("flip %d", i)
          .isInstanceOf(ModelFileException.class);
      byte[] cut = Arrays.copyOf(sealed, random.nextInt(sealed.length));
      Path shorter = Files.write(folder.resolve("cut.onnx"), cut);
      assertThatThrownBy(() -> Classifiers.open(shorter, AllowedClasses.standard()).close())
          .as("cut %d", cut.length)
          .isInstanceOf(ModelFileException.class);
    }
  }
}
