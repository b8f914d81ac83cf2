package io.github.conv4j.report;

import io.github.conv4j.result.Gallery;
import io.github.conv4j.result.Picture;
import java.util.ArrayList;
import java.util.List;

/**
 * Pairs of pictures, the built-in one above the handwritten one. Both of a pair use one grey scale,
 * from the smallest to the largest value of the two, so that what looks the same is the same.
 *
 * @param gallery what to show
 */
record PictureStrip(Gallery gallery) {

  private static final int MOST_PAIRS = 32;

  /**
   * Writes the strip.
   *
   * @param page page to write to
   * @param budget most characters that its pictures may take
   * @return characters that they took
   */
  int render(Markup page, int budget) {
    List<String> pictures = new ArrayList<>();
    int pairs = Math.min(gallery.builtin().size(), gallery.custom().size());
    int taken = 0;
    for (int i = 0; i < Math.min(pairs, MOST_PAIRS); i++) {
      List<String> pair = encode(gallery.builtin().get(i), gallery.custom().get(i));
      int size = pair.get(0).length() + pair.get(1).length();
      if (taken + size > budget) {
        break;
      }
      taken += size;
      pictures.addAll(pair);
    }
    page.open("figure", "class", "gallery");
    page.leaf("h3", gallery.title());
    page.open("div", "class", "pairs");
    for (int i = 0; i < pictures.size() / 2; i++) {
      pair(page, i, pictures.get(2 * i), pictures.get(2 * i + 1));
    }
    page.close("div");
    page.open("figcaption").text(gallery.caption());
    int shown = pictures.size() / 2;
    int all = Math.max(gallery.builtin().size(), gallery.custom().size());
    if (shown < all) {
      page.text(" Shown: " + Numbers.whole(shown) + " of " + Numbers.whole(all) + ".");
    }
    page.close("figcaption").close("figure");
    return taken;
  }

  private void pair(Markup page, int index, String builtinUri, String customUri) {
    Picture builtin = gallery.builtin().get(index);
    Picture custom = gallery.custom().get(index);
    page.open("div", "class", "pair");
    image(page, builtin, "built-in", builtinUri);
    image(page, custom, "handwritten", customUri);
    page.leaf("span", builtin.name(), "class", "name");
    page.leaf("span", difference(builtin, custom), "class", "delta");
    page.close("div");
  }

  private static void image(Markup page, Picture picture, String network, String uri) {
    page.empty(
        "img",
        "src",
        uri,
        "alt",
        picture.name() + ", " + network,
        "width",
        Integer.toString(picture.width()),
        "height",
        Integer.toString(picture.height()));
  }

  private static List<String> encode(Picture builtin, Picture custom) {
    float low = Float.POSITIVE_INFINITY;
    float high = Float.NEGATIVE_INFINITY;
    for (Picture picture : List.of(builtin, custom)) {
      for (float value : picture.values()) {
        if (Float.isFinite(value)) {
          low = Math.min(low, value);
          high = Math.max(high, value);
        }
      }
    }
    return List.of(encode(builtin, low, high), encode(custom, low, high));
  }

  private static String encode(Picture picture, float low, float high) {
    float[] values = picture.values();
    byte[] pixels = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      double range = (double) high - low;
      double share = range > 0 ? ((double) values[i] - low) / range : 0.5;
      // NaN becomes black, as a cast makes it 0.
      pixels[i] = (byte) (int) Math.min(255, Math.max(0, Math.round(share * 255)));
    }
    return Png.dataUri(picture.width(), picture.height(), pixels);
  }

  private static String difference(Picture builtin, Picture custom) {
    if (builtin.width() != custom.width() || builtin.height() != custom.height()) {
      return "sizes differ";
    }
    double largest = 0;
    for (int i = 0; i < builtin.values().length; i++) {
      float expected = builtin.values()[i];
      float found = custom.values()[i];
      if (Float.compare(expected, found) != 0) {
        largest = Math.max(largest, Math.abs((double) expected - found));
      }
    }
    return largest == 0 ? "identical" : "Δ\u00A0" + Numbers.twoDigits(largest);
  }
}
