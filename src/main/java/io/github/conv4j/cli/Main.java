package io.github.conv4j.cli;

import io.github.conv4j.models.JvmGuard;
import io.github.conv4j.result.Interruption;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Starts conv4j: reads the command line, runs the verb, ends with its exit code. */
public final class Main {
  private static final int WIDEST_HELP = 100;

  /** One line per verb: the place to add the next. */
  private static final List<Function<Session, Verb>> VERBS =
      List.of(
          CompareCommand::new,
          TrainCommand::new,
          RunsCommand::new,
          RecordCommand::new,
          EvalCommand::new,
          PredictCommand::new,
          ExportCommand::new,
          InspectCommand::new,
          DataCommand::new,
          VerifyCommand::new,
          BenchCommand::new,
          DoctorCommand::new,
          CompletionCommand::new);

  /** Picocli's order, but verbs come before options. */
  private static final List<String> HELP_SECTIONS =
      List.of(
          UsageMessageSpec.SECTION_KEY_SYNOPSIS_HEADING,
          UsageMessageSpec.SECTION_KEY_SYNOPSIS,
          UsageMessageSpec.SECTION_KEY_DESCRIPTION_HEADING,
          UsageMessageSpec.SECTION_KEY_DESCRIPTION,
          UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING,
          UsageMessageSpec.SECTION_KEY_COMMAND_LIST,
          UsageMessageSpec.SECTION_KEY_PARAMETER_LIST_HEADING,
          UsageMessageSpec.SECTION_KEY_PARAMETER_LIST,
          UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING,
          UsageMessageSpec.SECTION_KEY_OPTION_LIST,
          UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST_HEADING,
          UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST,
          UsageMessageSpec.SECTION_KEY_FOOTER_HEADING,
          UsageMessageSpec.SECTION_KEY_FOOTER);

  private final Session session;
  private final GlobalOptions options;

  private final List<Function<Session, Verb>> verbs;

  private Main(Terminal terminal, Interruption interruption, List<Function<Session, Verb>> verbs) {
    this.options = new GlobalOptions();
    this.session = new Session(terminal, options, interruption);
    this.verbs = verbs;
  }

  /**
   * Runs one command line and ends the JVM with its exit code.
   *
   * @param arguments the words after {@code conv4j}
   */
  public static void main(String[] arguments) {
    JvmGuard.take();
    launch(VERBS, arguments);
  }

  /**
   * Owns the process: its streams, its signals, its exit code.
   *
   * @param verbs what it can do
   * @param arguments the words after {@code conv4j}
   */
  static void launch(List<Function<Session, Verb>> verbs, String... arguments) {
    Terminal terminal = Terminal.ofProcess();
    terminal.divertLibraryOutput(true);
    Interruption interruption = new Interruption();
    Signals signals = Signals.install(terminal, interruption);
    int code = new Main(terminal, interruption, verbs).execute(arguments);
    if (Terminal.isResultLost()) {
      terminal.message(
          "the result could not be written to standard output; free space or redirect it to another place");
      code = code == ExitCode.PASS.code() ? ExitCode.ENVIRONMENT.code() : code;
    }
    System.exit(interruption.isRequested() ? signals.exitCode().code() : code);
  }

  /**
   * Runs one command line within this JVM.
   *
   * @param terminal where to print
   * @param arguments the words after {@code conv4j}
   * @return the exit code
   */
  static int run(Terminal terminal, String... arguments) {
    return new Main(terminal, new Interruption(), VERBS).execute(arguments);
  }

  private int execute(String[] arguments) {
    try {
      return commandLine().execute(arguments);
    } catch (Exception | Error failure) {
      return fail(failure);
    }
  }

  private CommandLine commandLine() {
    Terminal terminal = session.terminal();
    CommandLine line = new CommandLine(new RootCommand(options));
    verbs.forEach(verb -> add(line, verb.apply(session)));
    line.setHelpSectionKeys(HELP_SECTIONS);
    line.getCommandSpec().usageMessage().exitCodeList(exitCodes());
    return line.setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(Math.min(terminal.columns(), WIDEST_HELP))
        .setOut(new PrintWriter(terminal.out(), true))
        .setErr(new PrintWriter(terminal.err(), true))
        .setParameterExceptionHandler((mistake, words) -> rejectUsage(mistake))
        .setExecutionExceptionHandler((failure, verb, parsed) -> fail(failure))
        .setExecutionStrategy(parsed -> start(line, parsed));
  }

  private static void add(CommandLine parent, Verb verb) {
    CommandLine line = new CommandLine(verb);
    parent.addSubcommand(line);
    arrangeHelp(line);
    verb.subverbs().forEach(below -> add(line, below));
  }

  private static void arrangeHelp(CommandLine verb) {
    verb.getCommandSpec()
        .usageMessage()
        .abbreviateSynopsis(true)
        .sortOptions(false)
        .descriptionHeading("%n")
        .parameterListHeading("%nArguments:%n")
        .commandListHeading("%nVerbs:%n")
        .optionListHeading("%nOptions:%n");
  }

  private static Map<String, String> exitCodes() {
    Map<String, String> meanings = new LinkedHashMap<>();
    for (ExitCode exitCode : ExitCode.values()) {
      meanings.put(Terminal.format("%3d", exitCode.code()), exitCode.meaning());
    }
    return meanings;
  }

  private int start(CommandLine line, CommandLine.ParseResult parsed) {
    Terminal terminal = session.terminal();
    if (options.noColor()) {
      terminal.disableColour();
    }
    line.setColorScheme(Help.defaultColorScheme(terminal.resultColours()));
    configureLibraries(options.verbose());
    terminal.divertLibraryOutput(options.verbose());
    return new CommandLine.RunLast().execute(parsed);
  }

  /** Has to happen before the first logger is made and before ND4J starts. */
  private static void configureLibraries(boolean verbose) {
    setDefault("logback.configurationFile", "io/github/conv4j/cli/logback.xml");
    setDefault("conv4j.log.level", verbose ? "INFO" : "WARN");
    setDefault("org.bytedeco.javacpp.logger", "slf4j");
    setDefault("org.nd4j.log.initialization", Boolean.toString(verbose));
  }

  private static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  private int rejectUsage(CommandLine.ParameterException mistake) {
    session.terminal().message(UsageMistake.describe(mistake));
    return ExitCode.USAGE.code();
  }

  private int fail(Throwable thrown) {
    Failure failure = Failure.of(thrown);
    if (!(failure.exitCode() == ExitCode.INTERRUPTED && session.interruption().isRequested())) {
      session.terminal().message(failure.message());
    }
    if (options.verbose()) {
      thrown.printStackTrace(session.terminal().err());
    }
    return failure.exitCode().code();
  }
}
