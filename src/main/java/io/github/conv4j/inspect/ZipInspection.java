package io.github.conv4j.inspect;

import static io.github.conv4j.result.ModelPart.UNKNOWN;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.conv4j.models.AllowedClasses;
import io.github.conv4j.models.CheckedConfiguration;
import io.github.conv4j.models.ModelFileException;
import io.github.conv4j.result.FileFinding;
import io.github.conv4j.result.FileFinding.Severity;
import io.github.conv4j.result.ModelPart;
import io.github.conv4j.result.PartKind;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a Deeplearning4j zip has in it. Layers are read from the JSON as text; Deeplearning4j is
 * asked for shapes only when nothing was found that speaks against it.
 */
final class ZipInspection {

  private static final String CONFIGURATION = "configuration.json";
  private static final String PARAMETERS = "coefficients.bin";
  private static final String UPDATER = "updaterState.bin";
  private static final String NORMALIZER = "normalizer.bin";
  private static final String TRAINING = "training.json";

  /** Entries that a model zip may have, and the most that one that is no array may hold. */
  private static final Map<String, Integer> KNOWN =
      Map.of(
          CONFIGURATION,
          16 << 20,
          PARAMETERS,
          Integer.MAX_VALUE,
          UPDATER,
          Integer.MAX_VALUE,
          NORMALIZER,
          1 << 20,
          TRAINING,
          16 << 20,
          "noParams.marker",
          1 << 10);

  /** The most that compression can shrink anything; more is a false claim. */
  private static final int COMPRESSION_LIMIT = 1032;

  /** Arrays of numbers that were trained shrink by a tenth, not by this. */
  private static final int SUSPICIOUS_COMPRESSION = 100;

  /** An array of so many bytes, nearly all zeros, is no network. */
  private static final long BOMB = 1L << 30;

  private static final int UNKNOWN_LIMIT = 64 << 20;

  /** What is looked at of an entry that a model does not have, and of how many of them. */
  private static final int UNKNOWN_KEPT = 1 << 20;

  private static final int MOST_READ = 50;
  private static final int MOST_SHOWN = 10;

  private final Path file;
  private final ZipStructure zip;
  private final AllowedClasses allowed;
  private final List<FileFinding> findings = new ArrayList<>();
  private final Map<String, byte[]> contents = new HashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final List<String> hints = new ArrayList<>();
  private int unexpected;

  private ZipInspection(Path file, ZipStructure zip, AllowedClasses allowed) {
    this.file = file;
    this.zip = zip;
    this.allowed = allowed;
  }

  static Contents inspect(Path file, ZipStructure zip, InputSize size, AllowedClasses allowed) {
    return new ZipInspection(file, zip, allowed).contents(size);
  }

  private Contents contents(InputSize size) {
    findings.addAll(zip.findings());
    zip.entries().forEach(this::entry);
    if (unexpected > MOST_SHOWN) {
      add(Severity.DANGER, unexpected - MOST_SHOWN + " more entries that a model does not have");
    }
    NetworkJson network = network();
    normalizer();
    ArrayHeader parameters = array(PARAMETERS);
    CheckedConfiguration checked = checked(network);
    if (network == null) {
      return new Contents(
          "Deeplearning4j zip", "no network", List.of(), List.of(), metadata, findings, hints);
    }
    metadata.putAll(network.metadata());
    sizes(parameters);
    return new Contents(
        "Deeplearning4j zip",
        network.kind(),
        parts(network, checked, size, parameters),
        network.outputs(),
        metadata,
        findings,
        hints);
  }

  private void add(Severity severity, String message) {
    findings.add(new FileFinding(severity, message));
  }

  private void entry(ZipStructure.Entry entry) {
    String shown = "entry \"" + Contents.printable(entry.name()) + "\"";
    Integer most = KNOWN.get(entry.name());
    if (most == null && unexpected++ < MOST_SHOWN) {
      add(Severity.DANGER, shown + ", which a model does not have (" + entry.size() + " bytes)");
    }
    if (entry.compressed() > 0 && entry.size() / COMPRESSION_LIMIT > entry.compressed()) {
      add(
          Severity.DANGER,
          shown + " that claims " + entry.size() + " bytes in " + entry.compressed());
      return;
    }
    if (entry.size() > (most == null ? UNKNOWN_LIMIT : most)) {
      add(Severity.DANGER, shown + " of " + entry.size() + " bytes, more than it may have");
      return;
    }
    if (entry.size() / SUSPICIOUS_COMPRESSION > entry.compressed()) {
      boolean bomb = entry.size() > BOMB;
      // The state of an optimiser that has not begun is all zeros.
      if (bomb || !UPDATER.equals(entry.name())) {
        add(
            bomb ? Severity.DANGER : Severity.NOTE,
            shown + " unpacks from " + entry.compressed() + " to " + entry.size() + " bytes");
      }
      if (bomb) {
        return;
      }
    }
    if (most == null ? unexpected > MOST_READ : contents.containsKey(entry.name())) {
      return;
    }
    boolean array = PARAMETERS.equals(entry.name()) || UPDATER.equals(entry.name());
    int kept = most == null ? UNKNOWN_KEPT : array ? ArrayHeader.LONGEST : most;
    EntryReader content = new EntryReader(zip, entry, kept, most != null);
    if (content.isObject() || !array && content.hasObject()) {
      add(Severity.DANGER, shown + " that holds a serialised Java object, which can run code");
    }
    if (content.isBroken()) {
      add(Severity.BROKEN, shown + " whose content does not have its checksum and size");
    }
    contents.putIfAbsent(entry.name(), content.start());
  }

