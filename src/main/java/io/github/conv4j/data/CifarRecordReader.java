package io.github.conv4j.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.datavec.api.split.CollectionInputSplit;
import org.datavec.api.split.InputSplit;

/**
 * DataVec record reader for files in CIFAR-10's binary form ({@code data_batch_1.bin}, …). Images
 * are [3,32,32], red, green, blue; the labels are airplane, automobile, bird, cat, deer, dog, frog,
 * horse, ship, truck.
 *
 * @serial exclude
 */
public final class CifarRecordReader extends LabelledImageReader {

  private static final long serialVersionUID = 1L;

  /**
   * Creates a reader of all examples in file order, pixels 0 to 255. Call {@link
   * #initialize(InputSplit)} next.
   */
  public CifarRecordReader() {
    this(Presentation.PLAIN);
  }

  /**
   * Creates a reader. Call {@link #initialize(InputSplit)} next.
   *
   * @param presentation order, limit, variation and scale
   */
  public CifarRecordReader(Presentation presentation) {
    super(CifarImages.CLASSES, presentation);
  }

  /**
   * The split that {@link #initialize(InputSplit)} wants.
   *
   * @param files files in the order in which they are to be read
   * @return a split of their locations
   */
  public static InputSplit split(Path... files) {
    URI[] locations = new URI[files.length];
    for (int i = 0; i < files.length; i++) {
      locations[i] = files[i].toUri();
    }
    return new CollectionInputSplit(locations);
  }

  @Override
  LabelledImages read(List<URI> locations) {
    if (locations.isEmpty()) {
      throw new DataException("CIFAR reader: expected a split of at least one file, found none");
    }
    CifarImages images = new CifarImages();
    for (URI location : locations) {
      Path file = path(location);
      try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
        images.add(file.toString(), file.getFileName().toString(), Files.size(file), in);
      } catch (IOException e) {
        throw new DataException(file + ": cannot be read: " + DataException.reason(e), e);
      }
    }
    return images.all(locations.get(0));
  }
}
