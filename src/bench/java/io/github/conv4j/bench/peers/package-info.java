/** Peers. */
package io.github.conv4j.bench.peers;
