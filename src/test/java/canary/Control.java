package canary;

/** Like {@link Canary}, for the proof that Deeplearning4j itself initialises such a class. */
public final class Control {

  static {
    System.setProperty("conv4j.control", "initialised");
  }

  private Control() {}
}
