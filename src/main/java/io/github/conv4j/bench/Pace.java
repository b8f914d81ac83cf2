package io.github.conv4j.bench;

/**
 * How long things are timed.
 *
 * @param rounds turns per contender and task
 * @param slice seconds per turn; a task that takes longer runs once
 * @param warmUp at most so many seconds before the first turn, per thread setting
 */
record Pace(int rounds, double slice, double warmUp) {}
