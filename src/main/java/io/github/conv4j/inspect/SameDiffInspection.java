package io.github.conv4j.inspect;

import io.github.conv4j.models.AllowedClasses;
import io.github.conv4j.result.FileFinding;
import io.github.conv4j.result.FileFinding.Severity;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a SameDiff file has in it. */
final class SameDiffInspection {

  private final FlatGraphFile file;
  private final GraphParts parts = new GraphParts();
  private final List<FileFinding> findings = new ArrayList<>();
  private final Map<FlatGraphFile.Pair, String> names = new HashMap<>();
  private final Map<String, List<Long>> values = new HashMap<>();

  private SameDiffInspection(FlatGraphFile file) {
    this.file = file;
  }

  static Contents inspect(FlatGraphFile file, InputSize size, AllowedClasses allowed) {
    return new SameDiffInspection(file).contents(size, allowed);
  }

  private Contents contents(InputSize size, AllowedClasses allowed) {
    for (FlatGraphFile.Variable variable : file.variables()) {
      String other =
          names.put(new FlatGraphFile.Pair(variable.maker(), variable.output()), variable.name());
      if (other != null) {
        add(
            Severity.BROKEN,
            "two variables in one place, \""
                + Contents.printable(other)
                + "\" and \""
                + Contents.printable(variable.name())
                + "\"");
      }
      if (variable.stored() != null) {
        store(variable, variable.stored());
      } else if (variable.kind() == FlatGraphFile.VariableKind.PLACEHOLDER) {
        parts.input(variable.name(), placeholder(variable.shape(), size), variable.bytes(), true);
      }
    }
    for (FlatGraphFile.Node node : sorted()) {
      parts.operation(SameDiffOperations.of(node, inputs(node), this::values));
    }
    ClassNames.inTraining(file.trainingConfiguration(), allowed, findings);
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("variables", Integer.toString(file.variables().size()));
    metadata.put("operations", Integer.toString(file.nodes().size()));
    if (!file.lossVariables().isEmpty()) {
      metadata.put("loss", String.join(", ", file.lossVariables()));
    }
    if (!file.trainingConfiguration().isEmpty()) {
      metadata.put("training configuration", "yes");
    }
    if (!file.updaterArrays().isEmpty()) {
      metadata.put("updater state", file.updaterArrays().size() + " arrays");
    }
    if (!file.updaterArrays().stream().allMatch(FlatGraphFile.Stored::isComplete)) {
      add(Severity.BROKEN, "updater state of another size than its shape says");
    }
    if (file.sequences() > 0) {
      add(Severity.NOTE, file.sequences() + " lists of arrays, not looked into");
    }
    List<String> hints = new ArrayList<>();
    if (parts.parts().stream().anyMatch(part -> part.shape().isEmpty())) {
      hints.add(
          "shapes marked ? are not in the file, and follow from operations that are not covered");
    }
    return new Contents(
        "SameDiff",
        "graph of " + file.nodes().size() + " operations",
        parts.parts(),
        outputs(),
        metadata,
        findings,
        hints);
  }

  private void add(Severity severity, String message) {
    findings.add(new FileFinding(severity, message));
  }

  private static List<Long> placeholder(List<Long> shape, InputSize size) {
    if (size == null || shape.size() != 4) {
      return shape;
    }
    return List.of(shape.get(0), (long) size.channels(), (long) size.height(), (long) size.width());
  }

  private void store(FlatGraphFile.Variable variable, FlatGraphFile.Stored stored) {
    if (!stored.isComplete()) {
      add(
          Severity.BROKEN,
          "variable \""
              + Contents.printable(variable.name())
              + "\" of shape "
              + stored.shape()
              + " with "
              + stored.length()
              + " bytes stored, which ND4J would read beyond");
    }
    boolean learned =
        variable.real() && variable.kind() == FlatGraphFile.VariableKind.VARIABLE
            || variable.real() && stored.shape().size() > 0;
    parts.store(variable.name(), stored.shape(), stored.bytes(), learned);
    if (stored.shape().isEmpty()) {
      parts.shapes().constant(variable.name(), List.of());
    } else if (!stored.values().isEmpty()) {
      values.put(variable.name(), stored.values());
      parts.shapes().constant(variable.name(), stored.values());
    }
  }

  private List<Long> values(String array) {
    return values.getOrDefault(array, List.of());
  }

  private List<String> inputs(FlatGraphFile.Node node) {
    return node.inputs().stream().map(pair -> names.getOrDefault(pair, "")).toList();
  }

  /** Operations after those they need; those on a cycle, which a whole file has none of, last. */
  private List<FlatGraphFile.Node> sorted() {
    Map<String, FlatGraphFile.Node> makers = new HashMap<>();
    file.nodes().forEach(node -> node.outputs().forEach(output -> makers.put(output, node)));
    Map<Integer, Integer> missing = new HashMap<>();
    Map<Integer, List<Integer>> users = new HashMap<>();
    Map<FlatGraphFile.Node, Integer> positions = new IdentityHashMap<>();
    List<FlatGraphFile.Node> nodes = file.nodes();
    for (int i = 0; i < nodes.size(); i++) {
      positions.put(nodes.get(i), i);
    }
    Deque<Integer> ready = new ArrayDeque<>();
    for (int i = 0; i < nodes.size(); i++) {
      Set<Integer> needed = new HashSet<>();
      for (String input : inputs(nodes.get(i))) {
        FlatGraphFile.Node maker = makers.get(input);
        if (maker == null && !parts.isStored(input) && parts.maker(input) == null) {
          add(
              Severity.BROKEN,
              "operation \""
                  + Contents.printable(nodes.get(i).name())
                  + "\" takes a variable that the file does not have");
        } else if (maker != null) {
          needed.add(positions.get(maker));
        }
      }
      for (int maker : needed) {
        users.computeIfAbsent(maker, key -> new ArrayList<>()).add(i);
      }
      missing.put(i, needed.size());
      if (needed.isEmpty()) {
        ready.add(i);
      }
    }
    List<FlatGraphFile.Node> sorted = new ArrayList<>();
    while (!ready.isEmpty()) {
      int next = ready.remove();
      sorted.add(nodes.get(next));
      for (int user : users.getOrDefault(next, List.of())) {
        if (missing.merge(user, -1, Integer::sum) == 0) {
          ready.add(user);
        }
      }
    }
    if (sorted.size() < nodes.size()) {
      add(Severity.BROKEN, "operations that need each other's results");
      Set<FlatGraphFile.Node> done = Collections.newSetFromMap(new IdentityHashMap<>());
      done.addAll(sorted);
      nodes.stream().filter(node -> !done.contains(node)).forEach(sorted::add);
    }
    return sorted;
  }

  /** Parts whose results nothing else takes. */
  private List<String> outputs() {
    Set<String> ends = new LinkedHashSet<>();
    parts.parts().forEach(part -> ends.add(part.name()));
    parts.parts().forEach(part -> part.inputs().forEach(ends::remove));
    return List.copyOf(ends);
  }
}
