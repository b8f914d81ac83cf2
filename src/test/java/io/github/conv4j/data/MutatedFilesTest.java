package io.github.conv4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import io.github.conv4j.store.StoreException;
import io.github.conv4j.store.Tars;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
  private static final int[] NASTY = {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 65_536, 4096};

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
      Files.write(file, mutate(good, random));
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

  private static byte[] mutate(byte[] good, Random random) {
    byte[] bytes = good.clone();
    for (int times = 1 + random.nextInt(3); times > 0; times--) {
      bytes = mutateOnce(bytes, random);
    }
    return bytes;
  }

  private static byte[] mutateOnce(byte[] bytes, Random random) {
    // Headers are where it hurts: half of the damage is in the first bytes.
    int reach = random.nextBoolean() ? Math.min(bytes.length, 64) : bytes.length;
    int at = reach == 0 ? 0 : random.nextInt(reach);
    int length = Math.min(bytes.length - at, 1 + random.nextInt(64));
    switch (random.nextInt(7)) {
      case 0:
        return Arrays.copyOf(bytes, at);
      case 1:
        return Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(2000));
      case 2:
        return join(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at + length, bytes.length));
      case 3:
        return join(Arrays.copyOf(bytes, at + length), Arrays.copyOfRange(bytes, at, bytes.length));
      case 4:
        Arrays.fill(bytes, at, at + length, (byte) random.nextInt(256));
        return bytes;
      case 5:
        if (bytes.length - at >= Integer.BYTES) {
          ByteBuffer.wrap(bytes).putInt(at, NASTY[random.nextInt(NASTY.length)]);
        }
        return bytes;
      default:
        for (int flips = 1 + random.nextInt(8); flips > 0 && reach > 0; flips--) {
          bytes[random.nextInt(reach)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }
}
