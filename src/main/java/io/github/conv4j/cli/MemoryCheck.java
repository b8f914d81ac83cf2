package io.github.conv4j.cli;

import java.lang.management.ManagementFactory;
import org.bytedeco.javacpp.Pointer;

/** The memory of the machine, and the limits that keep a run from being killed by the system. */
final class MemoryCheck implements DoctorCheck {
  private static final int MEBIBYTE_BITS = 20;
  private static final long SMALLEST_HEAP_MIB = 1000;

  /**
   * Sizes in MiB.
   *
   * @param physical memory of the machine, or of the container if that is less
   * @param heap limit of the Java heap
   * @param offHeap limit of the arrays that JavaCPP counts; 0 for none
   * @param process limit of the whole process as JavaCPP enforces it; 0 for none
   */
  record Sizes(long physical, long heap, long offHeap, long process) {}

  private final Sizes given;

  MemoryCheck() {
    this(null);
  }

  MemoryCheck(Sizes given) {
    this.given = given;
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public String fix() {
    return "start with scripts/conv4j, which sets the limits";
  }

  @Override
  public Finding examine() {
    Sizes sizes = given == null ? measured() : given;
    String found =
        Terminal.format(
            "%,d MiB; limits: Java heap %,d, off-heap %s, process %s MiB",
            sizes.physical(), sizes.heap(), orNone(sizes.offHeap()), orNone(sizes.process()));
    if (sizes.heap() < SMALLEST_HEAP_MIB) {
      return Finding.warn(found, "the heap is small for training: set CONV4J_HEAP=2g");
    }
    if (sizes.process() == 0 || sizes.process() > sizes.physical()) {
      return Finding.warn(
          found,
          "a run that needs too much would be killed instead of ended with an error: start with"
              + " scripts/conv4j, or set a smaller CONV4J_HEAP");
    }
    return Finding.ok(found);
  }

  private static Sizes measured() {
    long physical =
        ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean system
            ? system.getTotalMemorySize()
            : Long.MAX_VALUE;
    return new Sizes(
        physical >> MEBIBYTE_BITS,
        Runtime.getRuntime().maxMemory() >> MEBIBYTE_BITS,
        Pointer.maxBytes() >> MEBIBYTE_BITS,
        Pointer.maxPhysicalBytes() >> MEBIBYTE_BITS);
  }

  private static String orNone(long mebibytes) {
    return mebibytes == 0 ? "none" : Terminal.format("%,d", mebibytes);
  }
}
