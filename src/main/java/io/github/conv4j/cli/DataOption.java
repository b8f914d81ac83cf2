package io.github.conv4j.cli;

import io.github.conv4j.data.DataSources;
import io.github.conv4j.data.ImageDataSource;
import picocli.CommandLine.Option;

/** Which images to work with. */
final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "DATA",
      defaultValue = "mnist",
      order = 1,
      description =
          "mnist, or a folder with images and labels in MNIST's format"
              + " (default: ${DEFAULT-VALUE}).")
  private String data;

  String name() {
    return data;
  }

  ImageDataSource open() {
    return DataSources.open(data);
  }
}
