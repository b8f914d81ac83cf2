package io.github.conv4j.store;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Where data sets lie on this machine: a folder that the user chose, conv4j's own folder below the
 * user's, the project's {@code data} folder, and the caches of other programs, which are only read.
 */
public final class Places {

  /** Environment variable that names a folder with data sets. */
  public static final String FOLDER_VARIABLE = "CONV4J_DATA";

  /** System property that names the project's folder. */
  public static final String HOME_PROPERTY = "conv4j.home";

  private static final String OURS = "conv4j";

  private final Path chosen;
  private final Path project;
  private final Path user;

  /**
   * Places for given folders.
   *
   * @param chosen folder with data sets that the user chose, or null
   * @param project the project's folder, or the working folder
   * @param user the user's folder
   */
  public Places(Path chosen, Path project, Path user) {
    this.chosen = chosen;
    this.project = project;
    this.user = user;
  }

  /**
   * The places of this process.
   *
   * @param chosen folder with data sets that the user chose, or null for the one that the
   *     environment variable {@value #FOLDER_VARIABLE} names, if any
   * @return places
   */
  public static Places ofProcess(Path chosen) {
    String variable = System.getenv(FOLDER_VARIABLE);
    boolean named = variable != null && !variable.isBlank();
    return new Places(
        chosen == null && named ? Path.of(variable) : chosen,
        Path.of(System.getProperty(HOME_PROPERTY, "")),
        Path.of(System.getProperty("user.home", "")));
  }

  /**
   * The folder that data sets are put into.
   *
   * @return the chosen one, else {@code .conv4j/data} below the user's
   */
  public Path root() {
    return chosen == null ? user.resolve(".conv4j").resolve("data") : chosen;
  }

  /**
   * The folder that a data set is put into.
   *
   * @param set which
   * @return a folder below {@link #root}
   */
  public Path own(KnownSet set) {
    return root().resolve(set.name());
  }

  /**
   * The folders to look at, the first one first.
   *
   * @param set which set
   * @return folders, which need not exist
   */
  public List<Place> of(KnownSet set) {
    Set<Place> places = new LinkedHashSet<>();
    if (chosen != null) {
      places.add(new Place(chosen.resolve(set.name()), OURS));
      places.add(new Place(chosen, OURS));
    }
    places.add(new Place(user.resolve(".conv4j").resolve("data").resolve(set.name()), OURS));
    places.add(new Place(project.resolve("data").resolve(set.name()), "the project"));
    Set<Place> all = new LinkedHashSet<>();
    for (Place place : places) {
      all.add(place);
      if (!set.contentsFolder().isEmpty()) {
        all.add(new Place(place.folder().resolve(set.contentsFolder()), place.owner()));
      }
    }
    for (KnownSet.Cache cache : set.caches()) {
      Path base = cache.ofUser() ? user : project;
      all.add(new Place(base.resolve(cache.folder()), cache.program()));
    }
    return List.copyOf(all);
  }
}
