package io.github.conv4j.result;

/**
 * One layer of the user's network and what the twin made of it.
 *
 * @param layer layer name or index
 * @param from class of the original layer, short name
 * @param to class of the layer in the twin, short name; the same when it was left
 * @param replaced whether it was replaced
 * @param reason why it was left; empty when it was replaced
 */
public record LayerSwap(String layer, String from, String to, boolean replaced, String reason) {}
