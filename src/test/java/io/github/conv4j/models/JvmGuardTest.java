package io.github.conv4j.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.export.TestNetworks;
import io.github.conv4j.machine.ChildJvm;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;

/** What a JVM that was taken still does, and what it no longer does. */
class JvmGuardTest {

  @TempDir Path folder;

  @Test
  void closesDeeplearning4jsOwnWays() throws Exception {
    MultiLayerNetwork network = TestNetworks.builtinChain(DataType.FLOAT);
    Path good = folder.resolve("good.zip");
    ModelFiles.save(network, good, "a model");
    Map<String, byte[]> entries = new LinkedHashMap<>(Zips.read(good));
    ByteArrayOutputStream object = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(object)) {
      out.writeObject(new ArrayList<>(List.of("any object")));
    }
    entries.put("preprocessor.bin", object.toByteArray());
    Path gadget = folder.resolve("gadget.zip");
    Zips.write(entries, gadget);

    try (ChildJvm child =
        new ChildJvm(
            Guarded.class,
            // So that the guard itself sets the filter.
            List.of("-Djdk.serialFilter="),
            List.of(good.toString(), gadget.toString()))) {
      Process process = child.builder().redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(output).isZero();
      assertThat(output)
          .contains("trained", "gadget refused", "class refused", "graph refused", "legacy refused")
          .contains("allowed later", "objects refused")
          .contains("canary null");
    }
  }

  /** The other process. */
  static final class Guarded {

    private Guarded() {}

    public static void main(String[] files) throws Exception {
      JvmGuard.take();
      JvmGuard.allowOnly(AllowedClasses.standard());

      MultiLayerNetwork network =
          ModelSerializer.restoreMultiLayerNetwork(new File(files[0]), true);
      network.fit(TestNetworks.batch(DataType.FLOAT, 4, 1));
      MultiLayerConfiguration copy =
          MultiLayerConfiguration.fromJson(network.getLayerWiseConfigurations().toJson());
      say(copy.equals(network.getLayerWiseConfigurations()) ? "trained" : "other configuration");

      refused("gadget", () -> ModelSerializer.restoreMultiLayerNetwork(new File(files[1]), true));
      String json = network.getLayerWiseConfigurations().toJson();
      String hostile =
          json.replace("org.deeplearning4j.nn.conf.layers.DenseLayer", "canary.Canary");
      refused("class", () -> MultiLayerConfiguration.fromJson(hostile));
      String graph =
          TestNetworks.residual(DataType.FLOAT)
              .getConfiguration()
              .toJson()
              .replace("org.deeplearning4j.nn.conf.graph.MergeVertex", "canary.Canary")
              .replace("org.deeplearning4j.nn.conf.graph.ElementWiseVertex", "canary.Canary");
      refused("graph", () -> ComputationGraphConfiguration.fromJson(graph));
      refused(
          "legacy",
          () ->
              MultiLayerConfiguration.fromJson(
                  "{\"confs\": [{\"layer\": {\"output\": {\"iupdater\": {\"@class\":"
                      + " \"canary.Canary\"}}}}]}"));
      refused("objects", JvmGuardTest::roundTrip);

      JvmGuard.allowOnly(AllowedClasses.standard().and(List.of("canary.OwnLayer")));
      MultiLayerNetwork own = TestNetworks.around(DataType.FLOAT, new canary.OwnLayer());
      MultiLayerConfiguration.fromJson(own.getLayerWiseConfigurations().toJson());
      say("allowed later");
      say("canary " + System.getProperty("conv4j.canary"));
    }

    private interface Attempt {
      Object run() throws Exception;
    }

    private static void refused(String what, Attempt attempt) {
      try {
        attempt.run();
        say(what + " got through");
      } catch (Exception e) {
        say(what + " refused: " + e);
      }
    }

    private static void say(String line) {
      System.out.println(line);
    }
  }

  private static Object roundTrip() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new Date());
    }
    return new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
  }
}
