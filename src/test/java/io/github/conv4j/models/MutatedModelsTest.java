package io.github.conv4j.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.conv4j.export.TestNetworks;
import io.github.conv4j.files.Mutations;
import io.github.conv4j.nets.SampleNetworks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.learning.config.Adam;

/**
 * Model files of every kind with random damage, of the bytes and of what is in them: each is read,
 * or refused in one line, in little time. {@code -Dconv4j.mutants=10000 -Dtest.heap=512m} for a
 * release; a failure names the mutant.
 */
class MutatedModelsTest {

  private static final int MUTANTS = Integer.getInteger("conv4j.mutants", 250);

  private static final long MOST_NANOSECONDS = TimeUnit.SECONDS.toNanos(2);

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-1",
          "1",
          "7",
          "65536",
          "2147483647",
          "-2147483648",
          "4294967296",
          "1099511627776",
          "9223372036854775807",
          "1e308",
          "1e999",
          "-0.0",
          "\"NaN\"",
          "null",
          "true",
          "{}",
          "[]",
          "[2147483647, 2147483647, 2]",
          "\"text\"",
          "0.5",
          "268435456");

  /** A number, or a text, that is a value. */
  private static final Pattern VALUE =
      Pattern.compile("(?<= : )(-?[0-9][-+.0-9E]*|\"[^\"]*\"|true|false|null)|(?<=[\\[,] )[0-9]+");

  private static final Pattern KEY = Pattern.compile("\"[^\"]*\"(?= :)");

  @TempDir Path folder;

  /** A kind of file, and how it is read. */
  private enum Kind {
    SEQUENTIAL("model.zip") {
      @Override
      void make(Path file) throws IOException {
        MultiLayerNetwork network =
            TestNetworks.around(DataType.FLOAT, new DenseLayer.Builder().nOut(2).build());
        network.fit(TestNetworks.batch(DataType.FLOAT, 2, 1));
        ModelFiles.save(network, new ImagePreProcessingScaler(0, 1), file, "a model");
      }
    },
    CONVOLUTIONS("model.zip") {
      @Override
      void make(Path file) throws IOException {
        ModelFiles.save(
            SampleNetworks.plain(5, DataType.DOUBLE, new Adam(0.1)),
            new ImagePreProcessingScaler(0, 1),
            file,
            "a model");
      }
    },
    GRAPH("model.zip") {
      @Override
      void make(Path file) throws IOException {
        ModelFiles.save(SampleNetworks.graph(5, DataType.FLOAT), file, "a model");
      }
    },
    CHECKPOINT("step.zip") {
      @Override
      void make(Path file) throws IOException {
        MultiLayerNetwork network =
            TestNetworks.around(DataType.FLOAT, new DenseLayer.Builder().nOut(2).build());
        CheckpointFiles.save(network, null, "{\"step\" : 3}", file);
      }

      @Override
      void read(Path file) {
        CheckpointFiles.load(file, AllowedClasses.standard());
      }
    },
    CONFIGURATION("net.json") {
      @Override
      void make(Path file) throws IOException {
        Files.writeString(file, ModelFiles.configuration(SampleNetworks.graph(5, DataType.FLOAT)));
      }

      @Override
      void read(Path file) {
        ConfigurationFile.load(file, 5, AllowedClasses.standard());
      }
    };

    private final String file;

    Kind(String file) {
      this.file = file;
    }

    abstract void make(Path file) throws IOException;

    void read(Path file) {
      Model model = SafeModels.load(file);
      assertThat(model.numParams()).isNotNegative();
      SafeModels.normalizer(file);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void areReadOrRefused(Kind kind) throws IOException {
    Path file = folder.resolve(kind.file);
    kind.make(file);
    kind.read(file);
    byte[] good = Files.readAllBytes(file);
    boolean zip = kind.file.endsWith(".zip");
    Map<String, byte[]> entries = zip ? Zips.read(file) : Map.of();
    int refused = 0;
    for (int mutant = 0; mutant < MUTANTS; mutant++) {
      Random random = new Random(1_000_003L * (kind.ordinal() + 1) + mutant);
      if (!zip) {
        Files.write(
            file,
            random.nextInt(5) == 0 ? Mutations.mutate(good, 200, random) : edit(good, random));
      } else if (random.nextInt(3) == 0) {
        Files.write(file, Mutations.mutate(good, 200, random));
      } else {
        Zips.write(inside(entries, random), file);
      }
      refused += read(kind, file, mutant) ? 0 : 1;
    }
    assertThat(refused).as("%s", kind).isBetween(MUTANTS / 10, MUTANTS);
  }

  /** Whether it was read. */
  private static boolean read(Kind kind, Path file, int mutant) {
    long start = System.nanoTime();
    boolean read = true;
    try {
      kind.read(file);
    } catch (ModelFileException e) {
      read = false;
      assertThat(e.getMessage())
          .as("%s, mutant %d", kind, mutant)
          .contains("expected", "found", ";")
          .hasLineCount(1)
          .hasSizeLessThan(1000)
          .matches(text -> text.chars().noneMatch(Character::isISOControl));
    } catch (RuntimeException | Error e) {
      fail(kind + ", mutant " + mutant + ": " + e, e);
    }
    assertThat(System.nanoTime() - start)
        .as("time, %s, mutant %d", kind, mutant)
        .isLessThan(MOST_NANOSECONDS);
    return read;
  }

  /** The same entries with one changed, as a zip without a flaw. */
  private static Map<String, byte[]> inside(Map<String, byte[]> good, Random random) {
    Map<String, byte[]> entries = new LinkedHashMap<>(good);
    List<String> names = new ArrayList<>(good.keySet());
    String name =
        random.nextBoolean() ? "configuration.json" : names.get(random.nextInt(names.size()));
    switch (random.nextInt(12)) {
      case 0 -> entries.remove(name);
      case 1 -> entries.put(name, good.get(names.get(random.nextInt(names.size()))));
      case 2 -> entries.put(name + names.get(random.nextInt(names.size())), good.get(name));
      default ->
          entries.put(
              name,
              name.endsWith(".json") && random.nextInt(10) > 0
                  ? edit(good.get(name), random)
                  : Mutations.mutate(good.get(name), 200, random));
    }
    return entries;
  }

  /** Changes values and keys of JSON, and leaves it JSON most of the time. */
  private static byte[] edit(byte[] json, Random random) {
    String text = new String(json, StandardCharsets.UTF_8);
    for (int times = 1 + random.nextInt(3); times > 0; times--) {
      List<MatchResult> values = VALUE.matcher(text).results().toList();
      List<MatchResult> keys = KEY.matcher(text).results().toList();
      if (values.isEmpty() || keys.isEmpty()) {
        break;
      }
      MatchResult value = values.get(random.nextInt(values.size()));
      MatchResult key = keys.get(random.nextInt(keys.size()));
      text =
          switch (random.nextInt(6)) {
            case 0, 1 -> replace(text, value, NUMBERS.get(random.nextInt(NUMBERS.size())));
            case 2 -> replace(text, value, values.get(random.nextInt(values.size())).group());
            case 3 -> replace(text, key, keys.get(random.nextInt(keys.size())).group());
            case 4 -> withoutLine(text, random);
            default -> replace(text, value, block(text, random));
          };
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String replace(String text, MatchResult place, String by) {
    return text.substring(0, place.start()) + by + text.substring(place.end());
  }

  private static String withoutLine(String text, Random random) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    lines.remove(random.nextInt(lines.size()));
    return String.join("\n", lines);
  }

  /** An object of the document, to stand where it does not belong. */
  private static String block(String text, Random random) {
    int from = text.indexOf('{', random.nextInt(text.length()));
    int depth = 0;
    for (int i = Math.max(from, 0); i < text.length(); i++) {
      depth += text.charAt(i) == '{' ? 1 : text.charAt(i) == '}' ? -1 : 0;
      if (depth == 0) {
        return text.substring(Math.max(from, 0), i + 1);
      }
    }
    return "{}";
  }
}
