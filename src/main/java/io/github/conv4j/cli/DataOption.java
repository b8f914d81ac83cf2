package io.github.conv4j.cli;

import io.github.conv4j.data.DataException;
import io.github.conv4j.data.DataSources;
import io.github.conv4j.data.ImageDataSource;
import io.github.conv4j.data.ImageFolder;
import io.github.conv4j.data.ImageShape;
import io.github.conv4j.store.Fetcher;
import io.github.conv4j.store.Inspector;
import io.github.conv4j.store.KnownSet;
import io.github.conv4j.store.KnownSets;
import io.github.conv4j.store.Places;
import io.github.conv4j.store.StoreException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which images to work with. */
final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "DATA",
      defaultValue = "mnist",
      order = 1,
      description =
          "mnist, cifar10 or another known set ('conv4j data list'), a folder with files of"
              + " MNIST's or CIFAR-10's form or with a folder of pictures for each class, or an"
              + " archive of CIFAR-10, or a file like Keras's mnist.npz (default: ${DEFAULT-VALUE}).")
  private String data;

  @Mixin private DataFolderOption folder;

  @Option(
      names = "--image-size",
      paramLabel = "CxHxW",
      order = 2,
      description =
          "For folders of pictures: bring all to these channels, height and width (default: as"
              + " the first picture).")
  private String imageSize;

  @Option(
      names = "--offline",
      order = 2,
      description = "Never fetch data, even if it is missing or damaged.")
  private boolean offline;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec verb;

  String name() {
    return data;
  }

  Optional<Path> folder() {
    return folder.folder();
  }

  Optional<String> imageSize() {
    return Optional.ofNullable(imageSize);
  }

  /** Opens the data; a known set that is not there, or not right, is fetched first. */
  ImageDataSource open() {
    Session session = ((Verb) verb.userObject()).session();
    Places places = folder.places();
    ImageDataSource source;
    try {
      source = imageSize == null ? DataSources.open(data, places) : pictures();
    } catch (DataException | StoreException problem) {
      Optional<KnownSet> set = KnownSets.find(data);
      if (set.isEmpty() || offline) {
        throw problem;
      }
      session.terminal().message(announcement(set.get(), places, problem));
      new Fetcher(session.progress(), session.interruption())
          .fetch(set.get(), places.own(set.get()));
      source = DataSources.open(data, places);
    }
    source.warnings().forEach(session.terminal()::message);
    return source;
  }

  private ImageDataSource pictures() {
    ImageShape shape = Sizes.parse("--image-size", imageSize);
    if (KnownSets.find(data).isPresent() || !ImageFolder.isIn(Path.of(data))) {
      throw new UsageException(
          "--image-size: expected --data with a folder of pictures for each class, found " + data);
    }
    return ImageFolder.open(Path.of(data), shape);
  }

  private static String announcement(KnownSet set, Places places, RuntimeException problem) {
    String fetching =
        Terminal.format(
            "fetching %.0f MB from %s to %s",
            set.bytes() / 1e6, set.downloads().get(0).sources().get(0).getHost(), places.own(set));
    return Inspector.find(set, places.of(set)).isEmpty()
        ? set.name() + " is not on this machine: " + fetching
        : problem.getMessage() + "; " + fetching;
  }
}
