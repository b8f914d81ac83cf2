package canary;

/** A class outside the packages that model files may name; notes when it is initialised. */
public final class Canary {

  static {
    System.setProperty("conv4j.canary", "initialised");
  }

  private Canary() {}
}
