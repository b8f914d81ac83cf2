package io.github.conv4j.result;

/**
 * Errors of one quantity of one layer, custom against built-in.
 *
 * @param layer layer name as the network gives it
 * @param quantity "output", "dInput", "dW" or "db"
 * @param errors the errors
 */
public record LayerErrors(String layer, String quantity, ErrorStats errors) {}
