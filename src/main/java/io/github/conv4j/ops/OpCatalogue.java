package io.github.conv4j.ops;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.api.ops.CustomOpDescriptor;

/** All handwritten ops, by name. */
final class OpCatalogue {

  private OpCatalogue() {}

  static List<HandwrittenOp<?>> prototypes() {
    return List.of(
        new Conv2D(),
        new Conv2DGradient(),
        new Pool2D(),
        new Pool2DGradient(),
        new Dense(),
        new DenseGradient());
  }

  /** What ND4J asks of an op before it looks at its class: hash and argument counts. */
  static Map<String, CustomOpDescriptor> descriptors() {
    Map<String, CustomOpDescriptor> descriptors = new TreeMap<>();
    for (HandwrittenOp<?> op : prototypes()) {
      descriptors.put(
          op.opName(),
          CustomOpDescriptor.builder()
              .hash(hash(op.opName()))
              .numInputs(-1)
              .numOutputs(op.getNumOutputs())
              .allowsInplace(false)
              .numTArgs(-1)
              .numIArgs(-1)
              .build());
    }
    return descriptors;
  }

  /** FNV-1a, 64 bits. Stored in saved graphs; must not collide with ND4J's own hashes. */
  static long hash(String name) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }
}