  private NetworkJson network() {
    byte[] json = contents.get(CONFIGURATION);
    if (json == null) {
      add(Severity.BROKEN, "no entry \"" + CONFIGURATION + "\", so no network");
      return null;
    }
    JsonNode root = ClassNames.parse(new String(json, StandardCharsets.UTF_8));
    NetworkJson network = root == null ? null : NetworkJson.of(root);
    if (root == null) {
      add(
          Severity.BROKEN,
          "\""
              + CONFIGURATION
              + "\" is not JSON, or more than a million parts or 200 levels of it");
    } else {
      ClassNames.report(root, "\"" + CONFIGURATION + "\"", allowed, findings);
      if (network == null) {
        add(Severity.BROKEN, "\"" + CONFIGURATION + "\" is not a network's configuration");
      }
    }
    if (contents.containsKey(TRAINING)) {
      metadata.put("checkpoint", "yes");
    }
    return network;
  }

  private void normalizer() {
    byte[] bytes = contents.get(NORMALIZER);
    if (bytes == null) {
      return;
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      in.readUTF();
      in.readInt();
      String kind = in.readUTF();
      metadata.put("normaliser", Contents.printable(kind));
      if (kind.equals("CUSTOM")) {
        add(
            Severity.DANGER,
            "a normaliser of the class \""
                + Contents.printable(in.readUTF())
                + "\", which ND4J would load by name");
      } else if (!Set.of("IMAGE_MIN_MAX", "STANDARDIZE").contains(kind)) {
        add(Severity.NOTE, "a normaliser of the kind " + Contents.printable(kind) + ", not read");
      }
    } catch (IOException e) {
      add(Severity.BROKEN, "a normaliser that is not as ND4J writes one");
    }
  }

  private ArrayHeader array(String name) {
    byte[] start = contents.get(name);
    ArrayHeader header = start == null ? null : ArrayHeader.read(start);
    if (start != null && header == null && start.length > 0) {
      add(Severity.BROKEN, "\"" + name + "\" is not an array as ND4J writes one");
    }
    return header;
  }

  /** Deeplearning4j's reading of the configuration; null if it must not or cannot read it. */
  private CheckedConfiguration checked(NetworkJson network) {
    boolean dangerous =
        findings.stream().anyMatch(finding -> finding.severity() == Severity.DANGER);
    if (dangerous && network != null) {
      hints.add("shapes are left out: Deeplearning4j is not shown a file that is not safe");
    }
    if (dangerous || network == null) {
      return null;
    }
    try {
      return CheckedConfiguration.read(file, allowed);
    } catch (ModelFileException e) {
      String prefix = "model " + file + ": ";
      String message = e.getMessage();
      add(
          Severity.BROKEN,
          message.startsWith(prefix) ? message.substring(prefix.length()) : message);
      return null;
    }
  }

  private void sizes(ArrayHeader parameters) {
    if (parameters != null) {
      metadata.put("stored parameters", parameters.length() + " " + parameters.type());
    }
    ArrayHeader updater = array(UPDATER);
    if (updater != null) {
      metadata.put("updater state", updater.length() + " " + updater.type());
    }
  }

  private List<ModelPart> parts(
      NetworkJson network, CheckedConfiguration checked, InputSize size, ArrayHeader stored) {
    Map<String, List<Long>> shapes = Map.of();
    Map<String, Long> counts = Map.of();
    if (checked != null) {
      NetworkShapes shown = new NetworkShapes(checked, size);
      try {
        counts = shown.parameters();
        requireStored(counts, stored);
        shapes = shown.shapes();
      } catch (RuntimeException | LinkageError e) {
        hints.add("Deeplearning4j does not accept this configuration, so shapes are left out");
      }
      hints.addAll(shown.hints());
    }
    int bytes = stored != null && stored.bytes() > 0 ? stored.bytes() : Float.BYTES;
    boolean sequential = network.kind().equals("MultiLayerNetwork");
    List<ModelPart> parts = new ArrayList<>();
    Map<String, List<Long>> outputs = new HashMap<>();
    int index = 0;
    for (JsonLayer layer : network.layers()) {
      boolean input = layer.kind() == PartKind.INPUT;
      String key = !sequential || input ? layer.name() : "" + index++;
      List<Long> shape = shapes.getOrDefault(key, Shapes.NONE);
      outputs.put(layer.name(), shape);
      long parameters = input ? 0 : counts.getOrDefault(key, layer.parameters());
      List<Long> from = layer.inputs().isEmpty() ? Shapes.NONE : outputs.get(layer.inputs().get(0));
      parts.add(
          new ModelPart(
              layer.name(),
              layer.type(),
              layer.kind(),
              layer.inputs(),
              shape,
              parameters,
              Shapes.times(parameters, bytes),
              Shapes.times(Shapes.elements(shape), bytes),
              Shapes.isKnown(shape) || layer.kind() == PartKind.DENSE || input
                  ? layer.operations(from, shape)
                  : UNKNOWN,
              input ? "" : layer.settings()));
    }
    return parts;
  }

  private void requireStored(Map<String, Long> counts, ArrayHeader stored) {
    long wanted = 0;
    for (long count : counts.values()) {
      wanted = Shapes.plus(wanted, count);
    }
    long found = stored == null ? 0 : stored.length();
    if (wanted != found) {
      add(
          Severity.BROKEN,
          "the layers take "
              + (wanted < 0 ? "more than 2^63" : wanted)
              + " parameters, stored are "
              + found);
    }
  }
}
