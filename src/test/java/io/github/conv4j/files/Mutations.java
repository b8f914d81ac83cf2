package io.github.conv4j.files;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;

/** Damages files at random: cut, lengthened, with parts left out, repeated or overwritten. */
public final class Mutations {

  private static final int[] WORDS = {
    0, 1, 4, -1, 4096, 65_536, 0x7fc00000, Integer.MAX_VALUE, Integer.MIN_VALUE
  };

  private Mutations() {}

  /**
   * A copy of a file with one to three mistakes.
   *
   * @param good the file
   * @param ends so many bytes at either end, where headers and directories are, get half of them
   * @param random decides which
   */
  public static byte[] mutate(byte[] good, int ends, Random random) {
    byte[] bytes = good.clone();
    for (int times = 1 + random.nextInt(3); times > 0; times--) {
      bytes = once(bytes, ends, random);
    }
    return bytes;
  }

  private static byte[] once(byte[] bytes, int ends, Random random) {
    int reach = random.nextBoolean() ? Math.min(bytes.length, ends) : bytes.length;
    int first = random.nextBoolean() ? 0 : bytes.length - reach;
    int at = first + (reach == 0 ? 0 : random.nextInt(reach));
    int length = Math.min(bytes.length - at, 1 + random.nextInt(64));
    switch (random.nextInt(9)) {
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
        return join(new byte[1 + random.nextInt(100)], bytes);
      case 6:
        if (bytes.length - at >= Integer.BYTES) {
          ByteBuffer.wrap(bytes)
              .order(random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN)
              .putInt(at, WORDS[random.nextInt(WORDS.length)]);
        }
        return bytes;
      case 7:
        System.arraycopy(
            bytes.clone(), random.nextInt(bytes.length - length + 1), bytes, at, length);
        return bytes;
      default:
        for (int flips = 1 + random.nextInt(8); flips > 0 && reach > 0; flips--) {
          bytes[first + random.nextInt(reach)] ^= (byte) (1 << random.nextInt(8));
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
