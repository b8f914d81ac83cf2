package io.github.conv4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import io.github.conv4j.files.Mutations;
import io.github.conv4j.store.StoreException;
import io.github.conv4j.store.Tars;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Files of every kind with random damage: each is read, or refused in one line, in little time and
 * memory. {@code -Dconv4j.mutants=10000} for a release; a failure names the mutant.
 */
class MutatedFilesTest {

  private static final int MUTANTS = Integer.getInteger("conv4j.mutants", 120);

  private static final long MOST_NANOSECONDS = TimeUnit.SECONDS.toNanos(2);

  /**
   * The largest picture that is accepted takes 64 MiB as Java decodes it, and its planes thrice.
   */
  private static final long MOST_BYTES = 400L << 20;

  /** Numbers that headers are bad at. */
  @TempDir Path folder;

  /** A kind of file, a good one of it among others, and how it is read. */
  private enum Kind {
    IDX_IMAGES("train-images-idx3-ubyte") {
      @Override
      void make(Path folder) {
        IdxFiles.folder(folder);
      }
    },
    IDX_LABELS("t10k-labels-idx1-ubyte") {
      @Override
      void make(Path folder) {
        IdxFiles.folder(folder);
      }
    },
    IDX_GZIP("t10k-images-idx3-ubyte.gz") {
      @Override
      void make(Path folder) {
        IdxFiles.folder(folder);
      }
    },
    CIFAR("data_batch_2.bin") {
      @Override
      void make(Path folder) {
        CifarFiles.folder(folder);
      }
    },
    CIFAR_TAR_GZIP("cifar.tar.gz") {
      @Override
      void make(Path folder) {
        CifarFiles.archive(folder.resolve("cifar.tar.gz"));
      }

      @Override
      void read(Path folder) {
        DataSources.open(folder.resolve("cifar.tar.gz"));
      }
    },
    CIFAR_TAR("cifar.tar") {
      @Override
      void make(Path folder) throws IOException {
        Tars tar = new Tars().member("c/", '5', 0, new byte[0]);
        int first = 0;
        for (String name : Cifar10.fileNames()) {
          tar.file("c/" + name, CifarFiles.records(first++, 1));
        }
        Files.write(folder.resolve("cifar.tar"), tar.end());
      }

      @Override
      void read(Path folder) {
        DataSources.open(folder.resolve("cifar.tar"));
      }
    },
    PYTHON_BATCH("data_batch_3") {
      @Override
      void make(Path folder) throws IOException {
        CifarFiles.folder(folder);
        Files.delete(folder.resolve("data_batch_3.bin"));
        Files.write(
            folder.resolve("data_batch_3"),
            CifarFiles.pickle(CifarFiles.records(8, 4), true, false));
      }
    },
    NPZ("mnist.npz") {
      @Override
      void make(Path folder) {
        NpzFiles.write(folder.resolve("mnist.npz"), NpzFiles.members());
      }

      @Override
      void read(Path folder) {
        DataSources.open(folder.resolve("mnist.npz"));
      }
    },
    PNG("train/a/0.png") {
      @Override
      void make(Path folder) throws IOException {
        pictures(folder, "PNG", ".png");
      }
    },
    JPEG("train/a/0.jpg") {
      @Override
      void make(Path folder) throws IOException {
        pictures(folder, "JPEG", ".jpg");
      }
    };

    private final String file;

    Kind(String file) {
      this.file = file;
    }

    abstract void make(Path folder) throws IOException;

    void read(Path folder) {
      DataSources.open(folder);
    }

    private static void pictures(Path folder, String format, String ending) throws IOException {
      Random random = new Random(2);
      for (String part : new String[] {"train", "test"}) {
        for (String name : new String[] {"a", "b"}) {
          BufferedImage picture = new BufferedImage(20, 14, BufferedImage.TYPE_INT_RGB);
          for (int y = 0; y < 14; y++) {
            for (int x = 0; x < 20; x++) {
              picture.setRGB(x, y, random.nextInt(1 << 24));
            }
          }
          Path target = Files.createDirectories(folder.resolve(part).resolve(name));
          ImageIO.write(picture, format, target.resolve("0" + ending).toFile());
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void areReadOrRefused(Kind kind) throws IOException {
    kind.make(folder);
    Path file = folder.resolve(kind.file);
    byte[] good = Files.readAllBytes(file);
    int refused = 0;
    for (int mutant = 0; mutant < MUTANTS; mutant++) {
      Random random = new Random(1_000_003L * kind.ordinal() + mutant);
      Files.write(file, Mutations.mutate(good, 64, random));
      refused += tryToRead(kind, mutant) ? 0 : 1;
    }
    assertThat(refused).isBetween(1, MUTANTS);
  }

  /** Whether it was read. */
  private boolean tryToRead(Kind kind, int mutant) {
    ThreadMXBean meter = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long bytes = meter.getThreadAllocatedBytes(thread);
    long start = System.nanoTime();
    boolean read = true;
    try {
      kind.read(folder);
    } catch (DataException | StoreException e) {
      read = false;
      assertThat(e.getMessage())
          .as("%s, mutant %d", kind, mutant)
          .isNotBlank()
          .hasLineCount(1)
          .contains(": ")
          .hasSizeLessThan(1000);
      assertThat(e.getMessage().chars()).allMatch(c -> !Character.isISOControl(c));
    } catch (RuntimeException | Error e) {
      fail(kind + ", mutant " + mutant + ": " + e, e);
    }
    assertThat(System.nanoTime() - start)
        .as("time, %s, mutant %d", kind, mutant)
        .isLessThan(MOST_NANOSECONDS);
    assertThat(meter.getThreadAllocatedBytes(thread) - bytes)
        .as("memory, %s, mutant %d", kind, mutant)
        .isLessThan(MOST_BYTES);
    return read;
  }
}
