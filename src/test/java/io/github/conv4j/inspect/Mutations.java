package io.github.conv4j.inspect;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;

/** Damages files at random: cut, lengthened, with parts left out, repeated or overwritten. */
public final class Mutations {

  private static final int[] NASTY = {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 65_536, 4};

  private Mutations() {}

  /** A copy of a file with one to three mistakes. */
  public static byte[] mutate(byte[] good, Random random) {
    byte[] bytes = good.clone();
    for (int times = 1 + random.nextInt(3); times > 0; times--) {
      bytes = once(bytes, random);
    }
    return bytes;
  }

  private static byte[] once(byte[] bytes, Random random) {
    int reach = random.nextBoolean() ? Math.min(bytes.length, 512) : bytes.length;
    // Zips keep their directory at the end.
    boolean fromEnd = random.nextInt(3) == 0;
    int place = reach == 0 ? 0 : random.nextInt(reach);
    int at = fromEnd ? bytes.length - (reach == 0 ? 0 : place + 1) : place;
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
          ByteBuffer.wrap(bytes)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putInt(at, NASTY[random.nextInt(NASTY.length)]);
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
