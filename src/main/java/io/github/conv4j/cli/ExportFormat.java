package io.github.conv4j.cli;

import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What networks can be exported to. */
enum ExportFormat {
  /** For ONNX Runtime and everything that reads ONNX. */
  ONNX("onnx", ".onnx"),
  /** SameDiff graph of conv4j's ops. */
  SAMEDIFF("samediff", ".fb"),
  /** SameDiff graph that needs ND4J only. */
  SAMEDIFF_PLAIN("samediff-plain", "-plain.fb"),
  /** Deeplearning4j zip with the layers that the network has. */
  DL4J("dl4j", "-copy.zip"),
  /** Deeplearning4j zip of built-in layers. */
  DL4J_PLAIN("dl4j-plain", "-builtin.zip");

  private final String word;
  private final String ending;

  ExportFormat(String word, String ending) {
    this.word = word;
    this.ending = ending;
  }

  /** End of the file's name. */
  String ending() {
    return ending;
  }

  /** The same for programs without conv4j. */
  ExportFormat plain() {
    return switch (this) {
      case DL4J -> DL4J_PLAIN;
      case SAMEDIFF -> SAMEDIFF_PLAIN;
      default -> this;
    };
  }

  /** Reads formats as the command line writes them. */
  static final class Words implements ITypeConverter<ExportFormat> {
    @Override
    public ExportFormat convert(String text) {
      return Stream.of(values())
          .filter(format -> format.word.equalsIgnoreCase(text))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "expected one of "
                          + Stream.of(values()).map(ExportFormat::toString).toList()
                          + ", found \""
                          + text
                          + "\""));
    }
  }

  @Override
  public String toString() {
    return word;
  }
}
