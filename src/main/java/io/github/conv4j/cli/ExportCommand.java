package io.github.conv4j.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.conv4j.data.DataException;
import io.github.conv4j.data.DataSources;
import io.github.conv4j.data.ImageDataSource;
import io.github.conv4j.data.PixelScale;
import io.github.conv4j.emit.UnsupportedLayerException;
import io.github.conv4j.export.Form;
import io.github.conv4j.export.InputShapes;
import io.github.conv4j.export.OnnxExport;
import io.github.conv4j.export.OnnxOptions;
import io.github.conv4j.export.Reference;
import io.github.conv4j.export.ReloadedFiles;
import io.github.conv4j.export.Saved;
import io.github.conv4j.export.Verification;
import io.github.conv4j.export.VerificationFailedException;
import io.github.conv4j.files.WholeFile;
import io.github.conv4j.models.ModelFileException;
import io.github.conv4j.models.ModelFiles;
import io.github.conv4j.models.SafeModels;
import io.github.conv4j.nets.Network;
import io.github.conv4j.onnx.ElementType;
import io.github.conv4j.result.ProgressListener;
import io.github.conv4j.runtime.OnnxChecker;
import io.github.conv4j.runtime.OnnxRuntime;
import io.github.conv4j.runtime.RuntimeMissingException;
import io.github.conv4j.twin.Twin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.deeplearning4j.exception.DL4JException;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a saved network in the formats of other programs. */
@Command(
    name = "export",
    description = {
      "Export a saved network to where models run, and prove that the file computes the same.",
      "",
      "Every file is checked and compared with the network on test images before it gets its name:"
          + " ONNX by the ONNX checker and in ONNX Runtime, layer by layer; the others by loading"
          + " them again. A file that fails is not written."
    })
final class ExportCommand extends Verb {
  private static final String OURS = "io.github.conv4j.";
  private static final Pattern OWN_CLASS = Pattern.compile("io\\.github\\.conv4j\\.[\\w.$]+");

  @Parameters(paramLabel = "MODEL", description = "A network saved by Deeplearning4j or conv4j.")
  private Path model;

  @Option(
      names = "--format",
      split = ",",
      paramLabel = "FORMAT",
      defaultValue = "onnx",
      converter = ExportFormat.Words.class,
      order = 1,
      description =
          "One or more of ${COMPLETION-CANDIDATES}, with commas (default: ${DEFAULT-VALUE})."
              + " samediff needs conv4j to run, samediff-plain only ND4J; dl4j-plain has built-in"
              + " layers only.")
  private List<ExportFormat> formats = List.of();

