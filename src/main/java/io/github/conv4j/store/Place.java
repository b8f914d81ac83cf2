package io.github.conv4j.store;

import java.nio.file.Path;

/**
 * A folder in which a data set may lie.
 *
 * @param folder the folder
 * @param owner whose it is, such as "conv4j" or "Keras"
 */
public record Place(Path folder, String owner) {}
