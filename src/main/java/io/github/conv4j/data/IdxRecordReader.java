package io.github.conv4j.data;

import java.io.DataInputStream;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.datavec.api.conf.Configuration;
import org.datavec.api.records.Record;
import org.datavec.api.records.metadata.RecordMetaData;
import org.datavec.api.records.metadata.RecordMetaDataIndex;
import org.datavec.api.records.reader.BaseRecordReader;
import org.datavec.api.split.CollectionInputSplit;
import org.datavec.api.split.InputSplit;
import org.datavec.api.writable.IntWritable;
import org.datavec.api.writable.NDArrayWritable;
import org.datavec.api.writable.Writable;
import org.datavec.api.writable.batch.NDArrayRecordBatch;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * DataVec record reader for a pair of IDX files, images ({@code idx3-ubyte}) and labels ({@code
 * idx1-ubyte}), each raw or gzipped; MNIST and every data set in its format.
 *
 * <p>A record is [image, label]: an {@link NDArrayWritable} of shape [1,1,H,W], type FLOAT, values
 * 0 to 255, and an {@link IntWritable}. A batch, {@link #next(int)}, is [images, labels] of shapes
 * [N,1,H,W] and [N,classes], the labels one-hot, as DataVec's own batch reader for images does it;
 * {@code RecordReaderDataSetIterator} asks for batches and takes them as they are. The arrays are
 * new each time; the reader itself keeps one byte per pixel.
 *
 * <p>Examples come in an {@link ExampleOrder} of seed and epoch. {@link #reset} starts the current
 * epoch again, as DataVec's iterators expect, which read a record and reset before the first batch;
 * {@link #startEpoch} goes to another epoch. A limit keeps the first examples <em>of the file</em>;
 * those are then put in order.
 *
 * <p>Copies by serialization carry the data and stand at the same example. One thread at a time.
 *
 * @serial exclude
 */
public final class IdxRecordReader extends BaseRecordReader {

  private static final long serialVersionUID = 1L;

  private final List<String> classNames;
  private final ExampleOrder order;
  private final int limit;
  private IdxImages images;
  private int epoch;
  private int[] indices;
  private int position;
  private Configuration configuration;

  /**
   * Creates a reader of all examples in file order. Call {@link #initialize(InputSplit)} next.
   *
   * @param numberOfClasses labels must be from 0 to one less
   */
  public IdxRecordReader(int numberOfClasses) {
    this(numberOfClasses, ExampleOrder.asInFile(), Integer.MAX_VALUE);
  }

  /**
   * Creates a reader. Call {@link #initialize(InputSplit)} next.
   *
   * @param numberOfClasses labels must be from 0 to one less
   * @param order order of the examples
   * @param limit number of examples, the first of the file; all if there are not so many
   * @throws IllegalArgumentException if a number is below 1
   */
  public IdxRecordReader(int numberOfClasses, ExampleOrder order, int limit) {
    this(numberedClasses(numberOfClasses), order, limit);
  }

  /** A reader of data that is in memory already; several readers can share it. */
  IdxRecordReader(IdxImages images, List<String> classNames, ExampleOrder order, int limit) {
    this(classNames, order, limit);
    use(images);
  }

  private IdxRecordReader(List<String> classNames, ExampleOrder order, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit: expected at least 1 example, found " + limit);
    }
    this.classNames = List.copyOf(classNames);
    this.order = order;
    this.limit = limit;
  }

  /**
   * Class names where there are none but numbers: "0", "1", …
   *
   * @param numberOfClasses how many
   * @return the names
   */
  static List<String> numberedClasses(int numberOfClasses) {
    if (numberOfClasses < 1) {
      throw new IllegalArgumentException(
          "number of classes: expected at least 1, found " + numberOfClasses);
    }
    return IntStream.range(0, numberOfClasses).mapToObj(Integer::toString).toList();
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

  /**
   * Reads and checks both files.
   *
   * @param split two file locations, images first; see {@link #split}
   * @throws DataException if a file is unusable, the two do not belong together or a label is out
   *     of range
   */
  @Override
  public void initialize(InputSplit split) {
    URI[] locations = split.locations();
    if (locations == null || locations.length != 2) {
      throw new DataException(
          "IDX reader: expected a split of two files, images and labels, found "
              + (locations == null ? 0 : locations.length));
    }
    // The split is not kept: it is not serializable, and the files are not read again.
    use(IdxImages.read(path(locations[0]), path(locations[1])));
  }

  /**
   * Reads and checks both files.
   *
   * @param configuration kept for {@link #getConf}; has no settings for this reader
   * @param split two file locations, images first; see {@link #split}
   * @throws DataException as {@link #initialize(InputSplit)}
   */
  @Override
  public void initialize(Configuration configuration, InputSplit split) {
    setConf(configuration);
    initialize(split);
  }

  private static Path path(URI location) {
    try {
      return Path.of(location);
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      throw new DataException("IDX reader: expected the location of a file, found " + location, e);
    }
  }

  private void use(IdxImages read) {
    read.checkLabels(classNames.size());
    images = read;
    startEpoch(0);
  }

  /**
   * Goes to the first example of an epoch.
   *
   * @param epoch epoch, from 0
   * @throws IllegalArgumentException if it is negative
   */
  public void startEpoch(int epoch) {
    if (epoch < 0) {
      throw new IllegalArgumentException("epoch: expected 0 or more, found " + epoch);
    }
    this.epoch = epoch;
    indices = order.indices(Math.min(limit, images().count()), epoch);
    position = 0;
  }

  /**
   * The epoch whose order is given out.
   *
   * @return epoch, from 0
   */
  public int epoch() {
    return epoch;
  }

  /**
   * Number of records in an epoch.
   *
   * @return the smaller of the limit and the number of images in the file
   */
  public int numberOfExamples() {
    return Math.min(limit, images().count());
  }

  @Override
  public boolean hasNext() {
    return position < numberOfExamples();
  }

  @Override
  public List<Writable> next() {
    List<Writable> record = record(indices[advance(1)]);
    invokeListeners(record);
    return record;
  }

  @Override
  public boolean batchesSupported() {
    return true;
  }

  /**
   * The next examples as one batch; fewer than asked for at the end of the epoch.
   *
   * @param num examples wanted, at least 1
   * @return images [N,1,H,W], 0 to 255, and one-hot labels [N,classes], both FLOAT
   */
  @Override
  public List<List<Writable>> next(int num) {
    if (num < 1) {
      throw new IllegalArgumentException("batch: expected at least 1 example, found " + num);
    }
    int first = advance(num);
    int count = position - first;
    int pixels = images.height() * images.width();
    float[] features = new float[Math.multiplyExact(count, pixels)];
    float[] labels = new float[Math.multiplyExact(count, classNames.size())];
    for (int i = 0; i < count; i++) {
      int index = indices[first + i];
      images.copyImage(index, features, i * pixels);
      labels[i * classNames.size() + images.label(index)] = 1;
    }
    NDArrayRecordBatch batch =
        new NDArrayRecordBatch(
            array(features, count, 1, images.height(), images.width()),
            array(labels, count, classNames.size()));
    invokeListeners(batch);
    return batch;
  }

  /** Moves on by up to {@code num} examples and returns where the first of them is. */
  private int advance(int num) {
    if (!hasNext()) {
      throw new NoSuchElementException(
          "no example left of " + numberOfExamples() + ": call reset() or startEpoch()");
    }
    int first = position;
    position = (int) Math.min((long) position + num, numberOfExamples());
    return first;
  }

  private List<Writable> record(int index) {
    float[] pixels = new float[images.height() * images.width()];
    images.copyImage(index, pixels, 0);
    List<Writable> record = new ArrayList<>(2);
    record.add(new NDArrayWritable(array(pixels, 1, 1, images.height(), images.width())));
    record.add(new IntWritable(images.label(index)));
    return record;
  }

  private static INDArray array(float[] values, long... shape) {
    return Nd4j.create(values, shape, Nd4j.getStrides(shape, 'c'), 'c', DataType.FLOAT);
  }

  /**
   * The next example with its place in the file.
   *
   * @return the record; its metadata is a {@link RecordMetaDataIndex} with the index in the file
   */
  @Override
  public Record nextRecord() {
    int index = hasNext() ? indices[position] : -1;
    return new org.datavec.api.records.impl.Record(next(), metaData(index));
  }

  private RecordMetaData metaData(int index) {
    return new RecordMetaDataIndex(index, images.imagesLocation(), IdxRecordReader.class);
  }

  @Override
  public Record loadFromMetaData(RecordMetaData recordMetaData) {
    if (!(recordMetaData instanceof RecordMetaDataIndex place)) {
      throw new IllegalArgumentException(
          "expected the metadata of this reader's records, found " + recordMetaData);
    }
    if (place.getIndex() < 0 || place.getIndex() >= images().count()) {
      throw new IllegalArgumentException(
          "expected an index from 0 to " + (images.count() - 1) + ", found " + place.getIndex());
    }
    int index = (int) place.getIndex();
    return new org.datavec.api.records.impl.Record(record(index), metaData(index));
  }

  @Override
  public List<Record> loadFromMetaData(List<RecordMetaData> recordMetaDatas) {
    List<Record> records = new ArrayList<>(recordMetaDatas.size());
    for (RecordMetaData metaData : recordMetaDatas) {
      records.add(loadFromMetaData(metaData));
    }
    return records;
  }

  /**
   * Not possible: an image and its label are in two files.
   *
   * @param uri not used
   * @param dataInputStream not used
   * @return never
   * @throws UnsupportedOperationException always
   */
  @Override
  public List<Writable> record(URI uri, DataInputStream dataInputStream) {
    throw new UnsupportedOperationException(
        "IDX reader: a single stream holds images or labels, not both; use initialize with a split");
  }

  /**
   * Class names, in the order of the labels.
   *
   * @return as many names as there are classes
   */
  @Override
  public List<String> getLabels() {
    return classNames;
  }

  /** Goes back to the first example of the current epoch. */
  @Override
  public void reset() {
    startEpoch(epoch);
  }

  @Override
  public boolean resetSupported() {
    return true;
  }

  /** Does nothing: no file stays open. */
  @Override
  public void close() {}

  @Override
  public void setConf(Configuration conf) {
    configuration = conf;
  }

  @Override
  public Configuration getConf() {
    return configuration;
  }

  private IdxImages images() {
    if (images == null) {
      throw new IllegalStateException("IDX reader: call initialize before use");
    }
    return images;
  }
}
