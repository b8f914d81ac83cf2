package io.github.conv4j.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A data set in memory, kept as bytes once for all iterators. */
final class LoadedImages implements ImageDataSource {

  /** As an epoch for the order of images that are held out: that of none. */
  private static final int BEFORE_ALL_EPOCHS = -1;

  private final String name;
  private final List<String> classNames;
  private final LabelledImages train;
  private final LabelledImages test;
  private final List<DataFile> files;
  private final PixelScale scale;
  private final List<String> warnings;

  /**
   * Takes a data set.
   *
   * @param name name for tables and reports
   * @param classNames class names, in the order of the labels
   * @param train training images; their labels must be within the classes
   * @param test test images of the same shape; their labels are checked
   * @param warnings what users should know, one line each
   * @throws DataException if the two do not belong together
   */
  LoadedImages(
      String name,
      List<String> classNames,
      LabelledImages train,
      LabelledImages test,
      List<String> warnings) {
    this(name, classNames, train, test, files(train, test), PixelScale.UNIT, warnings);
    test.checkLabels(classNames.size());
  }

  private LoadedImages(
      String name,
      List<String> classNames,
      LabelledImages train,
      LabelledImages test,
      List<DataFile> files,
      PixelScale scale,
      List<String> warnings) {
    this.name = name;
    this.classNames = List.copyOf(classNames);
    this.train = train;
    this.test = test;
    this.files = files;
    this.scale = scale;
    this.warnings = List.copyOf(warnings);
  }

  private static List<DataFile> files(LabelledImages train, LabelledImages test) {
    List<DataFile> files = new ArrayList<>(train.files());
    files.addAll(test.files());
    return List.copyOf(files);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ImageShape shape() {
    return train.shape();
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }

  @Override
  public int numberOfTrainingExamples() {
    return train.count();
  }

  @Override
  public int numberOfTestExamples() {
    return test.count();
  }

  @Override
  public ImageIterator train(int batch, long seed, int limit, Augmentation augmentation) {
    return iterator(
        train, batch, new Presentation(ExampleOrder.shuffledBy(seed), limit, augmentation, scale));
  }

  @Override
  public ImageIterator test(int batch, int limit) {
    return iterator(
        test, batch, new Presentation(ExampleOrder.asInFile(), limit, Augmentation.NONE, scale));
  }

  private ImageIterator iterator(LabelledImages images, int batch, Presentation presentation) {
    return new ImageIterator(
        new LoadedImageReader(images, classNames, presentation), shape(), batch);
  }

  @Override
  public PixelScale scale() {
    return scale;
  }

  @Override
  public ImageDataSource withScale(PixelScale newScale) {
    newScale.table(shape().channels());
    return new LoadedImages(name, classNames, train, test, files, newScale, warnings);
  }

  @Override
  public ImageDataSource withHeldOut(int count, long seed, int limit) {
    int all = Math.min(limit, train.count());
    if (count < 1 || count >= all) {
      throw new IllegalArgumentException(
          "held out: expected 1 to "
              + (all - 1)
              + " of "
              + all
              + " training images, found "
              + count);
    }
    int[] order = ExampleOrder.shuffledBy(seed).indices(all, BEFORE_ALL_EPOCHS);
    Arrays.sort(order, 0, count);
    Arrays.sort(order, count, all);
    return new LoadedImages(
        name,
        classNames,
        train.only(Arrays.copyOfRange(order, count, all)),
        train.only(Arrays.copyOf(order, count)),
        files,
        scale,
        warnings);
  }

  @Override
  public PixelScale standardization() {
    return train.standardization();
  }

  @Override
  public List<DataFile> files() {
    return files;
  }

  @Override
  public List<String> warnings() {
    return warnings;
  }

  /** The same data with further warnings. */
  LoadedImages withWarnings(List<String> further) {
    List<String> all = new ArrayList<>(further);
    all.addAll(warnings);
    return new LoadedImages(name, classNames, train, test, files, scale, all);
  }
}
