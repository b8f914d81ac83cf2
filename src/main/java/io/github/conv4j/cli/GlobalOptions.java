package io.github.conv4j.cli;

import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every verb understands, before or after the verb. */
final class GlobalOptions {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      order = 100,
      description = "Show this help and stop.")
  private boolean help;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      order = 101,
      description = "Show library messages, and stack traces of errors.")
  private boolean verbose;

  @Option(
      names = {"-q", "--quiet"},
      scope = ScopeType.INHERIT,
      order = 102,
      description = "Show results and errors only, no progress.")
  private boolean quiet;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      order = 103,
      description = "Print the result as JSON on standard output.")
  private boolean json;

  @Option(
      names = "--no-color",
      scope = ScopeType.INHERIT,
      order = 104,
      description = "Print without colours, as NO_COLOR=1 does.")
  private boolean noColor;

  boolean verbose() {
    return verbose;
  }

  boolean quiet() {
    return quiet;
  }

  boolean json() {
    return json;
  }

  boolean noColor() {
    return noColor;
  }
}
