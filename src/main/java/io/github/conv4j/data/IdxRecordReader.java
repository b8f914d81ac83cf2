package io.github.conv4j.data;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.datavec.api.split.CollectionInputSplit;
import org.datavec.api.split.InputSplit;

/**
 * DataVec record reader for a pair of IDX files, images ({@code idx3-ubyte}) and labels ({@code
 * idx1-ubyte}), each raw or gzipped; MNIST and every data set in its format. Images have one
 * channel.
 *
 * @serial exclude
 */
public final class IdxRecordReader extends LabelledImageReader {

  private static final long serialVersionUID = 1L;

  /**
   * Creates a reader of all examples in file order, pixels 0 to 255. Call {@link
   * #initialize(InputSplit)} next.
   *
   * @param numberOfClasses labels must be from 0 to one less
   */
  public IdxRecordReader(int numberOfClasses) {
    this(numberOfClasses, Presentation.PLAIN);
  }

  /**
   * Creates a reader. Call {@link #initialize(InputSplit)} next.
   *
   * @param numberOfClasses labels must be from 0 to one less
   * @param presentation order, limit, variation and scale
   * @throws IllegalArgumentException if the number is below 1
   */
  public IdxRecordReader(int numberOfClasses, Presentation presentation) {
    super(numberedClasses(numberOfClasses), presentation);
  }

  /**
   * The split that {@link #initialize(InputSplit)} wants.
   *
   * @param images images file
   * @param labels labels file
   * @return a split of two locations, images first
   */
  public static InputSplit split(Path images, Path labels) {
    return new CollectionInputSplit(new URI[] {images.toUri(), labels.toUri()});
  }

  @Override
  LabelledImages read(List<URI> locations) {
    if (locations.size() != 2) {
      throw new DataException(
          "IDX reader: expected a split of two files, images and labels, found "
              + locations.size());
    }
    return IdxImages.read(path(locations.get(0)), path(locations.get(1)));
  }
}
