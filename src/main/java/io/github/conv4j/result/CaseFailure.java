package io.github.conv4j.result;

/**
 * A wrong result.
 *
 * @param subject what was examined
 * @param group kind of cases
 * @param name the line that runs the case again, or what was checked
 * @param quantity y, dX, dW or db; empty if nothing was computed
 * @param gate how strictly it was compared; empty if nothing was computed
 * @param message one sentence
 * @param rerun whether the name is a line for {@code verify --case}
 */
public record CaseFailure(
    String subject,
    String group,
    String name,
    String quantity,
    String gate,
    String message,
    boolean rerun) {}
