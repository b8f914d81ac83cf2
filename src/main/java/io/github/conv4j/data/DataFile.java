package io.github.conv4j.data;

import java.io.Serializable;

/**
 * A file that a data set was read from, described by its unpacked content: the same whether it lay
 * there gzipped, in an archive or neither.
 *
 * @param name file name without folder and without {@code .gz}
 * @param bytes length of the unpacked content
 * @param sha256 SHA-256 of the unpacked content in lower-case hexadecimal
 * @param origin whether the content is what its publisher published
 * @serial exclude
 */
public record DataFile(String name, long bytes, String sha256, Origin origin)
    implements Serializable {

  /** Whether the content is what its publisher published. */
  public enum Origin {
    /** Its SHA-256 is that of the published file. */
    OFFICIAL,
    /** It has the name and form of a published file, and other content. */
    UNOFFICIAL_COPY,
    /** Of a data set that is not known to conv4j. */
    OWN
  }

  /**
   * The same file, of another origin.
   *
   * @param other whether the content is what its publisher published
   * @return the file
   */
  public DataFile of(Origin other) {
    return new DataFile(name, bytes, sha256, other);
  }
}
