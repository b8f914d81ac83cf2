package io.github.conv4j.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What there is of data, and how to get more. */
@Command(
    name = "data",
    description = {
      "Get data sets, and see which are there.",
      "",
      "Known sets are fetched over HTTPS and used only if every file has the published SHA-256."
          + " Copies that Deeplearning4j, Keras or torchvision keep are used where they are."
    })
final class DataCommand extends Verb {
  @Spec private CommandSpec spec;

  DataCommand(Session session) {
    super(session);
  }

  @Override
  List<Verb> subverbs() {
    return List.of(
        new DataListCommand(session()),
        new DataWhereCommand(session()),
        new DataFetchCommand(session()),
        new DataImportCommand(session()),
        new DataVerifyCommand(session()),
        new DataSpeedCommand(session()));
  }

  @Override
  ExitCode run() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }
}
