package io.github.conv4j.train;

/**
 * Which views of an image a test averages the class scores of ("test-time augmentation"): for a
 * multiple of the time, a little more accuracy on images that were varied alike in training.
 *
 * @param mirrored each view also mirrored left to right
 * @param shift 0 for the image where it is; else by how many pixels it is moved besides, along both
 *     diagonals, both ways
 */
public record TestViews(boolean mirrored, int shift) {

  /** The image as it is. */
  public static final TestViews NONE = new TestViews(false, 0);

  private static final int PLACES = 5;

  /**
   * Checks the shift.
   *
   * @param mirrored each view also mirrored left to right
   * @param shift 0 or more
   * @throws IllegalArgumentException if it is negative
   */
  public TestViews {
    if (shift < 0) {
      throw new IllegalArgumentException("test views: expected 0 or more pixels, found " + shift);
    }
  }

  /**
   * The same without moved images.
   *
   * @return at most two views
   */
  public TestViews inPlace() {
    return new TestViews(mirrored, 0);
  }

  /**
   * Number of views.
   *
   * @return 1, 2, 5 or 10
   */
  public int count() {
    return (mirrored ? 2 : 1) * (shift > 0 ? PLACES : 1);
  }

  /**
   * A classifier that averages over the views.
   *
   * @param classifier asked once per view and batch
   * @return the average, or the classifier itself if there is one view only
   */
  public Classifier of(Classifier classifier) {
    return count() == 1 ? classifier : new ViewAverage(classifier, this);
  }
}
