/**
 * Model files: written whole or not at all, loaded without running what they hold.
 *
 * <p><b>Safe loading.</b> A Deeplearning4j zip can run code when it is loaded: a serialised Java
 * object among its entries is deserialised, and every class that its JSON names is initialised
 * before it is known to be a layer. {@link io.github.conv4j.models.SafeModels} accepts a fixed list
 * of entries, reads arrays by itself, and checks every class name of the JSON first.
 *
 * <p>Arrow: nets, twin, result, files, and Deeplearning4j.
 */
package io.github.conv4j.models;
