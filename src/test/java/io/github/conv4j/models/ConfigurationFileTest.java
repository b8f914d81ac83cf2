package io.github.conv4j.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.conv4j.nets.SampleNetworks;
import java.nio.file.Files;
import java.nio.file.Path;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Sgd;

class ConfigurationFileTest {

  @TempDir Path folder;

  @Test
  void givesBothKindsOfNetworkWithWeightsOfTheSeed() throws Exception {
    MultiLayerNetwork plain = SampleNetworks.plain(5, DataType.FLOAT, new Sgd(0.1));
    ComputationGraph graph = SampleNetworks.graph(5, DataType.FLOAT);
    requireSame(plain, plain.getLayerWiseConfigurations().toJson());
    requireSame(graph, graph.getConfiguration().toJson());
  }

  private void requireSame(Model model, String json) throws Exception {
    Path file = Files.writeString(folder.resolve("net.json"), json);
    Model same = ConfigurationFile.load(file, 5, AllowedClasses.standard());
    assertThat(same).isInstanceOf(model.getClass());
    assertThat(same.params()).isEqualTo(model.params());
    assertThat(ConfigurationFile.load(file, 6, AllowedClasses.standard()).params())
        .isNotEqualTo(model.params());
  }

  @Test
  void refusesWhatIsNoConfigurationInOneLine() throws Exception {
    requireRefused("{\"confs\": [", "JSON");
    requireRefused("{}", "neither");
    requireRefused("{\"confs\": [], \"vertices\": {}}", "both");
    requireRefused("{\"confs\": [{\"layer\": {\"@class\": \"com.evil.Gadget\"}}]}", "com.evil");
    assertThatThrownBy(
            () ->
                ConfigurationFile.load(
                    folder.resolve("missing.json"), 5, AllowedClasses.standard()))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("missing.json");
  }

  private void requireRefused(String json, String part) throws Exception {
    Path file = Files.writeString(folder.resolve("bad.json"), json);
    assertThatThrownBy(() -> ConfigurationFile.load(file, 5, AllowedClasses.standard()))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining(part)
        .hasMessageNotContaining("\n");
  }
}
