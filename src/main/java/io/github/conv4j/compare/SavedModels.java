package io.github.conv4j.compare;

import io.github.conv4j.export.ModelFiles;
import io.github.conv4j.nets.Network;
import io.github.conv4j.result.Check;
import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.OutputFile;
import io.github.conv4j.result.ProgressListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** Saves both trained networks, loads them again and compares what they say. */
final class SavedModels {

  static final String BUILTIN = "builtin.zip";
  static final String CUSTOM = "custom.zip";

  private final Path folder;
  private final ProgressListener progress;
  private final Interruption interruption;

  SavedModels(Path folder, ProgressListener progress, Interruption interruption) {
    this.folder = folder;
    this.progress = progress;
    this.interruption = interruption;
  }

  List<OutputFile> write(Pair<Network> networks, DataSet batch, List<Check> checks)
      throws IOException {
    List<OutputFile> files = new ArrayList<>();
    progress.start("save models", 4, "files");
    try {
      files.add(zip(BUILTIN, "built-in", networks.builtin(), batch, checks));
      progress.step(1, Map.of());
      files.add(zip(CUSTOM, "handwritten", networks.custom(), batch, checks));
      progress.step(2, Map.of());
    } finally {
      progress.finish();
    }
    return files;
  }

  private OutputFile zip(
      String name, String which, Network network, DataSet batch, List<Check> checks)
      throws IOException {
    interruption.check();
    Path file = folder.resolve(name);
    OutputFile written =
        ModelFiles.save(
            network.model(), file, "Deeplearning4j model with updater state, " + which + " layers");
    Network again = Network.of(ModelFiles.load(file, Set.of()));
    INDArray before = network.output(batch.getFeatures());
    INDArray after = again.output(batch.getFeatures());
    checks.add(
        Check.atMost(
            "files",
            "files/" + name,
            before.sub(after).amaxNumber().doubleValue(),
            0,
            "Largest difference of the class scores after saving and loading again."));
    return written;
  }
}
