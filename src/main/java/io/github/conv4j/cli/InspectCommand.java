package io.github.conv4j.cli;

import io.github.conv4j.inspect.InputSize;
import io.github.conv4j.inspect.Inspector;
import io.github.conv4j.report.InspectHtml;
import io.github.conv4j.report.InspectJson;
import io.github.conv4j.result.ModelSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Looks into a model file without loading it. */
@Command(
    name = "inspect",
    description = {
      "Show what is in a model file, without loading it.",
      "",
      "For Deeplearning4j zips, SameDiff files and ONNX files, of any origin: layers with shapes,"
          + " parameters, operations and memory, and what speaks against loading the file, such as"
          + " serialised objects or foreign class names. Ends with code 1 if something does."
    })
final class InspectCommand extends Verb {
  @Parameters(paramLabel = "FILE", description = "A model, trusted or not.")
  private Path file;

  @Option(
      names = "--size",
      paramLabel = "CxHxW",
      order = 1,
      description = "Input of the network, where the file does not determine it.")
  private String size;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      arity = "0..1",
      fallbackValue = "out/inspect.html",
      order = 2,
      description = "Write a page with a drawing of the network (default: out/inspect.html).")
  private Path html;

  @Mixin private OwnClasses own;

  InspectCommand(Session session) {
    super(session);
  }

  @Override
  ExitCode run() throws IOException {
    ModelSummary summary = Inspector.inspect(file, inputSize(), own.allowed());
    if (html != null) {
      InspectHtml.write(summary, html);
    }
    if (session().options().json()) {
      session().printResult(InspectJson.render(summary));
    } else {
      new PartTable(summary).lines().forEach(session().terminal()::println);
      if (html != null) {
        session().terminal().println("Drawing  " + html);
      }
    }
    return summary.isSafe() ? ExitCode.PASS : ExitCode.VERDICT_FAILED;
  }

  private Optional<InputSize> inputSize() {
    try {
      return Optional.ofNullable(size).map(InputSize::parse);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--size: " + e.getMessage());
    }
  }
}
