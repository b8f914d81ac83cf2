/**
 * The command line: one class per verb, and what all verbs share.
 *
 * <p>{@link io.github.conv4j.cli.Main} starts everything; a verb is a subclass of {@code Verb}
 * registered there. Results go to standard output, everything else to the error stream; errors are
 * one line and an exit code ({@code ExitCode}). May use every other package; nothing imports this
 * one.
 */
package io.github.conv4j.cli;
