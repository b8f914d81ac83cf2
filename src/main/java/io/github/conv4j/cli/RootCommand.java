package io.github.conv4j.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code conv4j} without a verb: shows what it can do. */
@Command(
    name = "conv4j",
    versionProvider = Versions.class,
    customSynopsis = {
      "conv4j VERB [OPTION]...",
      "       conv4j VERB --help",
      "       conv4j --version"
    },
    descriptionHeading = "%n",
    description = {
      "Convolution and pooling layers written by hand for Deeplearning4j, compared with the built-in"
          + " ones."
    },
    commandListHeading = "%nVerbs:%n",
    optionListHeading = "%nOptions:%n",
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    footerHeading = "%nEnvironment:%n",
    footer = {
      "  CONV4J_HEAP      heap of the Java process, such as 4g",
      "  CONV4J_DATA      folder for data sets, in place of ~/.conv4j/data",
      "  OMP_NUM_THREADS  threads of the native libraries",
      "  JAVA_HOME        the JDK to use, 17 or newer",
      "  NO_COLOR         no colours, if set"
    })
final class RootCommand implements Callable<Integer> {
  @Mixin private final GlobalOptions options;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      order = 105,
      description = "Show the versions of conv4j, Deeplearning4j and Java.")
  private boolean version;

  @Spec private CommandSpec spec;

  /**
   * The root of the command line.
   *
   * @param options filled in with the options for all verbs
   */
  RootCommand(GlobalOptions options) {
    this.options = options;
  }

  @Override
  public Integer call() {
    CommandLine line = spec.commandLine();
    line.usage(line.getErr());
    return ExitCode.USAGE.code();
  }
}
