package io.github.conv4j.conformance;

import io.github.conv4j.layers.Execution;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * A process of its own that computes cases, and runs checks of conduct, with layers that may crash:
 * Deeplearning4j's built-in ones, our own, or those of a class that the arguments name. Reads
 * requests from standard input until it ends and answers each on standard output; started by {@link
 * ProbedSubject}.
 */
public final class LayerProbe {

  /** The argument that asks for our own layers. */
  static final String HANDWRITTEN = "handwritten";

  private LayerProbe() {}

  /**
   * Runs the probe.
   *
   * @param arguments the word that starts every answer, so that it is told from what libraries
   *     print; then "handwritten" for our own layers, or, for a class of a user's, its name, its
   *     reference and its class path
   * @throws IOException if standard input cannot be read
   */
  public static void main(String[] arguments) throws IOException {
    LayerFactory layers = layers(Arrays.asList(arguments));
    answer(
        arguments[0],
        request ->
            request.conduct() == null
                ? computed(new LayerSubject(layers), request)
                : checked(layers, request));
  }

  private static LayerFactory layers(List<String> arguments) {
    if (arguments.size() == 1) {
      return new BuiltinLayers();
    }
    if (arguments.size() == 2 && arguments.get(1).equals(HANDWRITTEN)) {
      return new HandwrittenLayers(Execution.HANDWRITTEN);
    }
    List<Path> classpath = arguments.stream().skip(3).map(Path::of).toList();
    return ReflectedLayers.load(arguments.get(1), LayerRole.of(arguments.get(2)), classpath);
  }

  /** Answers requests by computing cases. */
  static void answer(String mark, Subject subject) throws IOException {
    answer(mark, request -> computed(subject, request));
  }

  private static void answer(
      String mark, Function<ProbeMessage.Request, ProbeMessage.Reply> answers) throws IOException {
    try (PrintStream out =
        new PrintStream(
            new FileOutputStream(FileDescriptor.out), false, StandardCharsets.US_ASCII)) {
      System.setOut(new PrintStream(OutputStream.nullOutputStream()));
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        ProbeMessage.Request request = ProbeMessage.read(line, ProbeMessage.Request.class);
        // Whatever a library printed without a line break ends here.
        out.print("\n" + mark + ProbeMessage.write(answers.apply(request)) + "\n");
        out.flush();
      }
    }
  }

  private static ProbeMessage.Reply computed(Subject subject, ProbeMessage.Request request) {
    Problem problem = CaseLine.parse(request.line());
    try {
      return ProbeMessage.Reply.computed(subject.compute(problem, request.operands(problem)));
    } catch (RuntimeException e) {
      return ProbeMessage.Reply.refused(Examination.oneLine(e));
    }
  }

  private static ProbeMessage.Reply checked(LayerFactory layers, ProbeMessage.Request request) {
    try {
      return ProbeMessage.Reply.checked(
          LayerConduct.examine(
              layers, CaseLine.parse(request.line()), request.iterations(), request.conduct()));
    } catch (RuntimeException | LinkageError e) {
      return ProbeMessage.Reply.refused(Reasons.oneLine(e));
    }
  }
}
