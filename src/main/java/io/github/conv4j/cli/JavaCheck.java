package io.github.conv4j.cli;

import java.util.function.UnaryOperator;

/** The Java runtime: new enough and 64-bit. */
final class JavaCheck implements DoctorCheck {
  private static final int OLDEST = 17;

  private final int feature;
  private final UnaryOperator<String> properties;

  JavaCheck() {
    this(Runtime.version().feature(), System::getProperty);
  }

  JavaCheck(int feature, UnaryOperator<String> properties) {
    this.feature = feature;
    this.properties = properties;
  }

  @Override
  public String name() {
    return "Java";
  }

  @Override
  public String fix() {
    return "install a 64-bit JDK 17 or newer and set JAVA_HOME to it";
  }

  @Override
  public Finding examine() {
    String bits = properties.apply("sun.arch.data.model");
    String found =
        properties.apply("java.runtime.version") + ", " + properties.apply("java.vm.name");
    return feature >= OLDEST && !"32".equals(bits) ? Finding.ok(found) : Finding.fail(found, fix());
  }
}
