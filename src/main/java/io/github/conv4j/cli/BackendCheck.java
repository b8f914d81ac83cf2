package io.github.conv4j.cli;

import java.util.Properties;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.factory.Nd4jBackend;

/** ND4J starts and says what it runs on. */
final class BackendCheck implements DoctorCheck {

  @Override
  public String name() {
    return "backend";
  }

  @Override
  public String fix() {
    return "read the lines above and below; with --verbose ND4J says more about why it cannot start";
  }

  @Override
  public Finding examine() {
    Nd4jBackend backend = Nd4j.getBackend();
    Properties information = Nd4j.getExecutioner().getEnvironmentInformation();
    String oneDnn = backend.buildInfo().contains("HAVE_ONEDNN") ? "with oneDNN" : "without oneDNN";
    return Finding.ok(
        "ND4J "
            + backend.getClass().getSimpleName()
            + " "
            + oneDnn
            + ", BLAS vendor "
            + information.getProperty("blas.vendor", "unknown"));
  }
}
