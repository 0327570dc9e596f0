package io.codestrata.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SimilarityTest {
  @Test
  void dotIsTheSumOfProducts() {
    assertThat(Similarity.dot(new float[] {1, 2, 3}, new float[] {4, 5, -6})).isEqualTo(-4);
  }

  @Test
  void cosineKnowsNoLengths() {
    assertThat(Similarity.cosine(new float[] {1, 0}, new float[] {7, 7}))
        .isCloseTo(Math.sqrt(0.5), within(1e-9));
    assertThat(Similarity.cosine(new byte[] {127, 0}, new byte[] {-3, 0})).isEqualTo(-1);
  }

  @Test
  void cosineOfLongBytesDoesNotOverflow() {
    byte[] extreme = new byte[200_000];
    Arrays.fill(extreme, Byte.MIN_VALUE);

    assertThat(Similarity.cosine(extreme, extreme)).isCloseTo(1, within(1e-9));
  }

  @Test
  void hammingCountsBitsThatDiffer() {
    assertThat(Similarity.hamming(new byte[] {(byte) 0xff, 0x01}, new byte[] {0x0f, 0x03}))
        .isEqualTo(5);
  }

  @Test
  void vectorsOfTwoLengthsAreRefused() {
    assertThatThrownBy(() -> Similarity.dot(new float[2], new float[3]))
        .hasMessageContaining("2 and 3");
    assertThatThrownBy(() -> Similarity.hamming(new byte[2], new byte[3]))
        .hasMessageContaining("2 and 3");
  }
}
