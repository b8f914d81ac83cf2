package io.github.conv4j.inspect;

import io.github.conv4j.result.FileFinding;
import io.github.conv4j.result.ModelPart;
import java.util.List;
import java.util.Map;

/**
 * What a reader of one format makes of a file.
 *
 * @param format such as "ONNX"
 * @param kind such as "MultiLayerNetwork"
 * @param parts layers and so on, in order
 * @param outputs names of the parts that are the network's output
 * @param metadata what else the file says
 * @param findings what to know before loading it
 * @param hints what would let the table say more
 */
record Contents(
    String format,
    String kind,
    List<ModelPart> parts,
    List<String> outputs,
    Map<String, String> metadata,
    List<FileFinding> findings,
    List<String> hints) {

  private static final int LONGEST = 80;
  private static final int LONGEST_SETTINGS = 300;
  private static final int LONGEST_METADATA = 1 << 12;

  /** Text of a file as part of a message: one line of visible characters, not too long. */
  static String printable(String text) {
    return printable(text, LONGEST);
  }

  private static String printable(String text, int longest) {
    String start = text.length() > longest ? text.substring(0, longest) + "…" : text;
    return start.replaceAll("\\p{C}", "?");
  }

  /** What a file says about itself, as one line of visible characters. */
  static String metadata(String text) {
    return printable(text, LONGEST_METADATA);
  }

  /** Settings as one line of visible characters, which may be longer than a name. */
  static String settings(String text) {
    return printable(text, LONGEST_SETTINGS);
  }
}
