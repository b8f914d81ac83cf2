/**
 * The main job: two twins of one network, held against each other from first output to last file.
 *
 * <p>{@link io.github.conv4j.compare.Compare} runs the stages in order and gathers a {@link
 * io.github.conv4j.result.CompareReport}; each stage is a class of its own. Arrow: checks, verify,
 * train, models, export, twin, nets, data, machine, result.
 */
package io.github.conv4j.compare;
