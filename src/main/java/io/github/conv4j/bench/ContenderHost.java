package io.github.conv4j.bench;

import java.nio.file.Path;

/**
 * A library that takes part, within its own process; found by {@link java.util.ServiceLoader}. Its
 * constructor loads nothing: {@link #start} does.
 */
public interface ContenderHost {

  /**
   * Name under which the parent asks for it.
   *
   * @return such as "pytorch"
   */
  String name();

  /**
   * Loads the library.
   *
   * @return its version, for people
   * @throws Exception if it cannot run here
   */
  String start() throws Exception;

  /**
   * Sets a task up.
   *
   * @param task what to do
   * @param variant which of several ways, such as an algorithm; empty for the usual one
   * @param threads threads to use; 0 for the library's own choice
   * @param networks folder with a {@link PlainNetwork} file per network
   * @return the work
   * @throws UnsupportedOperationException if the library does not compute this; its message says
   *     what it lacks
   * @throws Exception if it fails
   */
  Work open(Task task, String variant, int threads, Path networks) throws Exception;
}
