package io.github.conv4j.cli;

import io.github.conv4j.data.DataException;
import io.github.conv4j.data.ImageDataSource;
import io.github.conv4j.data.Mnist;
import java.util.function.Supplier;

/** MNIST, the default data, is there and unharmed. */
final class DataCheck implements DoctorCheck {
  private final Supplier<ImageDataSource> data;

  DataCheck() {
    this(Mnist::open);
  }

  DataCheck(Supplier<ImageDataSource> data) {
    this.data = data;
  }

  @Override
  public String name() {
    return "data";
  }

  @Override
  public String fix() {
    return "get data/mnist back with git, or set " + Mnist.FOLDER_VARIABLE + " to a folder with it";
  }

  @Override
  public Finding examine() {
    try {
      ImageDataSource source = data.get();
      return Finding.ok(
          Terminal.format(
              "%s: %,d training and %,d test images, SHA-256 sums right",
              source.name(), source.numberOfTrainingExamples(), source.numberOfTestExamples()));
    } catch (DataException unusable) {
      return Finding.fail(unusable.getMessage(), fix());
    }
  }
}
