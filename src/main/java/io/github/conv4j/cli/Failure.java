package io.github.conv4j.cli;

import io.github.conv4j.data.DataException;
import io.github.conv4j.emit.UnsupportedLayerException;
import io.github.conv4j.export.VerificationFailedException;
import io.github.conv4j.models.ModelFileException;
import io.github.conv4j.onnx.OnnxFormatException;
import io.github.conv4j.ops.HookNotLiveException;
import io.github.conv4j.runs.RunException;
import io.github.conv4j.runtime.RuntimeMissingException;
import io.github.conv4j.store.StoreException;
import io.github.conv4j.train.TrainingDivergedException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CancellationException;

/**
 * How a run that did not end well is reported.
 *
 * @param exitCode what the caller is told
 * @param message one line for people: what happened and what to do
 */
record Failure(ExitCode exitCode, String message) {

  /**
   * Classifies what was thrown by the first cause in its chain that means something to the user.
   *
   * @param thrown what ended the run
   * @return how to report it
   */
  static Failure of(Throwable thrown) {
    Set<Throwable> seen = new HashSet<>();
    for (Throwable t = thrown; t != null && seen.add(t); t = t.getCause()) {
      Failure known = known(t);
      if (known != null) {
        return known;
      }
    }
    return new Failure(
        ExitCode.INTERNAL,
        "internal error: " + describe(thrown) + "; run again with --verbose for details");
  }

  private static Failure known(Throwable t) {
    if (t instanceof DataException
        || t instanceof StoreException
        || t instanceof ModelFileException
        || t instanceof UnsupportedLayerException
        || t instanceof OnnxFormatException
        || t instanceof RunException) {
      return new Failure(ExitCode.UNUSABLE_FILE, t.getMessage());
    }
    if (t instanceof UsageException) {
      return new Failure(ExitCode.USAGE, t.getMessage());
    }
    if (t instanceof TrainingDivergedException || t instanceof VerificationFailedException) {
      return new Failure(ExitCode.VERDICT_FAILED, t.getMessage());
    }
    if (t instanceof EnvironmentException
        || t instanceof HookNotLiveException
        || t instanceof RuntimeMissingException) {
      return new Failure(ExitCode.ENVIRONMENT, t.getMessage());
    }
    if (t instanceof CancellationException) {
      return new Failure(ExitCode.INTERRUPTED, "interrupted");
    }
    if (t instanceof OutOfMemoryError e) {
      return new Failure(ExitCode.ENVIRONMENT, outOfMemory(e));
    }
    if (t instanceof LinkageError) {
      return new Failure(
          ExitCode.ENVIRONMENT,
          "a library could not be loaded (" + describe(t) + "); run 'conv4j doctor'");
    }
    if (t instanceof IOException e) {
      return new Failure(ExitCode.ENVIRONMENT, inputOutput(e));
    }
    return null;
  }

  private static String outOfMemory(OutOfMemoryError error) {
    String message = String.valueOf(error.getMessage());
    if (message.contains("Java heap space") || message.contains("GC overhead")) {
      long mebibytes = Runtime.getRuntime().maxMemory() >> 20;
      return "the Java heap of "
          + mebibytes
          + " MiB is full; set CONV4J_HEAP to more, such as CONV4J_HEAP="
          + (mebibytes / 512 + 1)
          + "g, or take a smaller --batch";
    }
    return "out of native memory ("
        + message
        + "); take a smaller --batch, or free memory on this machine";
  }

  private static String inputOutput(IOException e) {
    if (e instanceof FileSystemException f && f.getFile() != null) {
      return "cannot use "
          + f.getFile()
          + ": "
          + reason(f)
          + "; free space, change permissions, or choose another place";
    }
    if (e.getMessage() != null && e.getMessage().startsWith("cannot write ")) {
      // Of files.WholeFile: whole sentences already.
      return e.getMessage();
    }
    return "reading or writing failed: " + describe(e) + "; run 'conv4j doctor'";
  }

  static String reason(FileSystemException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (e instanceof FileAlreadyExistsException || e instanceof NotDirectoryException) {
      return "a file, where a folder is needed";
    }
    return e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
  }

  private static String describe(Throwable t) {
    String name = t.getClass().getSimpleName();
    return t.getMessage() == null ? name : name + ": " + t.getMessage();
  }
}
