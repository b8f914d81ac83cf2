package io.github.conv4j.models;

import java.io.ObjectInputFilter;
import java.util.List;
import org.deeplearning4j.nn.conf.serde.JsonMappers;
import org.nd4j.shade.jackson.databind.JavaType;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.cfg.MapperConfig;
import org.nd4j.shade.jackson.databind.jsontype.PolymorphicTypeValidator;

/**
 * A second line of defence for programs that own their JVM, such as conv4j's command line: what
 * {@link SafeModels} checks before Deeplearning4j sees it, Deeplearning4j itself then refuses, too,
 * whichever way it comes.
 */
public final class JvmGuard {

  private static final Names NAMES = new Names();

  private static boolean taken;

  private JvmGuard() {}

  /**
   * Takes this JVM: from here on nobody in it deserialises Java objects, as Deeplearning4j does
   * with what it finds in a model zip. To be called first in {@code main}; a filter that is already
   * set stays.
   */
  public static synchronized void take() {
    taken = true;
    if (ObjectInputFilter.Config.getSerialFilter() == null) {
      ObjectInputFilter.Config.setSerialFilter(object -> ObjectInputFilter.Status.REJECTED);
    }
  }

  /**
   * Lets Deeplearning4j's and ND4J's JSON mappers, which all of the JVM shares, make objects of
   * these classes only, in a JVM that was taken; elsewhere it does nothing. To be called before
   * they are first used: what they have looked up, they remember. A later call replaces the list.
   *
   * @param allowed the classes
   */
  public static synchronized void allowOnly(AllowedClasses allowed) {
    if (!taken) {
      return;
    }
    boolean first = NAMES.allowed == null;
    NAMES.allowed = allowed;
    if (first) {
      for (ObjectMapper mapper :
          List.of(
              JsonMappers.getMapper(),
              JsonMappers.getMapperYaml(),
              JsonMappers.getLegacyMapper(),
              org.nd4j.serde.json.JsonMappers.getMapper(),
              org.nd4j.serde.json.JsonMappers.getYamlMapper())) {
        mapper.setPolymorphicTypeValidator(NAMES);
      }
    }
  }

  /** Decides by name, before the class is loaded. */
  private static final class Names extends PolymorphicTypeValidator {

    private static final long serialVersionUID = 1L;

    private transient volatile AllowedClasses allowed;

    @Override
    public Validity validateBaseType(MapperConfig<?> config, JavaType base) {
      return Validity.INDETERMINATE;
    }

    @Override
    public Validity validateSubClassName(MapperConfig<?> config, JavaType base, String name) {
      return allowed.contains(name) ? Validity.ALLOWED : Validity.DENIED;
    }

    @Override
    public Validity validateSubType(MapperConfig<?> config, JavaType base, JavaType type) {
      return Validity.ALLOWED;
    }
  }
}
