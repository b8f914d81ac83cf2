package io.github.conv4j;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Test;

/** The arrows between packages, as each package-info states them. */
class ArchitectureTest {

  private static final String ROOT = "io.github.conv4j.";

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.github.conv4j");

  @Test
  void packagesDependOnlyOnWhatTheirArrowsAllow() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("io.github.conv4j..")
        .layer("geometry")
        .definedBy(ROOT + "geometry")
        .layer("files")
        .definedBy(ROOT + "files")
        .layer("result")
        .definedBy(ROOT + "result")
        .layer("machine")
        .definedBy(ROOT + "machine")
        .layer("reference")
        .definedBy(ROOT + "reference")
        .layer("kernels")
        .definedBy(ROOT + "kernels")
        .layer("vectors")
        .definedBy(ROOT + "vectors")
        .layer("ops")
        .definedBy(ROOT + "ops")
        .layer("layers")
        .definedBy(ROOT + "layers")
        .layer("twin")
        .definedBy(ROOT + "twin")
        .layer("store")
        .definedBy(ROOT + "store")
        .layer("data")
        .definedBy(ROOT + "data")
        .layer("nets")
        .definedBy(ROOT + "nets")
        .layer("verify")
        .definedBy(ROOT + "verify")
        .layer("conformance")
        .definedBy(ROOT + "conformance")
        .layer("checks")
        .definedBy(ROOT + "checks")
        .layer("train")
        .definedBy(ROOT + "train")
        .layer("onnx")
        .definedBy(ROOT + "onnx")
        .layer("emit")
        .definedBy(ROOT + "emit")
        .layer("runtime")
        .definedBy(ROOT + "runtime")
        .layer("models")
        .definedBy(ROOT + "models")
        .layer("export")
        .definedBy(ROOT + "export")
        .layer("infer")
        .definedBy(ROOT + "infer")
        .layer("inspect")
        .definedBy(ROOT + "inspect")
        .layer("runs")
        .definedBy(ROOT + "runs")
        .layer("compare")
        .definedBy(ROOT + "compare")
        .layer("bench")
        .definedBy(ROOT + "bench")
        .layer("report")
        .definedBy(ROOT + "report")
        .layer("cli")
        .definedBy(ROOT + "cli")
        .whereLayer("geometry")
        .mayNotAccessAnyLayer()
        .whereLayer("result")
        .mayNotAccessAnyLayer()
        .whereLayer("store")
        .mayOnlyAccessLayers("files", "result")
        .whereLayer("data")
        .mayOnlyAccessLayers("store")
        .whereLayer("machine")
        .mayOnlyAccessLayers("result")
        .whereLayer("reference")
        .mayOnlyAccessLayers("geometry")
        .whereLayer("kernels")
        .mayOnlyAccessLayers("geometry")
        .whereLayer("vectors")
        .mayOnlyAccessLayers("kernels")
        .whereLayer("ops")
        .mayOnlyAccessLayers("kernels", "geometry")
        .whereLayer("layers")
        .mayOnlyAccessLayers("ops", "kernels", "geometry")
        .whereLayer("twin")
        .mayOnlyAccessLayers("layers", "geometry", "result")
        .whereLayer("nets")
        .mayOnlyAccessLayers("twin", "layers")
        .whereLayer("verify")
        .mayOnlyAccessLayers("reference", "result")
        .whereLayer("conformance")
        .mayOnlyAccessLayers(
            "verify", "reference", "layers", "ops", "kernels", "geometry", "machine", "result")
        .whereLayer("checks")
        .mayOnlyAccessLayers(
            "conformance",
            "verify",
            "nets",
            "layers",
            "ops",
            "kernels",
            "reference",
            "geometry",
            "result")
        .whereLayer("train")
        .mayOnlyAccessLayers("nets", "data", "kernels", "result")
        .whereLayer("models")
        .mayOnlyAccessLayers("nets", "twin", "result", "files")
        .whereLayer("onnx")
        .mayNotAccessAnyLayer()
        .whereLayer("emit")
        .mayOnlyAccessLayers("onnx", "twin", "layers", "ops", "geometry", "result")
        .whereLayer("runtime")
        .mayNotAccessAnyLayer()
        .whereLayer("export")
        .mayOnlyAccessLayers(
            "emit",
            "onnx",
            "runtime",
            "verify",
            "models",
            "nets",
            "twin",
            "layers",
            "ops",
            "geometry",
            "result",
            "files")
        .whereLayer("inspect")
        .mayOnlyAccessLayers("onnx", "models", "geometry", "files", "result")
        .whereLayer("infer")
        .mayOnlyAccessLayers("export", "models", "runtime", "onnx", "nets", "data")
        .whereLayer("runs")
        .mayOnlyAccessLayers("train", "models", "nets", "data", "files", "result")
        .whereLayer("compare")
        .mayOnlyAccessLayers(
            "checks", "verify", "train", "models", "export", "emit", "twin", "nets", "data",
            "machine", "result")
        .whereLayer("bench")
        .mayOnlyAccessLayers(
            "nets", "twin", "layers", "kernels", "train", "data", "verify", "machine", "files",
            "result")
        .whereLayer("files")
        .mayOnlyAccessLayers("result")
        .whereLayer("report")
        .mayOnlyAccessLayers("result", "files")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .check(classes);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(classes);
  }

  @Test
  void theInnermostPackagesUseTheJdkOnly() {
    ArchRuleDefinition.classes()
        .that()
        .resideInAnyPackage(ROOT + "geometry", ROOT + "result", ROOT + "reference", ROOT + "onnx")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..", ROOT + "geometry", ROOT + "result", ROOT + "reference", ROOT + "onnx")
        .check(classes);
  }

  @Test
  void noOwnCodeCallsDeeplearning4jsConvolutionOrPooling() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideInAnyPackage(ROOT + "kernels", ROOT + "ops", ROOT + "layers")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.deeplearning4j.nn.layers.convolution..", "org.deeplearning4j.nn.layers.pooling..")
        .check(classes);
  }
}
