package io.github.conv4j.files;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Decides which operation on a {@link FaultyFileSystem} fails: the n-th that changes something, and
 * then, if the disk stays broken, every one after it.
 */
public final class Faults {

  private final long failing;
  private final boolean lasting;
  private long operations;

  private Faults(long failing, boolean lasting) {
    this.failing = failing;
    this.lasting = lasting;
  }

  /** None; counts only. */
  public static Faults none() {
    return new Faults(Long.MAX_VALUE, false);
  }

  /** The operation of this number, from 1. */
  public static Faults at(long operation, boolean lasting) {
    return new Faults(operation, lasting);
  }

  /** Operations so far. */
  public long operations() {
    return operations;
  }

  /** Whether one has failed. */
  public boolean happened() {
    return operations >= failing;
  }

  void before(String operation) throws IOException {
    operations++;
    if (operations == failing || lasting && operations > failing) {
      throw new IOException("injected: no space left on device (" + operation + ")");
    }
  }

  /** For writing: half of the bytes get through before it fails. */
  int write(ByteBuffer bytes, Writing writing) throws IOException {
    operations++;
    if (operations == failing || lasting && operations > failing) {
      ByteBuffer half = bytes.slice(bytes.position(), bytes.remaining() / 2);
      writing.write(half);
      throw new IOException("injected: no space left on device (write)");
    }
    return writing.write(bytes);
  }

  /** Writes to the real file. */
  interface Writing {
    int write(ByteBuffer bytes) throws IOException;
  }
}
