package io.github.conv4j.export;

import java.util.HashSet;
import java.util.Set;

/**
 * Gives every layer its own beginning of variable names, as close to the layer's name as can be.
 */
final class VariableNames {

  private final Set<String> taken = new HashSet<>();

  String of(String layer) {
    // SameDiff writes scopes with slashes and further outputs of an op with colons.
    String wanted = layer.replaceAll("[/:\\s]", "_");
    String name = wanted;
    for (int i = 2; !taken.add(name); i++) {
      name = wanted + "_" + i;
    }
    return name;
  }
}
