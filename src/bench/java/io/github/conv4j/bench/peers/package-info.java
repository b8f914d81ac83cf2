/**
 * Peers: libraries that compute the same, and the kernels under JMH. Compiled by the Maven profile
 * {@code bench} only, into a folder that is on no product's class path; the benchmark finds them by
 * {@link java.util.ServiceLoader} in processes of their own. Arrow: bench, ops, geometry, kernels,
 * and the peers themselves.
 */
package io.github.conv4j.bench.peers;
