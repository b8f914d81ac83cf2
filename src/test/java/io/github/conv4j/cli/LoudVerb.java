package io.github.conv4j.cli;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A verb on which libraries print and log, and which fails as it is told to. */
@Command(name = "loud")
final class LoudVerb extends Verb {
  @Option(names = "--break")
  private boolean breaks;

  @Option(names = "--exhaust")
  private boolean exhausts;

  private LoudVerb(Session session) {
    super(session);
  }

  public static void main(String[] arguments) {
    Main.launch(List.of(LoudVerb::new), arguments);
  }

  @Override
  ExitCode run() {
    Logger logger = LoggerFactory.getLogger("a.library");
    System.out.println("a library prints");
    logger.info("chatter");
    logger.warn("a warning");
    if (breaks) {
      throw new IllegalStateException("broken");
    }
    if (exhausts) {
      throw new OutOfMemoryError("Java heap space");
    }
    session().terminal().out().println("the result");
    return ExitCode.PASS;
  }
}
