package io.github.conv4j.data;

import static io.github.conv4j.data.IdxFiles.gzip;
import static io.github.conv4j.data.IdxFiles.images;
import static io.github.conv4j.data.IdxFiles.labels;
import static io.github.conv4j.data.IdxFiles.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.datavec.api.conf.Configuration;
import org.datavec.api.records.Record;
import org.datavec.api.records.listener.impl.LogRecordListener;
import org.datavec.api.records.metadata.RecordMetaDataIndex;
import org.datavec.api.records.metadata.RecordMetaDataURI;
import org.datavec.api.records.reader.RecordReader;
import org.datavec.api.split.CollectionInputSplit;
import org.datavec.api.split.InputSplit;
import org.datavec.api.writable.IntWritable;
import org.datavec.api.writable.NDArrayWritable;
import org.datavec.api.writable.Writable;
import org.datavec.api.writable.batch.NDArrayRecordBatch;
import org.deeplearning4j.datasets.datavec.RecordReaderDataSetIterator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

class IdxRecordReaderTest {

  @TempDir Path folder;
  private InputSplit split;

  @BeforeEach
  void writeFiveImagesOfThreeClasses() {
    split = split(images(5), gzip(labels(2, 0, 1, 1, 0)));
  }

  @Test
  void givesImageAndLabelOfEachRecord() {
    IdxRecordReader reader = reader();
    reader.next();

    List<Writable> record = reader.next();

    assertThat(record).hasSize(2);
    INDArray image = ((NDArrayWritable) record.get(0)).get();
    assertThat(image.shape()).containsExactly(1, 1, 2, 3);
    assertThat(image.dataType()).isEqualTo(DataType.FLOAT);
    assertThat(values(image)).containsExactly(10, 11, 12, 13, 14, 15);
    assertThat(record.get(1)).isEqualTo(new IntWritable(0));
  }

  @Test
  void readsPixelsAsUnsigned() {
    IdxRecordReader reader = new IdxRecordReader(1);
    byte[] pixels = {0, 127, (byte) 128, (byte) 255};
    reader.initialize(split(IdxFiles.idx(0x803, new int[] {1, 2, 2}, pixels), labels(0)));

    assertThat(values(((NDArrayWritable) reader.next().get(0)).get()))
        .containsExactly(0, 127, 128, 255);
  }

  @Test
  void givesABatchAsOneArrayWithOneHotLabels() {
    IdxRecordReader reader = reader();
    reader.next(3);

    List<List<Writable>> batch = reader.next(3);

    assertThat(reader.batchesSupported()).isTrue();
    assertThat(batch).hasSize(2).isInstanceOf(NDArrayRecordBatch.class);
    List<INDArray> arrays = ((NDArrayRecordBatch) batch).getArrays();
    assertThat(arrays.get(0).shape()).containsExactly(2, 1, 2, 3);
    assertThat(values(arrays.get(0)))
        .containsExactly(30, 31, 32, 33, 34, 35, 40, 41, 42, 43, 44, 45);
    assertThat(arrays.get(1).toFloatMatrix()).isDeepEqualTo(new float[][] {{0, 1, 0}, {1, 0, 0}});
    assertThat(reader.hasNext()).isFalse();
  }

  @Test
  void givesFloatWhateverTheDefaultTypeIs() {
    DataType before = Nd4j.dataType();
    Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
    try {
      IdxRecordReader reader = reader();
      assertThat(((NDArrayRecordBatch) reader.next(2)).getArrays())
          .extracting(INDArray::dataType)
          .containsExactly(DataType.FLOAT, DataType.FLOAT);
    } finally {
      Nd4j.setDefaultDataTypes(before, before);
    }
  }

  @Test
  void endsAfterTheLastRecordAndStartsAgainOnReset() {
    IdxRecordReader reader = reader();
    assertThat(labelsOf(reader)).containsExactly(2, 0, 1, 1, 0);
    assertThatThrownBy(reader::next).isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(() -> reader.next(2)).isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(reader::nextRecord).isInstanceOf(NoSuchElementException.class);

    assertThat(reader.resetSupported()).isTrue();
    reader.reset();

    assertThat(labelsOf(reader)).containsExactly(2, 0, 1, 1, 0);
  }

