/**
 * The benchmark: conv4j held against everything else that computes the same on a CPU, in one run.
 *
 * <p><b>Processes.</b> Every contender lives in a Java process of its own ({@link
 * io.github.conv4j.bench.HostMain}), because environment variables, thread pools and crashes of one
 * must not touch another. The parent ({@link io.github.conv4j.bench.HostProcess}) writes one line
 * of JSON per request to its standard input and reads one line back; a process that waits for its
 * next request uses no processor time, and it answers only once its own threads have stopped
 * spinning. Inside, a {@link io.github.conv4j.bench.ContenderHost} found by {@link
 * java.util.ServiceLoader} does the work, so that peers need not be on the product's class path.
 *
 * <p><b>Turns.</b> A {@link io.github.conv4j.bench.Race} runs one {@link
 * io.github.conv4j.bench.Task}: every contender opens it with each thread setting worth trying,
 * warms up, keeps the setting it is fastest with, and then all take turns: in each round each runs
 * for a short slice, in an order that changes by round. A result is the median over the rounds with
 * its quartiles. Before that, the outputs of each contender are held against ours, computed from
 * the same numbers; one that differs is not timed.
 *
 * <p><b>Stages.</b> {@link io.github.conv4j.bench.Bench} runs layers, networks, time to accuracy,
 * memory, growth of the work, and the kernels under JMH, and gathers a {@link
 * io.github.conv4j.result.BenchReport}. {@link io.github.conv4j.bench.Plan} says which tasks,
 * {@link io.github.conv4j.bench.Roster} which contenders. docs/benchmarks.md says how to read the
 * result.
 *
 * <p>Arrow: nets, twin, layers, kernels, train, data, verify (for its tolerance), machine, files,
 * result.
 */
package io.github.conv4j.bench;
