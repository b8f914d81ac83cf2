package io.github.conv4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.result.Gallery;
import io.github.conv4j.result.Picture;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PictureStripTest {

  private static String render(Gallery gallery) {
    Markup page = new Markup();
    new PictureStrip(gallery).render(page, 100_000);
    return page.finish();
  }

  private static List<BufferedImage> pictures(String html) throws Exception {
    Matcher matcher = Pattern.compile("data:image/png;base64,([^\"]+)").matcher(html);
    List<BufferedImage> pictures = new ArrayList<>();
    while (matcher.find()) {
      byte[] bytes = Base64.getDecoder().decode(matcher.group(1));
      pictures.add(ImageIO.read(new ByteArrayInputStream(bytes)));
    }
    return pictures;
  }

  private static Gallery gallery(float[] builtin, float[] custom, int width) {
    return new Gallery(
        "title",
        "caption",
        List.of(new Picture("a", width, builtin.length / width, builtin)),
        List.of(new Picture("a", width, custom.length / width, custom)));
  }

  @Test
  void writesPicturesThatDecodeToTheValues() throws Exception {
    float[] values = {0, 51, 102, 153, 204, 255};
    BufferedImage picture = pictures(render(gallery(values, values, 3))).get(0);

    assertThat(picture.getWidth()).isEqualTo(3);
    assertThat(picture.getHeight()).isEqualTo(2);
    for (int i = 0; i < 6; i++) {
      assertThat(picture.getRaster().getSample(i % 3, i / 3, 0)).isEqualTo((int) values[i]);
    }
  }

  @Test
  void scalesAPairTogether() throws Exception {
    List<BufferedImage> pictures =
        pictures(render(gallery(new float[] {0, 1}, new float[] {0, 2}, 2)));
    assertThat(pictures.get(0).getRaster().getSample(1, 0, 0)).isEqualTo(128);
    assertThat(pictures.get(1).getRaster().getSample(1, 0, 0)).isEqualTo(255);
  }

  @Test
  void saysHowFarAPairDiffers() {
    float[] values = {1, 2};
    assertThat(render(gallery(values, values, 2))).contains(">identical<");
    assertThat(render(gallery(values, new float[] {1, 2.25f}, 2))).contains(">Δ\u00A00.25<");
    assertThat(render(gallery(values, new float[] {1, Float.NaN}, 2)))
        .contains(">Δ\u00A0not a number<");
    assertThat(render(gallery(values, new float[] {1}, 1))).contains(">sizes differ<");
  }

  @Test
  void showsConstantAndUnusualValues() throws Exception {
    float[] constant = {3, 3};
    assertThat(
            pictures(render(gallery(constant, constant, 2))).get(0).getRaster().getSample(0, 0, 0))
        .isEqualTo(128);
    float[] unusual = {Float.NaN, Float.POSITIVE_INFINITY, -1, 1};
    BufferedImage picture = pictures(render(gallery(unusual, unusual, 4))).get(0);
    assertThat(picture.getRaster().getSample(0, 0, 0)).isZero();
    assertThat(picture.getRaster().getSample(1, 0, 0)).isEqualTo(255);
  }

  @Test
  void saysWhenItShowsFewerThanThereAre() {
    Picture picture = new Picture("a", 1, 1, new float[] {1});
    Gallery gallery = new Gallery("t", "c", List.of(picture, picture), List.of(picture));
    assertThat(render(gallery)).contains("Shown: 1 of 2.");
  }
}
