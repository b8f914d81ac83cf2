package io.github.conv4j.cli;

import io.github.conv4j.files.WholeFile;
import io.github.conv4j.kernels.Microkernels;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.IVersionProvider;

/** The versions of what runs here, found without starting ND4J. */
final class Versions implements IVersionProvider {
  private static final Pattern NATIVES =
      Pattern.compile("^(nd4j-native|openblas|mkl).*-(linux|macosx|windows)-");

  private static final String DL4J = "/META-INF/maven/org.deeplearning4j/deeplearning4j-nn/";

  @Override
  public String[] getVersion() throws IOException {
    return new String[] {
      "conv4j " + conv4j(),
      "Deeplearning4j " + deeplearning4j(),
      "Java " + Runtime.version() + ", " + System.getProperty("java.vendor")
    };
  }

  /**
   * The version of this program.
   *
   * @return the version in the jar's manifest; "unpackaged" if the classes are in no jar
   */
  static String conv4j() {
    String version = Versions.class.getPackage().getImplementationVersion();
    return version == null ? "unpackaged" : version;
  }

  /**
   * What tells the code that computes from any other.
   *
   * @return version, SHA-256 of the jar if the classes are in one, native libraries by the names of
   *     their jars, and lanes of the vector registers, 1 without
   * @throws IOException if the jar cannot be read
   */
  static Map<String, String> code() throws IOException {
    Map<String, String> code = new TreeMap<>();
    code.put("version", conv4j());
    code.put("natives", natives());
    code.put("lanes", Integer.toString(Microkernels.vectorised() ? Microkernels.lanes() : 1));
    try {
      Path place =
          Path.of(Versions.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (Files.isRegularFile(place)) {
        code.put("jarSha256", WholeFile.sha256(place));
      }
    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
      return code;
    }
    return code;
  }

  /** Jars of native libraries on the class path. */
  private static String natives() {
    return Pattern.compile(Pattern.quote(File.pathSeparator))
        .splitAsStream(System.getProperty("java.class.path"))
        .map(entry -> new File(entry).getName())
        .filter(NATIVES.asPredicate())
        .sorted()
        .collect(Collectors.joining(" "));
  }

  /**
   * The version of the Deeplearning4j that is on the class path.
   *
   * @return the version in its jar
   * @throws IOException if the jar cannot be read
   */
  static String deeplearning4j() throws IOException {
    try (InputStream stream = Versions.class.getResourceAsStream(DL4J + "pom.properties")) {
      if (stream == null) {
        return "missing";
      }
      Properties properties = new Properties();
      properties.load(stream);
      return properties.getProperty("version", "unknown");
    }
  }
}
