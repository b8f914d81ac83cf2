package io.github.conv4j.ops;

import org.nd4j.linalg.env.EnvironmentalAction;

/**
 * Installs the hook when ND4J starts. ND4J runs an action when the environment variable it names is
 * set; PATH practically always is, and where it is not, the op classes install the hook themselves.
 */
public final class StartupAction implements EnvironmentalAction {

  /** Called by {@link java.util.ServiceLoader}. */
  public StartupAction() {}

  @Override
  public String targetVariable() {
    return "PATH";
  }

  @Override
  public void process(String value) {
    Hook.installExecutioner();
  }
}
