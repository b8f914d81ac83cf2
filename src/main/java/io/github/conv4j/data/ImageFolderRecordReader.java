package io.github.conv4j.data;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.datavec.api.split.CollectionInputSplit;
import org.datavec.api.split.InputSplit;

/**
 * DataVec record reader for a folder with a folder of PNG or JPEG pictures for each class. Colours
 * are red, green, blue, unlike those of DataVec's own image reader.
 *
 * @serial exclude
 */
public final class ImageFolderRecordReader extends LabelledImageReader {

  private static final long serialVersionUID = 1L;

  private final ImageShape shape;

  /**
   * Creates a reader of all examples by class and name, pixels 0 to 255. Call {@link
   * #initialize(InputSplit)} next.
   *
   * @param shape size and channels that pictures are brought to
   * @param classNames names of the class folders, in the order of the labels
   */
  public ImageFolderRecordReader(ImageShape shape, List<String> classNames) {
    this(shape, classNames, Presentation.PLAIN);
  }

  /**
   * Creates a reader. Call {@link #initialize(InputSplit)} next.
   *
   * @param shape size and channels that pictures are brought to
   * @param classNames names of the class folders, in the order of the labels
   * @param presentation order, limit, variation and scale
   */
  public ImageFolderRecordReader(
      ImageShape shape, List<String> classNames, Presentation presentation) {
    super(classNames, presentation);
    this.shape = shape;
  }

  /**
   * The split that {@link #initialize(InputSplit)} wants.
   *
   * @param folder folder of class folders
   * @return a split of its location
   */
  public static InputSplit split(Path folder) {
    return new CollectionInputSplit(new URI[] {folder.toUri()});
  }

  @Override
  LabelledImages read(List<URI> locations) {
    if (locations.size() != 1) {
      throw new DataException(
          "image folder reader: expected a split of one folder, found " + locations.size());
    }
    return ImageFolder.read(path(locations.get(0)), getLabels(), shape);
  }
}
