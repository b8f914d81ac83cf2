package io.github.conv4j.bench;

import io.github.conv4j.data.Mnist;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the peers are: what the Maven profile {@code bench} has built.
 *
 * @param classPath class path with the peers and this program on it; empty if they are left out
 * @param missing why they are; empty if they are there
 */
public record Peers(Optional<String> classPath, String missing) {

  /**
   * Nobody wants them.
   *
   * @return no class path
   */
  public static Peers unwanted() {
    return new Peers(Optional.empty(), "--no-peers was given");
  }

  /**
   * Looks below the project's folder.
   *
   * @return the class path, or why there is none
   */
  public static Peers find() {
    Path target = Path.of(System.getProperty(Mnist.HOME_PROPERTY, "")).resolve("target");
    Path classes = target.resolve("bench-classes").toAbsolutePath();
    Path libraries = target.resolve("bench-classpath.txt");
    if (!Files.isDirectory(classes) || !Files.isRegularFile(libraries)) {
      return new Peers(
          Optional.empty(),
          "the peers are not built; \"mvn -Pbench -Dmaven.test.skip=true package\" does that, and"
              + " downloads about 150 MB");
    }
    try {
      return new Peers(
          Optional.of(
              String.join(
                  File.pathSeparator,
                  classes.toString(),
                  System.getProperty("java.class.path"),
                  Files.readString(libraries).strip())),
          "");
    } catch (IOException e) {
      return new Peers(Optional.empty(), "cannot read " + libraries);
    }
  }
}
