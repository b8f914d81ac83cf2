package io.github.conv4j.data;

import java.net.URI;
import java.util.List;

/** A reader of images that a data source holds. */
final class LoadedImageReader extends LabelledImageReader {

  private static final long serialVersionUID = 1L;

  LoadedImageReader(LabelledImages images, List<String> classNames, Presentation presentation) {
    super(classNames, presentation);
    use(images);
  }

  @Override
  LabelledImages read(List<URI> locations) {
    throw new IllegalStateException("reader: it has its data already");
  }
}
