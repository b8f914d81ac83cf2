/**
 * The machine a run is made on: what it is, and further Java processes on it that are like this
 * one. Arrow: result.
 */
package io.github.conv4j.machine;
