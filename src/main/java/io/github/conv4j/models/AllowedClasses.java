package io.github.conv4j.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;

/**
 * The classes that a network's configuration may name: a fixed list of the layers, vertices,
 * preprocessors, activations, losses, updaters, schedules and so on of Deeplearning4j 1.0.0-M2.1,
 * ND4J and conv4j, which hold numbers and names and open no files, and what a program adds to it.
 *
 * <p>Names are compared as text, exactly; no class is loaded to decide. An added class is code that
 * the program trusts: loading a model may run it.
 */
public final class AllowedClasses {

  private static final String LIST = "configuration-classes.txt";

  /** No generics, no array types: their names hold further class names. */
  private static final Pattern CLASS_NAME =
      Pattern.compile("[A-Za-z_$][\\w$]*(\\.[A-Za-z_$][\\w$]*)*");

  private static final AllowedClasses STANDARD = new AllowedClasses(read());

  private final Set<String> names;

  private AllowedClasses(Set<String> names) {
    this.names = names;
  }

  private static Set<String> read() {
    try (InputStream list = AllowedClasses.class.getResourceAsStream(LIST)) {
      return new String(list.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The fixed list.
   *
   * @return Deeplearning4j's, ND4J's and conv4j's classes
   */
  public static AllowedClasses standard() {
    return STANDARD;
  }

  /**
   * The fixed list and what a network in memory is made of, for files that the program itself has
   * just written from it.
   *
   * @param model an initialised MultiLayerNetwork or ComputationGraph
   * @return a list that its own file passes
   */
  public static AllowedClasses of(Model model) {
    try {
      JsonNode configuration = new ObjectMapper().readTree(ModelFiles.configuration(model));
      Set<String> all = new TreeSet<>(STANDARD.names);
      for (String field : ConfigurationFields.CLASSES) {
        all.addAll(configuration.findValuesAsText(field));
      }
      return new AllowedClasses(Set.copyOf(all));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Deeplearning4j has written other than JSON", e);
    }
  }

  /**
   * These and more.
   *
   * @param added fully qualified names, as {@link Class#getName()} gives them
   * @return a longer list
   * @throws IllegalArgumentException if one is no name of a class
   */
  public AllowedClasses and(Collection<String> added) {
    Set<String> all = new TreeSet<>(names);
    for (String name : added) {
      if (!CLASS_NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "expected the full name of a class, such as com.example.MyLayer, found \""
                + name
                + "\"");
      }
      all.add(name);
    }
    return new AllowedClasses(Set.copyOf(all));
  }

  /**
   * Whether a name is on the list.
   *
   * @param name what a file calls a class
   * @return true if it is, letter by letter
   */
  public boolean contains(String name) {
    return names.contains(name);
  }

  /**
   * The names.
   *
   * @return all of them, unmodifiable
   */
  public Set<String> names() {
    return names;
  }
}
