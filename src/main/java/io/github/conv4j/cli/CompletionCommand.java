package io.github.conv4j.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a script that lets the shell complete verbs and options. */
@Command(
    name = "completion",
    description = "Print a script that completes verbs and options in bash or zsh.",
    footer = {
      "",
      "To complete in this shell:       source <(conv4j completion bash)",
      "To complete in every new shell:  conv4j completion bash >> ~/.bashrc"
    })
final class CompletionCommand extends Verb {
  enum Shell {
    BASH,
    ZSH
  }

  @Parameters(paramLabel = "SHELL", description = "bash or zsh; one script serves both.")
  private Shell shell;

  @Spec private CommandSpec spec;

  CompletionCommand(Session session) {
    super(session);
  }

  @Override
  ExitCode run() {
    session().terminal().out().print(AutoComplete.bash("conv4j", spec.root().commandLine()));
    session().terminal().out().flush();
    return ExitCode.PASS;
  }
}
