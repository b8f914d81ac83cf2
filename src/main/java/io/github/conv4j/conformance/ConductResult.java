package io.github.conv4j.conformance;

/**
 * What a check of a layer's conduct in a network found.
 *
 * @param check short name, such as "save and load"
 * @param subject name of the layer
 * @param outcome what came of it; declined if the check does not apply
 * @param message one sentence: what was found, why it failed or why it does not apply
 * @param problem the layer's configuration and input
 */
public record ConductResult(
    String check, String subject, CaseResult.Outcome outcome, String message, Problem problem) {}
