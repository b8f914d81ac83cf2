package io.github.conv4j.onnx;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An ONNX file seen from outside: everything but the content of large arrays, also of files that
 * {@link OnnxReader#read} refuses.
 *
 * @param model the model, with those of its initializers that are small ({@value
 *     OnnxReader#SMALL_ARRAY} elements or fewer)
 * @param arrays all arrays stored in the graph, by name, type and shape
 * @param values arrays within the graph whose shapes the file declares
 * @param constants small arrays that Constant nodes hold, by the node's output
 * @param external arrays whose content lies in other files, and the locations as the file gives
 *     them
 * @param domains versions of operator sets by domain; the default one is ""
 * @param further other parts of the file, such as functions or sparse arrays, in words
 */
public record OnnxOutline(
    OnnxModel model,
    List<ValueInfo> arrays,
    List<ValueInfo> values,
    Map<String, Initializer> constants,
    Map<String, String> external,
    Map<String, Long> domains,
    List<String> further) {

  /** Copies lists and maps; keeps their order. */
  public OnnxOutline {
    arrays = List.copyOf(arrays);
    values = List.copyOf(values);
    constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
    external = Collections.unmodifiableMap(new LinkedHashMap<>(external));
    domains = Collections.unmodifiableMap(new LinkedHashMap<>(domains));
    further = List.copyOf(further);
  }
}
