package io.github.conv4j.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.github.conv4j.export.Form;
import io.github.conv4j.export.SameDiffExport;
import io.github.conv4j.files.Mutations;
import io.github.conv4j.models.AllowedClasses;
import io.github.conv4j.models.ModelFileException;
import io.github.conv4j.models.ModelFiles;
import io.github.conv4j.models.SafeModels;
import io.github.conv4j.nets.LeNet;
import io.github.conv4j.nets.Network;
import io.github.conv4j.onnx.OnnxWriter;
import io.github.conv4j.onnx.SampleModels;
import io.github.conv4j.report.InspectHtml;
import io.github.conv4j.result.FileFinding.Severity;
import io.github.conv4j.result.ModelPart;
import io.github.conv4j.result.ModelSummary;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;

/** What inspect says of files that were made to do harm, and that it does none. */
class HostileFilesTest {

  private static final int MUTANTS = Integer.getInteger("conv4j.mutants", 60);
  private static final long MOST_NANOSECONDS = TimeUnit.SECONDS.toNanos(2);
  private static final String CONFIGURATION = "configuration.json";

  @TempDir static Path shared;
  private static Path good;
  private static Map<String, byte[]> goodEntries;

  @TempDir Path folder;
  private Map<String, byte[]> entries;

  @BeforeAll
  static void saveGoodModel() throws IOException {
    good = shared.resolve("good.zip");
    ModelFiles.save(LeNet.create(1, 16, 16, 2, 42, DataType.FLOAT), good, "a model");
    goodEntries = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(good.toFile())) {
      for (String name : new String[] {CONFIGURATION, "coefficients.bin"}) {
        goodEntries.put(name, zip.getInputStream(zip.getEntry(name)).readAllBytes());
      }
    }
  }

  @BeforeEach
  void copyEntries() {
    entries = new LinkedHashMap<>(goodEntries);
  }

  private Path zip() throws IOException {
    Path file = folder.resolve("model.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue());
      }
    }
    return file;
  }

  private static ModelSummary inspect(Path file) {
    return Inspector.inspect(file, Optional.empty(), AllowedClasses.standard());
  }

  private static ModelSummary assertFound(Path file, Severity severity, String... words) {
    ModelSummary summary = inspect(file);
    assertThat(summary.findings())
        .as("%s", summary.findings())
        .anyMatch(
            finding ->
                finding.severity() == severity
                    && Set.of(words).stream().allMatch(finding.message()::contains));
    assertThat(summary.isSafe()).isFalse();
    assertThat(summary.verdict())
        .startsWith(severity == Severity.DANGER ? "not safe: " : "not usable: ");
    assertThat(System.getProperty("conv4j.canary")).isNull();
    return summary;
  }

  private void replaceInConfiguration(String what, String by) {
    String before = new String(entries.get(CONFIGURATION), StandardCharsets.UTF_8);
    assertThat(before).contains(what);
    entries.put(CONFIGURATION, before.replace(what, by).getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] object() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject("any object");
    }
    return bytes.toByteArray();
  }

  @Test
  void theGoodModelIsSafe() throws IOException {
    assertThat(inspect(zip()).findings()).isEmpty();
    assertThat(inspect(good).isSafe()).isTrue();
  }

  @Test
  void serialisedObjectsAreFoundWhereverTheyAre() throws IOException {
    entries.put("preprocessor.bin", object());
    ModelSummary summary = assertFound(zip(), Severity.DANGER, "preprocessor.bin", "serialised");
    assertThat(summary.findings()).anyMatch(f -> f.message().contains("a model does not have"));
    // Layers are shown all the same, as far as the JSON tells.
    assertThat(summary.parts()).hasSize(7);
    assertThat(summary.parts().get(1).parameters()).isEqualTo(520);
    assertThat(summary.parts().get(1).shapeText()).isEqualTo("?");

    copyEntries();
    entries.put("coefficients.bin", object());
    assertFound(zip(), Severity.DANGER, "coefficients.bin", "serialised");

    copyEntries();
    replaceInConfiguration("\"conv1\"", "\"" + Base64.getEncoder().encodeToString(object()) + "\"");
    assertFound(zip(), Severity.DANGER, CONFIGURATION, "serialised");

    copyEntries();
    Path file = zip();
    byte[] zip = Files.readAllBytes(file);
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(object());
    both.write(zip);
    Files.write(file, both.toByteArray());
    assertFound(file, Severity.DANGER, "outside the zip's entries");
    assertFound(file, Severity.DANGER, object().length + " bytes that belong to no entry");
  }

  @Test
  void foreignClassNamesAreShownAndNotLoaded() throws IOException {
    replaceInConfiguration(
        "\"org.nd4j.linalg.activations.impl.ActivationReLU\"", "\"canary.Canary\"");
    assertFound(zip(), Severity.DANGER, "canary.Canary");

    copyEntries();
    replaceInConfiguration(
        "\"org.nd4j.linalg.activations.impl.ActivationReLU\"",
        "\"org.nd4j.shade.X<canary.Canary>\"");
    assertFound(zip(), Severity.DANGER, "canary.Canary");

    copyEntries();
    replaceInConfiguration("\"constraints\" : null", "\"constraints\" : [\"canary.Canary\", {}]");
    assertFound(zip(), Severity.DANGER, "canary.Canary");
  }

  @Test
  void aCallersOwnClassIsNoFindingWhenItIsAllowed() throws IOException {
    replaceInConfiguration(
        "\"org.nd4j.linalg.activations.impl.ActivationReLU\"", "\"my.Activation\"");
    ModelSummary summary =
        Inspector.inspect(
            zip(), Optional.empty(), AllowedClasses.standard().and(Set.of("my.Activation")));
    assertThat(summary.findings()).noneMatch(finding -> finding.severity() == Severity.DANGER);
    // It is not on the class path, which makes the file one that cannot be loaded.
    assertThat(summary.verdict()).startsWith("not usable: ");
  }

  @Test
  void normalisersThatNameAClassAreShown() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeUTF("NORMALIZER");
    out.writeInt(1);
    out.writeUTF("CUSTOM");
    out.writeUTF("canary.Canary");
    entries.put("normalizer.bin", bytes.toByteArray());
    assertFound(zip(), Severity.DANGER, "normaliser", "canary.Canary");
  }

  @Test
  void whatIsMissingOrOfAnotherSizeIsShown() throws IOException {
    entries.remove("coefficients.bin");
    assertFound(zip(), Severity.BROKEN, "coefficients.bin");

    copyEntries();
    replaceInConfiguration("\"nout\" : 20", "\"nout\" : 21");
    assertFound(zip(), Severity.BROKEN, "parameters, stored are");

    copyEntries();
    entries.remove(CONFIGURATION);
    assertThat(assertFound(zip(), Severity.BROKEN, "no network").parts()).isEmpty();

    copyEntries();
    entries.put(CONFIGURATION, "[".repeat(100_000).getBytes(StandardCharsets.UTF_8));
    assertFound(zip(), Severity.BROKEN, "not JSON, or");
  }

  @Test
  void falseClaimsOfSizeAndChecksumAreShown() throws IOException {
    Path file = zip();
    byte[] bytes = Files.readAllBytes(file);
    int directory = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.length - 6);
    byte[] claim = bytes.clone();
    ByteBuffer.wrap(claim).order(ByteOrder.LITTLE_ENDIAN).putInt(directory + 24, 2_000_000_000);
    Files.write(file, claim);
    assertFound(file, Severity.DANGER, "claims 2000000000 bytes");

    byte[] sum = bytes.clone();
    sum[directory + 16] ^= 1;
    Files.write(file, sum);
    assertFound(file, Severity.BROKEN, "checksum");

    byte[] name = bytes.clone();
    name[30] ^= 1;
    Files.write(file, name);
    assertFound(file, Severity.DANGER, "another name");
  }

  @Test
  void entriesTwiceAreShown() throws IOException {
    entries.put("configuratiom.json", entries.get(CONFIGURATION));
    Path file = zip();
    String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    Files.write(
        file,
        text.replace("configuratiom.json", CONFIGURATION).getBytes(StandardCharsets.ISO_8859_1));
    assertFound(file, Severity.DANGER, "two entries \"configuration.json\"");
  }

  @Test
  void compressionBombsAreNotUnpacked() throws IOException {
    entries.put("preprocessor.bin", new byte[70 << 20]);
    long start = System.nanoTime();
    Path file = zip();
    long made = System.nanoTime();
    assertFound(file, Severity.DANGER, "73400320 bytes");
    assertThat(System.nanoTime() - made).isLessThan(Math.max(made - start, MOST_NANOSECONDS));
  }

  @Test
  void namesOfAFileCannotMoveTheCursor() throws IOException {
    replaceInConfiguration("\"conv1\"", "\"\\u001b[2J\\u202Econv\"");
    ModelSummary summary = inspect(zip());
    assertThat(summary.parts().get(1).name().chars()).allMatch(c -> !Character.isISOControl(c));
  }

  private enum Kind {
    ZIP,
    SAME_DIFF,
    ONNX
  }

  private byte[] file(Kind kind) throws IOException {
    return switch (kind) {
      case ZIP -> Files.readAllBytes(good);
      case ONNX -> OnnxWriter.bytes(SampleModels.residual());
      case SAME_DIFF -> {
        Path file = folder.resolve("graph.fb");
        SameDiffExport.save(
            SameDiffExport.export(
                Network.of(LeNet.create(1, 16, 16, 2, 42, DataType.FLOAT)),
                1,
                16,
                16,
                Form.CONV4J_OPS),
            file,
            "a graph");
        yield Files.readAllBytes(file);
      }
    };
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void filesWithRandomDamageAreShownOrRefused(Kind kind) throws IOException {
    byte[] bytes = file(kind);
    Path file = folder.resolve("mutant");
    int shown = 0;
    int loaded = 0;
    for (int mutant = 0; mutant < MUTANTS; mutant++) {
      Files.write(file, Mutations.mutate(bytes, 512, new Random(31L * mutant + kind.ordinal())));
      long start = System.nanoTime();
      try {
        ModelSummary summary = inspect(file);
        if (shown++ < 20) {
          InspectHtml.render(summary);
        }
        if (kind == Kind.ZIP && summary.isSafe()) {
          // The verdict is right: what is called safe does load.
          assertThat(SafeModels.load(file).numParams())
              .as("mutant %d", mutant)
              .isEqualTo(summary.total(ModelPart::parameters));
          loaded++;
        }
      } catch (ModelFileException e) {
        assertThat(e.getMessage())
            .as("%s, mutant %d", kind, mutant)
            .hasLineCount(1)
            .contains("expected", "found", ";")
            .hasSizeLessThan(1000);
      } catch (RuntimeException | Error e) {
        fail(kind + ", mutant " + mutant + ": " + e, e);
      }
      assertThat(System.nanoTime() - start)
          .as("time, %s, mutant %d", kind, mutant)
          .isLessThan(MOST_NANOSECONDS);
    }
    assertThat(shown).isBetween(1, MUTANTS);
    assertThat(loaded).isLessThan(shown);
  }

  @Test
  void aSameDiffFileCutAnywhereIsNeverCalledSafe() throws IOException {
    byte[] bytes = file(Kind.SAME_DIFF);
    Path file = folder.resolve("cut");
    for (int length = 0; length < bytes.length; length += 1 + bytes.length / 60) {
      Files.write(file, java.util.Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> inspect(file)).isInstanceOf(ModelFileException.class);
    }
  }
}
