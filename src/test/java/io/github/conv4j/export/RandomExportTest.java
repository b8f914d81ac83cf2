package io.github.conv4j.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.emit.UnsupportedLayerException;
import io.github.conv4j.models.AllowedClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;

/** Networks drawn at random; {@code -Dconv4j.networks=500} for a release. */
class RandomExportTest {

  private static final int NETWORKS = Integer.getInteger("conv4j.networks", 40);

  @TempDir Path folder;

  @Test
  void everyFilePassesCheckerAndOnnxRuntime() throws IOException {
    List<String> failures = new ArrayList<>();
    int untrainable = 0;
    int refused = 0;
    for (int seed = 0; seed < NETWORKS; seed++) {
      DataType type = seed % 4 == 3 ? DataType.DOUBLE : DataType.FLOAT;
      RandomNetworks networks = new RandomNetworks(seed, type);
      RandomNetworks.Drawn drawn = networks.next();
      untrainable += networks.untrainable();
      Path file = folder.resolve(seed + ".onnx");
      Samples samples =
          new Samples(List.of(RandomNetworks.examples(drawn.shape(), 72, type, seed)));
      try {
        Verification found = export(drawn, file, samples);
        assertThat(found.layers()).isNotEmpty();
        byte[] once = Files.readAllBytes(file);
        export(drawn, file, samples);
        assertThat(Files.readAllBytes(file)).isEqualTo(once);
      } catch (UnsupportedLayerException e) {
        refused++;
      } catch (RuntimeException e) {
        failures.add(seed + ": " + e + "; " + drawn.description());
      }
    }
    assertThat(failures).isEmpty();
    assertThat(refused).as("refused").isLessThanOrEqualTo(NETWORKS / 20);
    assertThat(untrainable).as("drawn in vain").isLessThan(NETWORKS);
  }

  @Test
  void everySameDiffGraphComputesTheSame() {
    List<String> failures = new ArrayList<>();
    for (int seed = 0; seed < NETWORKS; seed++) {
      DataType type = seed % 4 == 3 ? DataType.DOUBLE : DataType.FLOAT;
      RandomNetworks.Drawn drawn = new RandomNetworks(seed, type).next();
      Samples samples =
          new Samples(List.of(RandomNetworks.examples(drawn.shape(), 72, type, seed)));
      ReloadedFiles files =
          new ReloadedFiles(new Reference(drawn.model(), samples), AllowedClasses.standard());
      for (Form form : Form.values()) {
        try {
          files.sameDiff(List.of(drawn.shape()), form, folder.resolve("graph.fb"));
        } catch (UnsupportedLayerException e) {
          // As many as for ONNX, by the same code.
        } catch (IOException | RuntimeException e) {
          failures.add(seed + " " + form + ": " + e + "; " + drawn.description());
        }
      }
    }
    assertThat(failures).isEmpty();
  }

  private static Verification export(RandomNetworks.Drawn drawn, Path file, Samples samples)
      throws IOException {
    return OnnxExport.of(drawn.model(), List.of(drawn.shape()), OnnxOptions.PLAIN)
        .save(file, samples, 1)
        .verification();
  }
}
