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
import org.datavec.api.split.InputSplit;
import org.datavec.api.writable.IntWritable;
import org.datavec.api.writable.NDArrayWritable;
import org.datavec.api.writable.Writable;
import org.datavec.api.writable.batch.NDArrayRecordBatch;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * DataVec record reader for labelled images that are held in memory, one byte per value; what its
 * subclasses differ in is the files they read.
 *
 * <p>A record is [image, label]: an {@link NDArrayWritable} of shape [1,C,H,W], type FLOAT, and an
 * {@link IntWritable}. Colours come as red, green, blue. A batch, {@link #next(int)}, is [images,
 * labels] of shapes [N,C,H,W] and [N,classes], the labels one-hot, as DataVec's own batch reader
 * for images does it; {@code RecordReaderDataSetIterator} asks for batches and takes them as they
 * are. The arrays are new each time. Values are 0 to 255, and images as they are in the file,
 * unless a {@link Presentation} wants them scaled or varied.
 *
 * <p>Examples come in an {@link ExampleOrder} of seed and epoch. {@link #reset} starts the current
 * epoch again, as DataVec's iterators expect, which read a record and reset before the first batch;
 * {@link #startEpoch} and {@link #startAt} go elsewhere. A limit keeps the first examples <em>of
 * the file</em>; those are then put in order.
 *
 * <p>Copies by serialization carry the data and stand at the same example. One thread at a time.
 *
 * @serial exclude
 */
public abstract class LabelledImageReader extends BaseRecordReader {

  private static final long serialVersionUID = 1L;

  private final List<String> classNames;
  private final Presentation presentation;
  private LabelledImages images;
  private transient Presenter presenter;
  private transient float[] buffer;
  private int epoch;
  private int[] indices;
  private int start;
  private int position;
  private Configuration configuration;

  /**
   * A reader without data yet.
   *
   * @param classNames class names, in the order of the labels
   * @param presentation order, limit, variation and scale
   */
  LabelledImageReader(List<String> classNames, Presentation presentation) {
    this.classNames = List.copyOf(classNames);
    this.presentation = presentation;
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
   * Reads and checks the files of a split.
   *
   * @param locations where the files are
   * @return images and labels
   * @throws DataException if a file is unusable or they do not belong together
   */
  abstract LabelledImages read(List<URI> locations);

  /**
   * Reads and checks the files.
   *
   * @param split the locations of the files
   * @throws DataException if a file is unusable, they do not belong together or a label is out of
   *     range
   */
  @Override
  public void initialize(InputSplit split) {
    URI[] locations = split.locations();
    // The split is not kept: it is not serializable, and the files are not read again.
    use(read(locations == null ? List.of() : List.of(locations)));
  }

  /**
   * Reads and checks the files.
   *
   * @param configuration kept for {@link #getConf}; has no settings for this reader
   * @param split the locations of the files
   * @throws DataException as {@link #initialize(InputSplit)}
   */
  @Override
  public void initialize(Configuration configuration, InputSplit split) {
    setConf(configuration);
    initialize(split);
  }

  /**
   * The path of a location.
   *
   * @param location a file's URI
   * @return its path
   * @throws DataException if it is not a file's
   */
  static Path path(URI location) {
    try {
      return Path.of(location);
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      throw new DataException("reader: expected the location of a file, found " + location, e);
    }
  }

  /** Takes data that is in memory already; several readers can share it. */
  final void use(LabelledImages read) {
    read.checkLabels(classNames.size());
    images = read;
    presenter = null;
    presenter();
    startEpoch(0);
  }

  private Presenter presenter() {
    if (presenter == null) {
      presenter = new Presenter(images(), presentation);
    }
    return presenter;
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
    indices = presentation.order().indices(numberOfExamples(), epoch);
    start = 0;
    position = 0;
  }

  /**
   * Goes to any example of an epoch; those before it are not read.
   *
   * @param epoch epoch, from 0
   * @param example place in the epoch's order, from 0; the number of examples for its end
   * @throws IllegalArgumentException if either is out of range
   */
  public void startAt(int epoch, int example) {
    startEpoch(epoch);
    if (example < 0 || example > numberOfExamples()) {
      throw new IllegalArgumentException(
          "example: expected 0 to " + numberOfExamples() + ", found " + example);
    }
    start = example;
    position = example;
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
    return Math.min(presentation.limit(), images().count());
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
   * @return images [N,C,H,W] and one-hot labels [N,classes], both FLOAT
   */
  @Override
  public List<List<Writable>> next(int num) {
    if (num < 1) {
      throw new IllegalArgumentException("batch: expected at least 1 example, found " + num);
    }
    int first = advance(num);
    int count = position - first;
    int values = images.shape().values();
    float[] features = buffer(Math.multiplyExact(count, values));
    float[] labels = new float[Math.multiplyExact(count, classNames.size())];
    for (int i = 0; i < count; i++) {
      int index = indices[first + i];
      presenter().write(index, epoch, features, i * values);
      labels[i * classNames.size() + images.label(index)] = 1;
    }
    NDArrayRecordBatch batch =
        new NDArrayRecordBatch(
            imageArray(features, count), array(labels, count, classNames.size()));
    invokeListeners(batch);
    return batch;
  }

  /** Kept from batch to batch; making a large array costs more than filling it. */
  private float[] buffer(int length) {
    if (buffer == null || buffer.length != length) {
      buffer = new float[length];
    }
    return buffer;
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
    float[] values = new float[images().shape().values()];
    presenter().write(index, epoch, values, 0);
    List<Writable> record = new ArrayList<>(2);
    record.add(new NDArrayWritable(imageArray(values, 1)));
    record.add(new IntWritable(images.label(index)));
    return record;
  }

  private INDArray imageArray(float[] values, int count) {
    ImageShape shape = images.shape();
    return array(values, count, shape.channels(), shape.height(), shape.width());
  }

  /** In one piece; Nd4j.create copies value by value, which takes longer than all the rest. */
  private static INDArray array(float[] values, long... shape) {
    INDArray array = Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
    array.data().asNioFloat().put(values);
    return array;
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
    return new RecordMetaDataIndex(index, images.location(), getClass());
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
   * Not possible: a reader works on all of its files.
   *
   * @param uri not used
   * @param dataInputStream not used
   * @return never
   * @throws UnsupportedOperationException always
   */
  @Override
  public List<Writable> record(URI uri, DataInputStream dataInputStream) {
    throw new UnsupportedOperationException(
        "reader: expected a split of all files, found a single stream; use initialize");
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

  /** Goes back to where {@link #startEpoch} or {@link #startAt} went last. */
  @Override
  public void reset() {
    position = start;
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

  private LabelledImages images() {
    if (images == null) {
      throw new IllegalStateException("reader: call initialize before use");
    }
    return images;
  }
}
