package io.github.conv4j.runs;

/**
 * A place in {@code metrics.jsonl}.
 *
 * @param bytes length up to there
 * @param sha256 hash of what is before
 */
public record MetricsMark(long bytes, String sha256) {}
