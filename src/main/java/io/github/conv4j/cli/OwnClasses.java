package io.github.conv4j.cli;

import io.github.conv4j.models.AllowedClasses;
import io.github.conv4j.models.JvmGuard;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Classes of the user's own that a model file may name, and where they are. */
final class OwnClasses {
  static final String ALLOW = "--allow-class";
  static final String CLASSPATH = "--classpath";

  @Option(
      names = ALLOW,
      paramLabel = "CLASS",
      order = 40,
      description =
          "A class of your own, such as com.example.MyLayer, that the network's file may name; its"
              + " code is run. May be given several times.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = CLASSPATH,
      paramLabel = "JAR",
      order = 41,
      description = "Jar or folder with such classes. May be given several times.")
  private List<Path> classpath = new ArrayList<>();

  /**
   * The classes that files may name. From here on, Deeplearning4j makes objects of no others.
   *
   * @throws UsageException if a name is no name of a class, or a jar is not there
   */
  AllowedClasses allowed() {
    AllowedClasses allowed;
    try {
      allowed = AllowedClasses.standard().and(names);
    } catch (IllegalArgumentException e) {
      throw new UsageException(ALLOW + ": " + e.getMessage());
    }
    if (!classpath.isEmpty()) {
      // Deeplearning4j asks the thread for classes.
      Thread thread = Thread.currentThread();
      URL[] places = classpath.stream().map(OwnClasses::url).toArray(URL[]::new);
      thread.setContextClassLoader(new URLClassLoader(places, thread.getContextClassLoader()));
    }
    JvmGuard.allowOnly(allowed);
    return allowed;
  }

  /** The options, as a command line repeats them. */
  String words() {
    StringBuilder words = new StringBuilder();
    names.forEach(name -> words.append(' ').append(ALLOW).append(' ').append(name));
    for (Path place : classpath) {
      words.append(' ').append(CLASSPATH).append(' ').append(CompareCommand.word(place));
    }
    return words.toString();
  }

  private static URL url(Path place) {
    if (!Files.exists(place)) {
      throw new UsageException(CLASSPATH + ": expected a jar or folder, found nothing at " + place);
    }
    try {
      return place.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UsageException(CLASSPATH + ": expected a path, found " + place);
    }
  }
}
