package io.github.conv4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpzImagesTest {

  @TempDir Path folder;

  @Test
  void readsWhatKerasKeeps() {
    ImageDataSource data =
        DataSources.open(NpzFiles.write(folder.resolve("mnist.npz"), NpzFiles.members()))
            .withScale(PixelScale.RAW);

    assertThat(data.name()).isEqualTo("mnist");
    assertThat(data.shape()).isEqualTo(new ImageShape(1, 2, 3));
    assertThat(data.classNames()).containsExactly("0", "1");
    assertThat(data.numberOfTrainingExamples()).isEqualTo(4);
    assertThat(data.numberOfTestExamples()).isEqualTo(2);
    assertThat(data.test(2, 2).next().getLabels().toFloatMatrix())
        .isDeepEqualTo(new float[][] {{0, 1}, {1, 0}});
    assertThat(data.train(4, 1, 4).next().getFeatures().sumNumber().intValue())
        .isEqualTo(10 * 24 * 23 / 2);
    assertThat(data.files()).extracting(DataFile::name).contains("x_train.npy", "y_test.npy");
  }

  @Test
  void refusesOthers() {
    refused("y_train.npy", NpzFiles.array("(3,)", new byte[3]), "expected 4 labels in y_train.npy");
    refused("y_train.npy", NpzFiles.array("(4,)", new byte[3]), "found fewer");
    refused("y_train.npy", NpzFiles.array("(4,)", new byte[5]), "found more");
    refused("y_test.npy", NpzFiles.array("(2,)", new byte[] {7, 0}), "expected labels from 0 to 1");
    refused("x_test.npy", NpzFiles.array("(2, 6)", new byte[12]), "3 dimension(s)");
    refused("x_test.npy", NpzFiles.array("(2, 3, 2)", new byte[12]), "expected test images of");
    refused(
        "x_train.npy", NpzFiles.array("(999999, 999, 999)", new byte[24]), "100 times the file's");
    refused("x_train.npy", new byte[] {1, 2, 3}, "NumPy's format 1.0");
    refused("more.npy", new byte[0], "found others");
  }

  private void refused(String name, byte[] content, String message) {
    Map<String, byte[]> members = new HashMap<>(NpzFiles.members());
    members.put(name, content);
    Path file = NpzFiles.write(folder.resolve("bad.npz"), members);

    assertThatThrownBy(() -> DataSources.open(file))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message);
  }
}
