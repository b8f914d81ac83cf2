package io.github.conv4j.export;

import io.github.conv4j.result.OutputFile;

/**
 * A written file.
 *
 * @param file name, size and SHA-256
 * @param verification what was found; null if it was not verified
 */
public record Saved(OutputFile file, Verification verification) {}
