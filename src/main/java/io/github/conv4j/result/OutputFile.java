package io.github.conv4j.result;

/**
 * A file that a run wrote.
 *
 * @param path path relative to the output folder
 * @param description what it holds
 * @param bytes size
 * @param sha256 SHA-256 in lower-case hexadecimal
 */
public record OutputFile(String path, String description, long bytes, String sha256) {}
