/**
 * Networks: the ones conv4j brings, and one way to handle any.
 *
 * <p>{@link io.github.conv4j.nets.Network} lets the rest of the program treat a MultiLayerNetwork
 * and a ComputationGraph alike. Networks are configured from built-in layers; their handwritten
 * form is their twin. Arrow: layers, twin, and Deeplearning4j.
 */
package io.github.conv4j.nets;
