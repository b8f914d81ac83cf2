package io.github.conv4j.inspect;

import java.util.List;
import java.util.Map;

/**
 * A computation of a graph in the words of ONNX, whatever file it comes from.
 *
 * @param name name, unique in the graph
 * @param type operator as the file names it
 * @param op operator as ONNX names it; equal to the type if ONNX has none like it
 * @param inputs names of arrays; empty for one left out
 * @param outputs names of arrays
 * @param numbers settings of whole numbers, by ONNX's names
 * @param settings all settings, in words
 */
record Operation(
    String name,
    String type,
    String op,
    List<String> inputs,
    List<String> outputs,
    Map<String, List<Long>> numbers,
    String settings) {

  /** A setting of whole numbers, or its default. */
  List<Long> numbers(String setting, List<Long> otherwise) {
    return numbers.getOrDefault(setting, otherwise);
  }

  /** A setting of one whole number, or its default. */
  long number(String setting, long otherwise) {
    List<Long> found = numbers.get(setting);
    return found == null || found.isEmpty() ? otherwise : found.get(0);
  }

  String input(int index) {
    return index < inputs.size() ? inputs.get(index) : "";
  }
}
