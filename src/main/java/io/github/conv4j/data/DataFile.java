package io.github.conv4j.data;

import java.io.Serializable;

/**
 * A file that a data set was read from, described by its unpacked content: the same whether it lay
 * there gzipped or not.
 *
 * @param name file name without folder and without {@code .gz}
 * @param bytes length of the unpacked content
 * @param sha256 SHA-256 of the unpacked content in lower-case hexadecimal
 * @serial exclude
 */
public record DataFile(String name, long bytes, String sha256) implements Serializable {}
