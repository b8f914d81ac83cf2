package io.github.conv4j.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.geometry.AxisGeometry;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.geometry.Rounding;
import io.github.conv4j.geometry.Window;
import io.github.conv4j.geometry.WindowGeometry;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/**
 * The reference loops give the same bits on every machine and in every version: SHA-256 of results,
 * each number as 8 bytes, most significant first. A program in another language gave the same sums
 * for all but the p-norms, whose powers it could not reproduce.
 */
class ReferenceGoldenTest {

  private static final Window WINDOW =
      new WindowGeometry(
              new AxisGeometry(3, 2, 1, Padding.explicit(1, 0), Rounding.CEIL),
              new AxisGeometry(2, 1, 2, Padding.SAME, Rounding.FLOOR))
          .resolve(11, 9);
  private static final Tensor4 X = TestTensors.fractions(101, 3, 4, 11, 9);
  private static final Tensor4 W = TestTensors.fractions(102, 6, 2, 3, 2);
  private static final double[] B = TestTensors.fractions(103, 1, 6, 1, 1).values();
  private static final Tensor4 DY = TestTensors.fractions(104, 3, 6, 6, 9);
  private static final Tensor4 POOL_DY = TestTensors.fractions(105, 3, 4, 6, 9);

  @Test
  void convolution() {
    assertThat(sha256(ReferenceConvolution.forward(X, W, B, WINDOW, 2, false)))
        .isEqualTo("8973228f75982e8f4de557159bc510a21560025c0d1a2e7e26ab03e890f53a92");
    assertThat(sha256(ReferenceConvolution.forward(X, W, B, WINDOW, 2, true)))
        .isEqualTo("9c05d26cfd1cef45853e59742874740c969e92b0ec37818dbae1fe90b016c0c7");
  }

  @Test
  void convolutionGradients() {
    assertThat(sha256(ReferenceConvolution.inputGradient(X, W, DY, WINDOW, 2, false)))
        .isEqualTo("0df44c11740081f0de48f764c49c7e0bcdac64ec55f13f10ba0b41be1a007ad0");
    assertThat(sha256(ReferenceConvolution.weightGradient(X, W, DY, WINDOW, 2, false)))
        .isEqualTo("6a2fc89a06dabb2462946f3a48edee6cc3f641ba06bcecaa20878b5f27f1589e");
    assertThat(sha256(ReferenceConvolution.biasGradient(DY)))
        .isEqualTo("ab14f244211cc02f888afacb361ea2dabfbfa9166d070a2b9041e3844adcc8d6");
  }

  @Test
  void pooling() {
    assertThat(sha256(ReferencePooling.forward(X, WINDOW, PoolKind.MAX, 2)))
        .isEqualTo("09862662fb9fd38f9b70c36c81e3d454a9d82655e3ab3d36947e3c32fd078c58");
    assertThat(sha256(ReferencePooling.forward(X, WINDOW, PoolKind.AVERAGE_EXCLUDING_PADDING, 2)))
        .isEqualTo("574dbfb8423d6d488e4a6aef12531305f66b4125b1b7be0135344198bca36c11");
    assertThat(sha256(ReferencePooling.forward(X, WINDOW, PoolKind.AVERAGE_INCLUDING_PADDING, 2)))
        .isEqualTo("9183a585e4aaff837a36ce6bf6aee2351e2f86710c540b5d38f4c1a91d0a29f7");
    assertThat(sha256(ReferencePooling.forward(X, WINDOW, PoolKind.P_NORM, 3)))
        .isEqualTo("9de03d547e2caa7c34f1bc15b688784b5565d8de37831436326c2d18adaa44ee");
  }

  @Test
  void poolingGradients() {
    assertThat(sha256(ReferencePooling.inputGradient(X, POOL_DY, WINDOW, PoolKind.MAX, 2)))
        .isEqualTo("96e10571e8f0759d5697db13e29e76208a570c105c3a989652a083a525980382");
    assertThat(sha256(ReferencePooling.inputGradient(X, POOL_DY, WINDOW, PoolKind.P_NORM, 3)))
        .isEqualTo("795645925bad53d6b98f75c481bbd27d278b5a5c254873494eed5bed72048b4a");
  }

  private static String sha256(Bounded result) {
    ByteBuffer bytes = ByteBuffer.allocate(result.value().length * Double.BYTES);
    for (double value : result.value()) {
      bytes.putDouble(value);
    }
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
