package io.github.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimilarWordsTest {

  @ParameterizedTest
  @CsvSource({
    "'', '', 0",
    "doctor, doctor, 0",
    "docter, doctor, 1",
    "docto, doctor, 1",
    "doctoor, doctor, 1",
    "comapre, compare, 1",
    "kitten, sitting, 3",
    "ab, '', 2"
  })
  void countsEditsAndSwapsOfNeighbours(String a, String b, int distance) {
    assertThat(SimilarWords.distance(a, b)).isEqualTo(distance);
    assertThat(SimilarWords.distance(b, a)).isEqualTo(distance);
  }

  @Test
  void findsTheNearestWord() {
    assertThat(SimilarWords.closest("TRIAN", List.of("eval", "train", "compare")))
        .containsExactly("train");
  }

  @Test
  void keepsAllWordsThatAreEquallyNear() {
    assertThat(SimilarWords.closest("--se", List.of("--sea", "--see", "--seed")))
        .containsExactly("--sea", "--see");
  }

  @Test
  void findsNothingIfNothingIsNear() {
    assertThat(SimilarWords.closest("banana", List.of("doctor", "train"))).isEmpty();
  }
}