  @Test
  void keepsTheEpochOnResetAndChangesItOnDemand() {
    IdxRecordReader reader =
        new IdxRecordReader(3, Presentation.PLAIN.with(ExampleOrder.shuffledBy(42), 5));
    reader.initialize(split);
    List<Integer> first = labelsOf(reader);

    reader.reset();
    assertThat(reader.epoch()).isZero();
    assertThat(labelsOf(reader)).isEqualTo(first);

    reader.startEpoch(3);
    int[] expected = ExampleOrder.shuffledBy(42).indices(5, 3);
    for (int index : expected) {
      assertThat(((RecordMetaDataIndex) reader.nextRecord().getMetaData()).getIndex())
          .isEqualTo(index);
    }
    assertThatThrownBy(() -> reader.startEpoch(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void limitKeepsTheFirstOfTheFileThenShuffles() {
    IdxRecordReader reader =
        new IdxRecordReader(3, Presentation.PLAIN.with(ExampleOrder.shuffledBy(1), 3));
    reader.initialize(split);

    assertThat(reader.numberOfExamples()).isEqualTo(3);
    assertThat(labelsOf(reader)).containsExactlyInAnyOrder(2, 0, 1);
    assertThatThrownBy(
            () -> new IdxRecordReader(3, Presentation.PLAIN.with(ExampleOrder.asInFile(), 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1 example, found 0");
  }

  @Test
  void limitAboveTheNumberOfImagesMeansAll() {
    IdxRecordReader reader =
        new IdxRecordReader(3, Presentation.PLAIN.with(ExampleOrder.asInFile(), 50));
    reader.initialize(split);
    assertThat(labelsOf(reader)).hasSize(5);
  }

  @Test
  void findsARecordAgainByItsMetaData() {
    IdxRecordReader reader = reader();
    Record zero = reader.nextRecord();
    reader.nextRecord();
    Record two = reader.nextRecord();

    List<Record> loaded = reader.loadFromMetaData(List.of(two.getMetaData(), zero.getMetaData()));

    assertThat(loaded.get(0).getRecord()).isEqualTo(two.getRecord());
    assertThat(loaded.get(1).getRecord()).isEqualTo(zero.getRecord());
    assertThat(zero.getMetaData().getURI()).isEqualTo(folder.resolve("images").toUri());
    assertThat(zero.getMetaData().getReaderClass()).isEqualTo(IdxRecordReader.class);
    assertThat(reader.nextRecord().getRecord().get(1)).isEqualTo(new IntWritable(1));
  }

  @Test
  void rejectsMetaDataThatIsNotItsOwn() {
    IdxRecordReader reader = reader();
    assertThatThrownBy(
            () -> reader.loadFromMetaData(new RecordMetaDataIndex(5, null, RecordReader.class)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected an index from 0 to 4, found 5");
    assertThatThrownBy(() -> reader.loadFromMetaData(new RecordMetaDataURI(URI.create("file:/x"))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void tellsListenersOfEachRecordAndBatch() {
    IdxRecordReader reader = reader();
    List<Object> heard = new ArrayList<>();
    reader.setListeners(
        new LogRecordListener() {
          private static final long serialVersionUID = 1L;

          @Override
          public void recordRead(RecordReader source, Object record) {
            heard.add(record);
          }
        });

    List<Writable> record = reader.next();
    List<List<Writable>> batch = reader.next(2);

    assertThat(heard).hasSize(2);
    assertThat(heard.get(0)).isSameAs(record);
    assertThat(heard.get(1)).isSameAs(batch);
  }

  @Test
  void namesClassesByNumberAndKeepsTheConfiguration() {
    IdxRecordReader reader = new IdxRecordReader(3);
    Configuration configuration = new Configuration();
    reader.initialize(configuration, split);

    assertThat(reader.getLabels()).containsExactly("0", "1", "2");
    assertThat(reader.getConf()).isSameAs(configuration);
  }

  @Test
  void copiesBySerializationContinueAtTheSameRecord() throws Exception {
    IdxRecordReader reader =
        new IdxRecordReader(3, Presentation.PLAIN.with(ExampleOrder.shuffledBy(9), 5));
    reader.initialize(split);
    reader.startEpoch(2);
    reader.next(2);

    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(reader);
    }
    IdxRecordReader copy;
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      copy = (IdxRecordReader) in.readObject();
    }

    assertThat(copy.epoch()).isEqualTo(2);
    while (reader.hasNext()) {
      assertThat(copy.nextRecord()).isEqualTo(reader.nextRecord());
    }
    assertThat(copy.hasNext()).isFalse();
  }

  @Test
  void worksInDataVecsIteratorByBatchAndByRecord() {
    RecordReaderDataSetIterator byBatch = new RecordReaderDataSetIterator(reader(), 2, 1, 3);
    RecordReaderDataSetIterator byRecord = new RecordReaderDataSetIterator(reader(), 2, 1, 3);
    byRecord.setCollectMetaData(true);
    int batches = 0;
    while (byBatch.hasNext()) {
      DataSet batch = byBatch.next();
      DataSet same = byRecord.next();
      assertThat(batch.getFeatures()).isEqualTo(same.getFeatures());
      assertThat(batch.getLabels()).isEqualTo(same.getLabels());
      batches++;
    }
    assertThat(batches).isEqualTo(3);
    assertThat(byRecord.hasNext()).isFalse();
  }

  @Test
  void givesOneHotLabelsForASingleClassToo() {
    IdxRecordReader reader = new IdxRecordReader(1);
    reader.initialize(split(images(2), labels(0, 0)));
    DataSet batch = new RecordReaderDataSetIterator(reader, 2, 1, 1).next();
    assertThat(values(batch.getLabels())).containsExactly(1, 1);
  }

  @Test
  void rejectsDifferentNumbersOfImagesAndLabels() {
    IdxRecordReader reader = new IdxRecordReader(10);
    InputSplit unequal = split(images(5), labels(1, 2));
    assertThatThrownBy(() -> reader.initialize(unequal))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(folder.resolve("labels") + ": expected 5 labels")
        .hasMessageContaining("found 2");
  }

  @Test
  void namesTheFirstLabelOutOfRangeWithItsIndex() {
    IdxRecordReader reader = new IdxRecordReader(10);
    InputSplit wrong = split(images(4), labels(9, 0, 10, 255));
    assertThatThrownBy(() -> reader.initialize(wrong))
        .isInstanceOf(DataException.class)
        .hasMessage(
            folder.resolve("labels") + ": expected labels from 0 to 9, found 10 at index 2");
  }

  @Test
  void rejectsASplitThatIsNotTwoFiles() {
    IdxRecordReader reader = new IdxRecordReader(10);
    InputSplit one = new CollectionInputSplit(List.of(folder.resolve("images").toUri()));
    assertThatThrownBy(() -> reader.initialize(one))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("expected a split of two files, images and labels, found 1");
    URI web = URI.create("https://example.org/images");
    InputSplit elsewhere = new CollectionInputSplit(List.of(web, web));
    assertThatThrownBy(() -> reader.initialize(elsewhere))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("expected the location of a file, found " + web);
  }

  @Test
  void refusesWhatItCannotDo() {
    IdxRecordReader reader = new IdxRecordReader(10);
    assertThatThrownBy(reader::hasNext)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("initialize");
    DataInputStream stream = new DataInputStream(new ByteArrayInputStream(new byte[1]));
    assertThatThrownBy(() -> reader.record(URI.create("file:/x"), stream))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> reader().next(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new IdxRecordReader(0)).isInstanceOf(IllegalArgumentException.class);
  }

  private IdxRecordReader reader() {
    IdxRecordReader reader = new IdxRecordReader(3);
    reader.initialize(split);
    return reader;
  }

  private InputSplit split(byte[] images, byte[] labels) {
    return IdxRecordReader.split(
        write(folder.resolve("images"), images), write(folder.resolve("labels"), labels));
  }

  private static List<Integer> labelsOf(IdxRecordReader reader) {
    List<Integer> labels = new ArrayList<>();
    while (reader.hasNext()) {
      labels.add(reader.next().get(1).toInt());
    }
    return labels;
  }

  private static float[] values(INDArray array) {
    return array.dup('c').data().asFloat();
  }
}
