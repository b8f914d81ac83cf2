package io.github.conv4j.kernels;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.BytePointer;

/**
 * Memory outside the heap as buffers, whose copies from and to arrays are compiled code: a call of
 * native code for each row took 130 ns, as long as the arithmetic on it.
 *
 * <p>A buffer spans two gibibytes of addresses from a multiple of one; nothing of it is touched but
 * what a pointer owns. So a thread needs only a few for all arrays, and makes none in steady state.
 *
 * @param <B> type of buffer
 */
final class AddressSpace<B> {

  /** How bytes become a buffer of elements. */
  interface View<B> {
    B of(ByteBuffer bytes);
  }

  /** Bytes from any address in a block that its buffer reaches. */
  static final int REACH = 1 << 30;

  private static final int BLOCK_BITS = 30;
  private static final int KEPT = 8;

  private final View<B> view;
  private final long[] blocks = new long[KEPT];
  private final Object[] buffers = new Object[KEPT];

  AddressSpace(View<B> view) {
    this.view = view;
  }

  /** Names addresses that it does not own. */
  private static final class Addresses extends BytePointer {
    Addresses(long first) {
      address = first;
      limit = Integer.MAX_VALUE;
      capacity = Integer.MAX_VALUE;
    }
  }

  /** The buffer that has an address at {@link #offset}. */
  @SuppressWarnings("unchecked")
  B at(long address) {
    long block = address >>> BLOCK_BITS;
    int place = (int) block & KEPT - 1;
    if (buffers[place] == null || blocks[place] != block) {
      // The first block begins at 0, which is no address.
      ByteBuffer bytes = new Addresses(Math.max(Long.BYTES, block << BLOCK_BITS)).asByteBuffer();
      buffers[place] = view.of(bytes.order(ByteOrder.nativeOrder()));
      blocks[place] = block;
    }
    return (B) buffers[place];
  }

  /** Bytes from the start of its buffer. */
  static int offset(long address) {
    int offset = (int) (address & (1L << BLOCK_BITS) - 1);
    return address >>> BLOCK_BITS == 0 ? offset - Long.BYTES : offset;
  }
}