  @Option(
      names = "--as",
      paramLabel = "LAYERS",
      order = 2,
      description =
          "builtin: zips and graphs that any Deeplearning4j program loads, as with dl4j-plain and"
              + " samediff-plain; handwritten: with conv4j's layers.")
  private String layers;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      order = 3,
      description = "Folder for the files (default: the network's).")
  private Path out;

  @Option(
      names = "--size",
      paramLabel = "CxHxW",
      order = 4,
      description =
          "What the network takes, where it does not say so itself (default: as it says, else as"
              + " --data).")
  private String size;

  @Option(
      names = "--data",
      paramLabel = "DATA",
      order = 5,
      description =
          "Images to compare with, and class names for the file (default: mnist or cifar10 if of the"
              + " network's size and on this machine, else numbers drawn at random).")
  private String data;

  @Mixin private DataFolderOption folder;

  @Mixin private OwnClasses own;

  @Option(
      names = "--labels",
      paramLabel = "LABELS",
      order = 6,
      description =
          "Class names to keep in the ONNX file: names with commas, or a file with one on each"
              + " line.")
  private String labels;

  @Option(
      names = "--with-preprocessing",
      order = 7,
      description = "The ONNX file takes pixels, 0 to 255 as bytes, and scales them by itself.")
  private boolean preprocessing;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      defaultValue = "float",
      order = 8,
      description =
          "float or double: what the ONNX file computes with (default: ${DEFAULT-VALUE}). ONNX"
              + " Runtime has no convolution of doubles: such files are verified rounded to float.")
  private String type;

  @Option(
      names = "--no-verify",
      order = 9,
      description = "Write the ONNX file without running it, and say so in its metadata.")
  private boolean unverified;

  /** Size of the input where several fit; null if the network or the user says it. */
  private InputShapes.Found chosen;

  /**
   * What was written.
   *
   * @param model the network's file
   * @param inputs shapes of the network's inputs without the batch
   * @param comparedWith where the examples are from; null if nothing was compared
   * @param files the files
   */
  record Result(
      String model, List<List<Integer>> inputs, String comparedWith, List<ExportedFile> files) {}

  /**
   * A written file.
   *
   * @param format its format
   * @param path where it is
   * @param sha256 SHA-256 in lower-case hexadecimal
   * @param bytes size
   * @param verification what was found; null if it was not verified
   */
  record ExportedFile(
      String format,
      String path,
      String sha256,
      long bytes,
      @JsonInclude(JsonInclude.Include.ALWAYS) Verification verification) {}

  ExportCommand(Session session) {
    super(session);
  }

  @Override
  ExitCode run() throws IOException {
    Set<ExportFormat> wanted = wanted();
    if (out != null && Files.exists(out) && !Files.isDirectory(out)) {
      throw new UsageException("--out: expected a folder, found the file " + out);
    }
    ElementType elements = elementType();
    // While the network is loaded.
    CompletableFuture<Optional<ImageDataSource>> ahead =
        CompletableFuture.supplyAsync(this::prepare);
    Optional<DataNormalization> normalizer = normalizer(wanted);
    Model network = SafeModels.load(model, own.allowed());
    ImageDataSource images = data == null ? null : DataSources.open(data, folder.places());
    List<List<Integer>> shapes = shapes(network, images);
    PixelScale scale = normalizer.map(PixelScale::of).orElse(PixelScale.UNIT);
    requireImages(images, shapes);
    ExportSamples examples =
        ExportSamples.find(
            images == null ? ahead.join() : Optional.of(images),
            shapes,
            scale,
            preprocessing,
            folder.places());
    if (chosen != null && !examples.real()) {
      sayWhatWasChosen();
    }
    OnnxOptions options =
        new OnnxOptions(
            elements,
            classNames(images),
            normalizer.isPresent() || preprocessing ? scale.means() : List.of(),
            normalizer.isPresent() || preprocessing ? scale.deviations() : List.of(),
            preprocessing,
            Versions.conv4j());
    Path json = folder().resolve(stem() + "-export.json");
    List<ExportedFile> files = new ArrayList<>();
    try {
      write(wanted, network, normalizer.orElse(null), shapes, examples, options, files);
    } finally {
      // Also what was written before something failed.
      if (!files.isEmpty()) {
        boolean compared = files.stream().anyMatch(file -> file.verification() != null);
        Result result =
            new Result(model.toString(), shapes, compared ? examples.source() : null, files);
        WholeFile.write(json, Session.json(result) + "\n");
        report(result);
      }
    }
    return ExitCode.PASS;
  }

  /** A normaliser that is not of images matters only to files that keep it. */
  private Optional<DataNormalization> normalizer(Set<ExportFormat> wanted) {
    try {
      return SafeModels.normalizer(model);
    } catch (ModelFileException e) {
      if (preprocessing
          || wanted.contains(ExportFormat.DL4J)
          || wanted.contains(ExportFormat.DL4J_PLAIN)) {
        throw e;
      }
      session()
          .terminal()
          .message("the files take scaled numbers and do not say how: " + e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * What is needed later and takes long to start: the JSON library (a third of a second), ONNX
   * Runtime, the checker, and the images most often used.
   */
  private Optional<ImageDataSource> prepare() {
    Session.json(Map.of());
    if (!unverified && formats.contains(ExportFormat.ONNX)) {
      try {
        OnnxRuntime.version();
        OnnxChecker.isAvailable();
      } catch (RuntimeMissingException e) {
        // Said when it is needed.
        return Optional.empty();
      }
    }
    return data == null ? ExportSamples.first(folder.places()) : Optional.empty();
  }

  private Set<ExportFormat> wanted() {
    boolean builtin = "builtin".equals(layers);
    Set<ExportFormat> wanted = new LinkedHashSet<>();
    formats.forEach(format -> wanted.add(builtin ? format.plain() : format));
    ExportRules rules = new ExportRules(formats, wanted);
    rules.requireLayers(layers);
    rules.requireOnnx(
        "--no-verify", unverified, "files of other formats are always loaded again and compared");
    rules.requireOnnx(
        "--type", !"float".equals(type), "files of other formats have the network's type");
    rules.requireOnnx(
        "--labels", labels != null, "files of other formats have no place for class names");
    rules.requireOnnx(
        "--with-preprocessing",
        preprocessing,
        "the other formats keep the normaliser or leave pixels to the program");
    return wanted;
  }

  private ElementType elementType() {
    return switch (type) {
      case "float" -> ElementType.FLOAT;
      case "double" -> ElementType.DOUBLE;
      default -> throw new UsageException("--type: expected float or double, found " + type);
    };
  }

  private List<List<Integer>> shapes(Model network, ImageDataSource images) {
    if (size != null) {
      return InputSizes.parse(size);
    }
    if (images != null) {
      return List.of(ExportSamples.shape(images.shape()));
    }
    InputShapes.Found found =
        InputShapes.of(network)
            .orElseThrow(
                () ->
                    new UsageException(
                        "the network "
                            + model
                            + " does not say what size its input has; give it with --size, such as"
                            + " --size 3x32x32, or images of that size with --data"));
    chosen = found.isChosen() ? found : null;
    return List.of(found.shape());
  }

  /** Said where no data of that size confirms it. */
  private void sayWhatWasChosen() {
    session()
        .terminal()
        .message(
            "input size taken as "
                + chosen.shape().stream().map(String::valueOf).collect(Collectors.joining("x"))
                + ", the usual one of those that fit the network ("
                + range(chosen.heights())
                + " rows, "
                + range(chosen.widths())
                + " columns); give --size if it is another");
  }

  private static String range(List<Integer> sizes) {
    int last = sizes.size() - 1;
    return last == 0 ? "" + sizes.get(0) : sizes.get(0) + " to " + sizes.get(last);
  }

  private void requireImages(ImageDataSource images, List<List<Integer>> shapes) {
    if (images != null && !shapes.equals(List.of(ExportSamples.shape(images.shape())))) {
      throw new DataException(
          "data "
              + data
              + ": expected images of the network's size "
              + shapes
              + ", found "
              + images.shape()
              + "; choose other --data or another --size");
    }
  }

  private List<String> classNames(ImageDataSource images) throws IOException {
    if (labels == null) {
      return images == null ? List.of() : images.classNames();
    }
    return LabelWords.read(labels);
  }

  private void write(
      Set<ExportFormat> wanted,
      Model network,
      DataNormalization normalizer,
      List<List<Integer>> shapes,
      ExportSamples examples,
      OnnxOptions options,
      List<ExportedFile> files)
      throws IOException {
    ProgressListener progress = session().progress();
    progress.start("export", wanted.size(), "files");
    Reference reference =
        new Reference(network, examples.samples(), session().interruption()::check);
    List<RuntimeException> refused = new ArrayList<>();
    try {
      for (ExportFormat format : wanted) {
        session().interruption().check();
        Path file = file(format);
        try {
          Saved saved =
              format == ExportFormat.ONNX
                  ? onnx(reference, shapes, options, file)
                  : reloaded(format, reference, normalizer, shapes, options, file);
          files.add(
              new ExportedFile(
                  format.toString(),
                  file.toString(),
                  saved.file().sha256(),
                  saved.file().bytes(),
                  saved.verification()));
        } catch (UnsupportedLayerException | VerificationFailedException e) {
          // Another format may do.
          refused.add(e);
        } catch (IllegalArgumentException e) {
          throw new UsageException(e.getMessage());
        } catch (DL4JException e) {
          throw new UsageException(e.getMessage() + "; give another --size");
        }
        progress.step(files.size() + refused.size(), Map.of());
      }
    } finally {
      progress.finish();
    }
    if (!refused.isEmpty()) {
      // The last one ends the command.
      RuntimeException last = refused.remove(refused.size() - 1);
      refused.forEach(e -> session().terminal().message(e.getMessage()));
      throw last;
    }
  }

  private String stem() {
    String name = model.getFileName().toString();
    return name.toLowerCase(Locale.ROOT).endsWith(".zip")
        ? name.substring(0, name.length() - ".zip".length())
        : name;
  }

  private Path folder() {
    return out == null ? model.resolveSibling("") : out;
  }

  private Path file(ExportFormat format) {
    Path file = folder().resolve(stem() + format.ending());
    if (Files.isDirectory(file)) {
      throw new UsageException(
          "expected a place for the file "
              + file
              + ", found a folder of that name; choose another"
              + " --out");
    }
    OutputFolder.requireWritable(file);
    return file;
  }

  private Saved onnx(
      Reference reference, List<List<Integer>> shapes, OnnxOptions options, Path file)
      throws IOException {
    OnnxExport export = OnnxExport.of(reference.network(), shapes, options);
    return unverified
        ? export.saveUnverified(file)
        : export.save(file, reference, Runtime.getRuntime().availableProcessors());
  }

  private Saved reloaded(
      ExportFormat format,
      Reference reference,
      DataNormalization normalizer,
      List<List<Integer>> shapes,
      OnnxOptions options,
      Path file)
      throws IOException {
    Model network = reference.network();
    ReloadedFiles files = new ReloadedFiles(reference, own.allowed());
    return switch (format) {
      case SAMEDIFF ->
          files.sameDiff(shapes, Form.CONV4J_OPS, options.means(), options.deviations(), file);
      case SAMEDIFF_PLAIN ->
          files.sameDiff(shapes, Form.ND4J_OPS, options.means(), options.deviations(), file);
      case DL4J_PLAIN ->
          files.zip(builtin(network), normalizer, file, "network of built-in layers");
      default ->
          files.zip(
              "handwritten".equals(layers) ? Twin.handwritten(network).network() : network,
              normalizer,
              file,
              "network");
    };
  }

  /** Without any class of ours, so that programs without conv4j can load it. */
  private Model builtin(Model network) {
    Model plain = Twin.builtin(network).network();
    if (ModelFiles.configuration(plain).contains(OURS)) {
      // A schedule of ours, perhaps: the rate where training stands takes its place.
      Network copy = Network.of(plain).copy();
      copy.setLearningRate(copy.learningRate());
      plain = copy.model();
    }
    Matcher ours = OWN_CLASS.matcher(ModelFiles.configuration(plain));
    if (ours.find()) {
      throw new DataException(
          "the network "
              + model
              + " has a part without built-in counterpart: "
              + ours.group()
              + "; export it with --format dl4j, for programs that have conv4j");
    }
    return plain;
  }

  private void report(Result result) {
    if (session().options().json()) {
      session().printJson(result);
      return;
    }
    ResultTable table =
        new ResultTable().row("format", "file", "bytes", "largest difference", "same class");
    for (ExportedFile file : result.files()) {
      Verification found = file.verification();
      table.row(
          file.format(),
          file.path(),
          Terminal.format("%,d", file.bytes()),
          found == null ? "not verified" : Terminal.format("%.1e", found.maxAbs()),
          found == null ? "-" : Terminal.format("%.0f %%", 100 * found.argmaxAgreement()));
    }
    table.lines().forEach(session().terminal()::println);
    result.files().stream()
        .filter(file -> file.verification() != null)
        .forEach(file -> session().terminal().println(words(file, result.comparedWith())));
  }

  private static String words(ExportedFile file, String comparedWith) {
    Verification found = file.verification();
    String layers =
        found.layers().isEmpty() ? "" : Terminal.format(", %d layers", found.layers().size());
    return Terminal.format(
        "%s: compared in %s on %s, batches of %s%s, bound %s; checker: %s",
        file.format(),
        found.runtime(),
        comparedWith,
        found.batches(),
        layers,
        found.bound(),
        found.checker());
  }
}
