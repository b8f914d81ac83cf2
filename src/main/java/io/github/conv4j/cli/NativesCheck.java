package io.github.conv4j.cli;

import java.util.List;
import java.util.function.Predicate;
import org.bytedeco.javacpp.Loader;

/** The native libraries of ND4J and OpenBLAS for this operating system and processor. */
final class NativesCheck implements DoctorCheck {
  private static final List<String> ND4J_VARIANTS =
      List.of("-onednn-avx512", "-onednn-avx2", "-onednn", "-avx512", "-avx2", "");

  private final String platform;
  private final Predicate<String> isOnClassPath;

  NativesCheck() {
    this(
        Loader.getPlatform(),
        path -> NativesCheck.class.getClassLoader().getResource(path) != null);
  }

  NativesCheck(String platform, Predicate<String> isOnClassPath) {
    this.platform = platform;
    this.isOnClassPath = isOnClassPath;
  }

  @Override
  public String name() {
    return "natives";
  }

  @Override
  public String fix() {
    return "build on this machine: delete the folder target, then start scripts/conv4j again;"
        + " there are natives for Linux, macOS and Windows on x86-64 and for macOS on arm64";
  }

  @Override
  public Finding examine() {
    List<String> variants =
        ND4J_VARIANTS.stream()
            .map(variant -> platform + variant)
            .filter(variant -> has("org/nd4j/linalg/cpu/nativecpu/bindings/" + variant, "nd4jcpu"))
            .toList();
    boolean openBlas = has("org/bytedeco/openblas/" + platform, "openblas");
    if (variants.isEmpty() || !openBlas) {
      String missing = variants.isEmpty() ? "ND4J" : "OpenBLAS";
      return Finding.fail(
          "no " + missing + " natives for " + platform + " on the class path", fix());
    }
    return Finding.ok("ND4J for " + String.join(", ", variants) + "; OpenBLAS for " + platform);
  }

  private boolean has(String folder, String library) {
    return List.of(
            "libjni" + library + ".so", "libjni" + library + ".dylib", "jni" + library + ".dll")
        .stream()
        .anyMatch(file -> isOnClassPath.test(folder + "/" + file));
  }
}
