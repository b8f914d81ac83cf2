package io.github.conv4j.store;

import io.github.conv4j.store.KnownSet.Cache;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The data sets that conv4j knows by name. Sums and lengths are those that several independent
 * projects pin for the same files; a source is used only over HTTPS and only for exactly this
 * content, so it does not matter who runs it.
 */
public final class KnownSets {

  private static final List<String> DIGITS =
      IntStream.range(0, 10).mapToObj(Integer::toString).toList();

  /** The MNIST database of handwritten digits. */
  public static final KnownSet MNIST =
      new KnownSet(
          "mnist",
          "MNIST, handwritten digits",
          "http://yann.lecun.com/exdb/mnist/",
          idx(
              List.of(
                  "https://storage.googleapis.com/cvdf-datasets/mnist/",
                  "https://ossci-datasets.s3.amazonaws.com/mnist/"),
              9_912_422,
              "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
              28_881,
              "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
              1_648_877,
              "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
              4_542,
              "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
          List.of(
              content(
                  "train-images-idx3-ubyte",
                  47_040_016,
                  "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
              content(
                  "train-labels-idx1-ubyte",
                  60_008,
                  "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
              content(
                  "t10k-images-idx3-ubyte",
                  7_840_016,
                  "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
              content(
                  "t10k-labels-idx1-ubyte",
                  10_008,
                  "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2")),
          "",
          DIGITS,
          List.of(
              new Cache("Deeplearning4j", ".deeplearning4j/data/MNIST", true),
              new Cache("torchvision", "data/MNIST/raw", false)));

  /** Fashion-MNIST, articles of clothing. */
  public static final KnownSet FASHION_MNIST =
      new KnownSet(
          "fashion-mnist",
          "Fashion-MNIST, articles of clothing",
          "https://github.com/zalandoresearch/fashion-mnist",
          idx(
              List.of(
                  "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
                  "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"),
              26_421_880,
              "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
              29_515,
              "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
              4_422_102,
              "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
              5_148,
              "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
          List.of(),
          "",
          List.of(
              "T-shirt/top",
              "trouser",
              "pullover",
              "dress",
              "coat",
              "sandal",
              "shirt",
              "sneaker",
              "bag",
              "ankle boot"),
          List.of(
              new Cache("Keras", ".keras/datasets/fashion-mnist", true),
              new Cache("torchvision", "data/FashionMNIST/raw", false)));

  /** Kuzushiji-MNIST, characters of cursive Japanese. */
  public static final KnownSet KMNIST =
      new KnownSet(
          "kmnist",
          "Kuzushiji-MNIST, cursive Japanese",
          "https://codh.rois.ac.jp/kmnist/",
          idx(
              List.of("https://codh.rois.ac.jp/kmnist/dataset/kmnist/"),
              18_165_135,
              "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4",
              29_497,
              "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17",
              3_041_136,
              "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5",
              5_120,
              "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c"),
          List.of(),
          "",
          List.of("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"),
          List.of(new Cache("torchvision", "data/KMNIST/raw", false)));

  /** CIFAR-10, small photos of ten kinds of things. */
  public static final KnownSet CIFAR10 =
      new KnownSet(
          "cifar10",
          "CIFAR-10, photos of 32 x 32",
          "https://www.cs.toronto.edu/~kriz/cifar.html",
          List.of(
              new KnownFile(
                  "cifar-10-binary.tar.gz",
                  170_052_171,
                  "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
                  List.of(
                      URI.create("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"),
                      URI.create(
                          "https://mindspore-website.obs.cn-north-4.myhuaweicloud.com/notebook/"
                              + "datasets/cifar-10-binary.tar.gz")))),
          List.of(
              cifarBatch(
                  "data_batch_1",
                  "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"),
              cifarBatch(
                  "data_batch_2",
                  "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"),
              cifarBatch(
                  "data_batch_3",
                  "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"),
              cifarBatch(
                  "data_batch_4",
                  "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"),
              cifarBatch(
                  "data_batch_5",
                  "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add"),
              cifarBatch(
                  "test_batch",
                  "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b")),
          "cifar-10-batches-bin",
          List.of(
              "airplane",
              "automobile",
              "bird",
              "cat",
              "deer",
              "dog",
              "frog",
              "horse",
              "ship",
              "truck"),
          List.of(
              new Cache("Keras", ".keras/datasets/cifar-10-batches-py", true),
              new Cache("Keras", ".keras/datasets", true),
              new Cache("torchvision", "data/cifar-10-batches-py", false),
              new Cache("torchvision", "data", false)));

  private static final List<KnownSet> ALL = List.of(MNIST, FASHION_MNIST, KMNIST, CIFAR10);

  private KnownSets() {}

  /**
   * All of them.
   *
   * @return in the order of a list for people
   */
  public static List<KnownSet> all() {
    return ALL;
  }

  /**
   * Finds a set by name.
   *
   * @param name any word
   * @return the set of that name, in any case
   */
  public static Optional<KnownSet> find(String name) {
    return ALL.stream().filter(set -> set.isCalled(name)).findFirst();
  }

  private static List<KnownFile> idx(
      List<String> hosts,
      long trainImages,
      String trainImagesSum,
      long trainLabels,
      String trainLabelsSum,
      long testImages,
      String testImagesSum,
      long testLabels,
      String testLabelsSum) {
    return List.of(
        download(hosts, "train-images-idx3-ubyte.gz", trainImages, trainImagesSum),
        download(hosts, "train-labels-idx1-ubyte.gz", trainLabels, trainLabelsSum),
        download(hosts, "t10k-images-idx3-ubyte.gz", testImages, testImagesSum),
        download(hosts, "t10k-labels-idx1-ubyte.gz", testLabels, testLabelsSum));
  }

  private static KnownFile download(List<String> hosts, String name, long bytes, String sum) {
    return new KnownFile(
        name, bytes, sum, hosts.stream().map(host -> URI.create(host + name)).toList());
  }

  private static KnownFile content(String name, long bytes, String sum) {
    return new KnownFile(name, bytes, sum, List.of());
  }

  private static KnownFile cifarBatch(String name, String sum) {
    return content(name + ".bin", 30_730_000, sum);
  }
}
