package io.github.conv4j.inspect;

import io.github.conv4j.files.Causes;
import io.github.conv4j.files.WholeFile;
import io.github.conv4j.models.AllowedClasses;
import io.github.conv4j.models.ModelFileException;
import io.github.conv4j.onnx.OnnxFormatException;
import io.github.conv4j.onnx.OnnxOutline;
import io.github.conv4j.onnx.OnnxReader;
import io.github.conv4j.onnx.OnnxSeal;
import io.github.conv4j.result.FileFinding;
import io.github.conv4j.result.ModelSummary;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks into model files of any origin without loading them: Deeplearning4j zips, SameDiff files,
 * ONNX files.
 */
public final class Inspector {

  private static final int MOST_METADATA = 100;

  private Inspector() {}

  /**
   * Looks into a file. What it holds is a finding, not a failure: only a file of none of the three
   * formats, or one too broken to describe, is refused.
   *
   * @param file the file, smaller than 2 GiB
   * @param size size of the images that the network takes; empty to find it out where the file
   *     determines it
   * @param allowed classes that the file may name
   * @return what is in it
   * @throws ModelFileException if it is of none of the formats or broken beyond description
   */
  public static ModelSummary inspect(Path file, Optional<InputSize> size, AllowedClasses allowed) {
    if (!Files.isRegularFile(file)) {
      throw new ModelFileException(
          "model "
              + file
              + ": expected a file, found "
              + (Files.exists(file) ? "a folder or device" : "nothing")
              + "; give the path of a Deeplearning4j zip, a SameDiff file or an ONNX file");
    }
    try {
      ByteBuffer bytes = map(file);
      Contents contents = contents(file, bytes, size.orElse(null), allowed);
      return summary(file, bytes.limit(), WholeFile.sha256(file), contents);
    } catch (OnnxFormatException | FlatReader.FormatException e) {
      throw new ModelFileException("model " + file + ": " + e.getMessage() + "; copy it again", e);
    } catch (IOException e) {
      throw new ModelFileException(
          "model "
              + file
              + ": expected a file that can be read, found "
              + Causes.line(e)
              + "; check its permissions",
          e);
    }
  }

  private static ByteBuffer map(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new ModelFileException(
            "model "
                + file
                + ": expected a file of less than 2 GiB, found "
                + channel.size()
                + " bytes; inspect does not read larger ones");
      }
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    }
  }

  /** Only what conv4j exported has a seal. */
  private static boolean isDamaged(OnnxOutline outline, ByteBuffer bytes) {
    try {
      return OnnxSeal.isSealed(outline.model()) && OnnxSeal.isBroken(OnnxReader.read(bytes));
    } catch (OnnxFormatException e) {
      // What cannot be read whole was not sealed.
      return true;
    }
  }

  private static Contents contents(
      Path file, ByteBuffer bytes, InputSize size, AllowedClasses allowed) {
    if (ZipStructure.isLikely(bytes)) {
      ZipStructure zip = ZipStructure.read(bytes);
      if (zip == null) {
        throw new ModelFileException(
            "model "
                + file
                + ": expected a zip, found the start of one that was cut off; copy it again");
      }
      return ZipInspection.inspect(file, zip, size, allowed);
    }
    if (FlatGraphFile.isLikely(bytes)) {
      return SameDiffInspection.inspect(FlatGraphFile.read(bytes), size, allowed);
    }
    try {
      OnnxOutline outline = OnnxReader.outline(bytes);
      return OnnxInspection.inspect(outline, isDamaged(outline, bytes), size);
    } catch (OnnxFormatException e) {
      throw new ModelFileException(
          "model "
              + file
              + ": expected a Deeplearning4j zip, a SameDiff file or an ONNX file, found neither a"
              + " zip nor a SameDiff graph, and as ONNX: "
              + e.getMessage().replaceFirst("^ONNX: ", "")
              + "; give the path of a model",
          e);
    }
  }

  private static ModelSummary summary(Path file, long bytes, String sha256, Contents contents) {
    Map<String, String> metadata = new LinkedHashMap<>();
    contents.metadata().entrySet().stream()
        .limit(MOST_METADATA)
        .forEach(
            entry ->
                metadata.put(
                    Contents.printable(entry.getKey()), Contents.metadata(entry.getValue())));
    List<FileFinding> findings =
        contents.findings().stream()
            .distinct()
            .sorted(Comparator.comparing(FileFinding::severity))
            .toList();
    return new ModelSummary(
        file.toString(),
        contents.format(),
        contents.kind(),
        bytes,
        sha256,
        contents.parts(),
        contents.outputs(),
        metadata,
        findings,
        contents.hints());
  }
}
