package io.github.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.conv4j.compare.NewNetworks;
import io.github.conv4j.data.CifarFiles;
import io.github.conv4j.data.DataException;
import io.github.conv4j.data.DataSources;
import io.github.conv4j.data.ImageDataSource;
import io.github.conv4j.data.PixelScale;
import io.github.conv4j.data.TinyImages;
import io.github.conv4j.models.ModelFiles;
import io.github.conv4j.nets.NetworkCatalog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;

class SavedScaleTest {

  @TempDir Path folder;

  @Test
  void evalScalesPixelsAsTheNetworkWasTrained() throws IOException {
    Path tiny = TinyImages.write(folder.resolve("tiny"), 16, 200, 100);
    ImageDataSource plain = DataSources.open(tiny.toString());
    ImageDataSource data = plain.withScale(plain.standardization());
    MultiLayerNetwork network = (MultiLayerNetwork) lenet(data);
    network.fit(data.train(20, 3, ImageDataSource.NO_LIMIT), 2);
    Path model = folder.resolve("model.zip");
    ModelFiles.save(network, data.scale().normalizer(1), model, "a network");

    double expected = network.evaluate(data.test(100, ImageDataSource.NO_LIMIT)).accuracy();
    Screen screen = Screen.piped();
    assertThat(screen.run("eval", model.toString(), "--data", tiny.toString(), "--json")).isZero();
    assertThat(new ObjectMapper().readTree(screen.out()).get("accuracy").asDouble())
        .isEqualTo(expected);
    assertThat(expected).isGreaterThan(0.9);
    assertThat(SavedScale.of(model).scale()).isEqualTo(plain.standardization());
  }

  @Test
  void aNormaliserForOtherImagesIsRefused() throws IOException {
    ImageDataSource colour = DataSources.open(CifarFiles.folder(folder.resolve("bin")).toString());
    PixelScale three = new PixelScale(List.of(1f, 2f, 3f), List.of(1f, 1f, 1f));
    Path model = folder.resolve("model.zip");
    ModelFiles.save(lenet(colour), three.normalizer(3), model, "a network");
    ImageDataSource grey =
        DataSources.open(TinyImages.write(folder.resolve("tiny"), 16, 20, 10).toString());
    assertThatThrownBy(() -> SavedScale.of(model).applyTo(grey))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("its normaliser is for other images");
  }

  private static Model lenet(ImageDataSource data) {
    return NewNetworks.create(NetworkCatalog.find("lenet").orElseThrow(), data, 3, DataType.FLOAT);
  }
}
