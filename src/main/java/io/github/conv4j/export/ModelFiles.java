package io.github.conv4j.export;

import io.github.conv4j.result.OutputFile;
import java.nio.file.*;
import java.util.Set;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.util.ModelSerializer;

public final class ModelFiles {
  public static OutputFile save(Model m, Path f, String d) throws java.io.IOException {
    ModelSerializer.writeModel(m, f.toFile(), true);
    return new OutputFile(f.getFileName().toString(), d, Files.size(f), "x");
  }

  public static Model load(Path f, Set<String> s) {
    try {
      return ModelSerializer.restoreMultiLayerNetwork(f.toFile(), true);
    } catch (java.io.IOException e) {
      throw new RuntimeException(e);
    }
  }
}
